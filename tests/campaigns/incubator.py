"""Starts bot processes without importing everything again: imports once, then forks.

A child runs the command line just as `python -m bot` or `python -m sandbox` does, in a process of its
own, with its own environment and output. Only what comes before any setting is read is saved: imports,
triage's words, and looking through the handlers.
Asked by lines of JSON: `{"start": [program, ...], "environment": {...}, "log": path, "held": false}` answers
a pid, `{"wait": pid}` and `{"poll": pid}` an exit status or null. A held child waits for SIGCONT.
"""

import ctypes
import gc
import json
import os
import signal
import sys
from importlib import import_module
from typing import Any, NoReturn

IMPORTED = ("bot.__main__", "bot.app", "bot.doctor", "bot.importing", "bot.replaying", "sandbox.__main__")
PR_SET_PDEATHSIG = 1  # Linux: a child dies with its parent
PR_SET_PTRACER, ANYBODY = 0x59616D61, -1  # who may trace it, where that is restricted


def main() -> None:
    for module in IMPORTED:
        import_module(module)
    import_module("triage.library").ours()
    import_module("handlers").conversations()
    gc.collect()
    gc.freeze()
    _answer(len(IMPORTED))
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            _answer(_start(asked))
        else:
            pid = asked.get("wait") or asked["poll"]
            ended, status = os.waitpid(pid, 0 if "wait" in asked else os.WNOHANG)
            _answer(os.waitstatus_to_exitcode(status) if ended else None)


def _answer(what: int | None) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def _start(asked: dict[str, Any]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        kernel = ctypes.CDLL(None)
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(PR_SET_PTRACER, ANYBODY)
        if os.getppid() == parent:
            _become(asked)
        os._exit(1)
    if asked["held"]:
        os.waitpid(pid, os.WUNTRACED)  # only what stands still can be let go
    return pid


def _become(asked: dict[str, Any]) -> NoReturn:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(asked["environment"])
    if asked["held"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    code: Any = 1
    try:
        program, *sys.argv[1:] = asked["start"]
        code = import_module(f"{program}.__main__").main()
    except SystemExit as stop:
        code = stop.code
    except BaseException:  # noqa: BLE001 - as the interpreter does with what nobody caught
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else bool(code))


if __name__ == "__main__":
    main()
