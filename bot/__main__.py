"""The command line: run, demo, migrate, doctor, import, export, code, replay. Imports what a command needs, no more."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import garbage
from bot.logs import set_up_logging, without_secrets
from bot.settings import EXAMPLES, Settings, WrongSettings, read_settings

Command = Callable[[Settings, argparse.Namespace], Awaitable[int]]


async def run(settings: Settings, _: argparse.Namespace) -> int:
    garbage.leave_it()
    from bot.app import App, CoreEnded, NotMigrated
    from bot.clock import SystemClock
    from bot.polling import IntakeLost

    me = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, me.cancel if me else sys.exit)
    try:
        async with App(settings, SystemClock()) as app:
            await app.run()
    except asyncio.CancelledError:
        return 0
    except (IntakeLost, NotMigrated, CoreEnded) as stop:
        return _complain(str(stop))
    return 0


async def migrate(settings: Settings, _: argparse.Namespace) -> int:
    from bot.clock import SystemClock
    from models.migrate import migrate as apply

    url = settings.database_url.get_secret_value()
    applied = await apply(url, now=SystemClock().now(), progress=_say)
    _say(f"up to date ({len(applied)} applied)")
    return 0


async def doctor(settings: Settings, _: argparse.Namespace) -> int:
    from bot.doctor import examine

    findings = [finding async for finding in examine(settings)]
    for finding in findings:
        _say(finding.line())
    return int(any(not finding.good for finding in findings))


async def import_something(settings: Settings, arguments: argparse.Namespace) -> int:
    *what, file = arguments.source
    if what == ["roster"]:
        from bot.home_rosters import import_roster

        _say(await import_roster(settings, Path(file), arguments.community))
    elif what:
        return _complain(f"import: {what[0]!r} is not known. Example: python -m bot import roster homes.csv")
    else:
        from bot.importing import import_file

        _say(await import_file(settings, Path(file)))
    return 0


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.exporting import export_codes, export_homes

    file, key = arguments.file, arguments.community
    if arguments.what == "homes":
        _say(await export_homes(settings, file, key))
        return 0
    font, letters = arguments.font, arguments.letters
    _say(await export_codes(settings, file, arguments.bot, key=key, letters=letters, font=font))
    return 0


async def first_code(settings: Settings, _: argparse.Namespace) -> int:
    from bot.first_code import new_code

    _say(await new_code(settings))
    return 0


async def replay(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.replaying import list_all, replay_all

    for line in await list_all(settings) if arguments.list else [await replay_all(settings)]:
        _say(line)
    return 0


async def corrections(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.teaching import corrections_as_lines

    for line in await corrections_as_lines(settings, arguments.community):
        sys.stdout.write(f"{line}\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.command == "demo":
        from bot.demo import demo

        return demo(chosen.port)
    try:
        settings = read_settings()
        set_up_logging(settings.log_level)
        with asyncio.Runner(loop_factory=fast_loop) as runner:
            return runner.run(_obey(chosen.does, settings, chosen))
    except WrongSettings as wrong:
        return _complain(str(wrong))
    except KeyboardInterrupt:
        return 130


def fast_loop() -> asyncio.AbstractEventLoop:
    """uvloop where there is one: an eighth less CPU time per update."""
    try:
        import uvloop
    except ImportError:  # Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _obey(command: Command, settings: Settings, chosen: argparse.Namespace) -> int:
    import sqlite3

    from models.database import DatabaseAway
    from models.engines.source import DatabaseAddressError
    from models.migrate import MigrationError

    try:
        return await command(settings, chosen)
    except (DatabaseAddressError, DatabaseAway, sqlite3.DatabaseError) as trouble:
        return _complain(f"YINGSHENG_DATABASE_URL: {trouble}. Example: {EXAMPLES['database_url']}")
    except MigrationError as trouble:
        return _complain(f"database: {trouble}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="The complaint desk, as a Telegram bot"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot").set_defaults(does=run)
    demo = commands.add_parser("demo", help="try everything without Telegram")
    demo.add_argument("--port", type=int, default=None, help="default: PORT, or 8080")
    commands.add_parser("migrate", help="bring the database's tables up to date").set_defaults(does=migrate)
    commands.add_parser("doctor", help="check token, database, groups, clock, disk").set_defaults(does=doctor)
    taking = commands.add_parser("import", help="set up a community from a file, or take over its roster")
    source = "docs/estate.example.toml shows one; a roster is CSV or XLSX"
    taking.add_argument("source", nargs="+", metavar="[roster] FILE", help=source)
    taking.add_argument("--community", default="", help="its key, when there are several")
    taking.set_defaults(does=import_something)
    _add_export(commands.add_parser("export", help="codes to print (PDF), the list of homes (CSV)"))
    code = commands.add_parser("code", help="a one-time code: its first user sets up an estate in the chat")
    code.set_defaults(does=first_code)
    wrong = commands.add_parser("corrections", help="what triage got wrong, for python -m triage report")
    wrong.add_argument("--community", default="", help="its key; all of them when not given")
    wrong.set_defaults(does=corrections)
    again = commands.add_parser("replay", help="try quarantined and parked rows again")
    again.add_argument("--list", action="store_true", help="only say what was put aside, and why")
    again.set_defaults(does=replay)
    return parser


def _add_export(giving: argparse.ArgumentParser) -> None:
    giving.add_argument("what", choices=("qr", "homes"))
    giving.add_argument("file", type=Path)
    giving.add_argument("--community", default="", help="its key, when there are several")
    giving.add_argument("--bot", default="", help="the bot's name in Telegram, for the links")
    giving.add_argument("--letters", action="store_true", help="one page for each home, whose code binds it")
    giving.add_argument("--font", type=Path, default=None, help="one with Chinese letters")
    giving.set_defaults(does=export)


def _say(line: str) -> None:
    sys.stdout.write(f"{without_secrets(line)}\n")


def _complain(line: str) -> int:
    sys.stderr.write(f"{without_secrets(line)}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
