"""What is logged gives no secret away, whoever writes the line (T15)."""

import asyncio
import io
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import Redacting, set_up_logging, without_secrets

TOKEN = "123456789:" + "abcDEF123_-".ljust(35, "x")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
tokens = st.builds(
    "{}:{}".format, st.integers(10**8, 10**11), st.text(st.sampled_from(LETTERS), min_size=35, max_size=35)
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    logging.captureWarnings(False)  # whoever set logging up before, in this worker
    before, level = root.handlers[:], root.level
    set_up_logging("DEBUG")
    ours = root.handlers[0]
    assert isinstance(ours, logging.StreamHandler)
    ours.setStream(stream)
    yield stream
    logging.captureWarnings(False)
    sys.excepthook = sys.__excepthook__
    root.handlers, root.level = before, level


@given(tokens, st.text(), st.text())
def test_a_token_is_taken_out_of_any_line(token: str, before: str, after: str) -> None:
    assert token not in without_secrets(f"{before} https://api.telegram.org/bot{token}/getMe {after}")
    assert token.replace(":", "%3A") not in without_secrets(token.replace(":", "%3A"))


@pytest.mark.parametrize("password", ["word", "p@ss", "p:a/s@s", "ünï", "%40"])
def test_a_password_is_taken_out_of_an_address(password: str) -> None:
    line = without_secrets(f"postgres://desk:{password}@db:5432/x is away")
    assert password not in line
    assert line == "postgres://desk:***@db:5432/x is away"


def test_an_address_without_a_password_stays_readable() -> None:
    line = "GET http://127.0.0.1:8080/health answered 200; https://t.me/bot?start=c_x"
    assert without_secrets(line) == line


def fail() -> None:
    raise TelegramNetworkError(GetMe(), f"can't reach /bot{TOKEN}/getMe")


def test_messages_arguments_and_tracebacks_are_redacted(lines: io.StringIO) -> None:
    log = logging.getLogger("bot.somewhere")
    log.warning("asked %s", f"https://api.telegram.org/bot{TOKEN}/getUpdates")
    with pytest.raises(TelegramNetworkError) as failed:
        fail()
    log.error("failed", exc_info=failed.value)
    warnings.showwarning(ResourceWarning(f"unclosed session of {TOKEN}"), ResourceWarning, "x.py", 1)
    text = lines.getvalue()
    assert TOKEN not in text
    assert text.count("<token>") >= 3


async def test_what_a_task_leaves_unread_is_redacted(lines: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": f"lost with {TOKEN}"})
    assert "lost with <token>" in lines.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "aiogram.event", "telegram.ext", "aiohttp.client", "tortoise.db_client"]
)
def test_libraries_say_no_more_than_warnings(lines: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("POST /bot%s/sendMessage text=秘密", TOKEN)
    logging.getLogger(name).debug("body: 秘密")
    assert lines.getvalue() == ""


def test_the_last_words_of_a_process_are_redacted() -> None:
    code = (
        "from bot.logs import set_up_logging\n"
        "set_up_logging('INFO')\n"
        f"raise RuntimeError('died with {TOKEN} and postgres://u:pw@h/x')\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 1
    assert "<token>" in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert "pw@" not in done.stderr


def test_a_record_that_breaks_the_pattern_is_still_a_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "f.py", 1, "token %s", (TOKEN,), None)
    assert Redacting("%(message)s").format(record) == "token <token>"
