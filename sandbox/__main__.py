"""The sandbox as a process of its own: `python -m sandbox --port 8081 --token 123:abc`."""

import argparse
import asyncio
import signal
import sys

from sandbox.cast import BotSeed
from sandbox.server import build


async def serve(port: int, bots: tuple[BotSeed, ...]) -> None:
    tokens = frozenset(seed.token for seed in bots) or None
    sandbox = build(bots=bots, tokens=tokens)
    await sandbox.start(port)
    sys.stdout.write(f"{sandbox.url}\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await sandbox.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; the address is printed")
    parser.add_argument(
        "--token", action="append", default=[], help="the only tokens that exist; default: any"
    )
    chosen = parser.parse_args()
    bots = tuple(
        BotSeed(token, "Sandbox", f"sandbox_{token.partition(':')[0]}_bot") for token in chosen.token
    )
    asyncio.run(serve(chosen.port, bots))


if __name__ == "__main__":
    main()
