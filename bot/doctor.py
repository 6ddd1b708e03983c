"""`python -m bot doctor`: token, database, migrations, groups, clock, disk; each with a line and a remedy."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import ResultChatMemberUnion

from bot.settings import Settings
from desk.calendar import year_of
from desk.policy import policy_for
from models import Card, Community, Department, Incoming, Outgoing, Timer
from models.database import Database, DatabaseAway
from models.kinds import CardState, IncomingState, OutgoingState, TimerState
from models.migrate import MigrationError, pending

CLOCK_TOLERANCE = 30  # seconds; deadlines are told in minutes
LAST_MONTH = 12  # next year's holidays are announced in November
DISK_RESERVE = 0.05  # of the disk; below that SQLite may soon refuse to write


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    what: str
    good: bool
    says: str
    remedy: str = ""

    def line(self) -> str:
        return f"{'ok ' if self.good else 'BAD'} {self.what}: {self.says}" + (
            f". {self.remedy}" * (not self.good)
        )


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    api = TelegramAPIServer.from_base(settings.api_base)
    async with Bot(settings.token.get_secret_value(), session=AiohttpSession(api=api)) as bot:
        token = await _token(bot)
        yield token
        if token.good:
            yield await _intake(settings, bot)
        yield await _clock(settings)
        yield _disk(settings)
        database = await _database(settings)
        yield database
        if database.good:
            async for finding in _inside(settings, bot):
                yield finding


async def _token(bot: Bot) -> Finding:
    try:
        me = await bot.get_me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        return Finding("token", False, "Telegram doesn't know it", "Ask @BotFather for the current one")
    except TelegramNetworkError:
        return Finding(
            "token", False, "Telegram can't be reached", "Check the network and YINGSHENG_API_BASE"
        )
    except (TelegramAPIError, ClientDecodeError) as error:
        return Finding("token", False, f"Telegram answers with {type(error).__name__}", "Try again later")
    return Finding("token", True, f"@{me.username}")


async def _intake(settings: Settings, bot: Bot) -> Finding:
    """Telegram gives updates to a webhook or to polling, never to both."""
    try:
        hook = await bot.get_webhook_info()
    except (TelegramAPIError, ClientDecodeError) as error:
        return Finding("intake", False, f"Telegram answers with {type(error).__name__}", "Try again later")
    if settings.intake == "polling":
        remedy = "Remove it with Telegram's deleteWebhook, or set YINGSHENG_INTAKE=webhook"
        return Finding("intake", not hook.url, "a webhook is set" if hook.url else "polling", remedy)
    if hook.url != settings.webhook_url:
        return Finding("intake", False, "another webhook is set, or none", "Do: python -m bot run")
    remedy = "Check YINGSHENG_WEBHOOK_URL, the proxy in front, and that the bot runs"
    return Finding("intake", not hook.last_error_message, hook.last_error_message or "webhook", remedy)


async def _clock(settings: Settings) -> Finding:
    """Against the Date header of the Bot API: promises are clock times."""
    try:
        async with aiohttp.ClientSession() as web, web.head(settings.api_base) as reply:
            theirs = parsedate_to_datetime(reply.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return Finding("clock", False, "nothing to compare it with", "See the line about the token")
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    return Finding(
        "clock", off <= CLOCK_TOLERANCE, f"{off:.0f} s off", "Switch time synchronisation (NTP) on"
    )


def _disk(settings: Settings) -> Finding:
    wanted = settings.state_dir.absolute()
    folder = next(each for each in (wanted, *wanted.parents) if each.is_dir())
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    return Finding("disk", share >= DISK_RESERVE, f"{share:.0%} free", f"Make room where {folder} is")


async def _database(settings: Settings) -> Finding:
    try:
        missing = await pending(settings.database_url.get_secret_value())
    except MigrationError as error:
        return Finding("database", False, str(error), "Run the version that made it, or a newer one")
    except (DatabaseAway, OSError, ValueError, sqlite3.DatabaseError) as error:
        remedy = "Check YINGSHENG_DATABASE_URL, and that the server runs"
        return Finding("database", False, f"can't be opened ({type(error).__name__})", remedy)
    if missing:
        return Finding("database", False, f"{len(missing)} migrations to run", "Do: python -m bot migrate")
    return Finding("database", True, "opens, and its tables are up to date")


async def _inside(settings: Settings, bot: Bot) -> AsyncIterator[Finding]:
    database = await Database.open(settings.database_url.get_secret_value())
    try:
        departments = await Department.all().select_related("community").order_by("community_id", "id")
        departments = [department for department in departments if department.categories]
        if not departments:
            yield Finding("estate", False, "no community is set up", "Do: python -m bot import estate.toml")
        for community in await Community.all().order_by("id"):
            yield calendar_of(community, datetime.now(UTC))
        for department in departments:
            yield await _group(bot, department)
        yield await _left_over(settings.bot_id)
    finally:
        await database.close()


def calendar_of(community: Community, now: datetime) -> Finding:
    """Deadlines are counted in working days: an unknown year counts weekends and statutory days only."""
    zone = ZoneInfo(community.timezone)
    region, local = policy_for(community.policy).timing.region_at(zone), now.astimezone(zone)
    wanted = (local.year, local.year + 1) if local.month == LAST_MONTH else (local.year,)
    unknown = [str(year) for year in wanted if not year_of(region, year).announced]
    what = f"calendar of {community.key}"
    if unknown:
        says = f"the holidays of {region} in {' and '.join(unknown)} are not known: weekends and statutory days count"
        return Finding(
            what, False, says, "Update the package: uv lock --upgrade-package holidays; make setup"
        )
    return Finding(what, True, f"{region or 'weekends only'}, {local.year} is known")


async def _group(bot: Bot, department: Department) -> Finding:
    what = f"group of {department.community.key}/{department.key}"
    if department.chat_id is None:
        return Finding(
            what, False, "none is named", "Write /id in the group and put chat_id into the estate file"
        )
    try:
        me = await bot.get_chat_member(department.chat_id, bot.id)
        chat = await bot.get_chat(department.chat_id)
    except (TelegramAPIError, ClientDecodeError) as error:
        remedy = "Add the bot to the group, and check chat_id in the estate file"
        return Finding(what, False, getattr(error, "message", type(error).__name__), remedy)
    if me.status in ("left", "kicked"):
        return Finding(what, False, f"the bot is not in it ({me.status})", "Add the bot to the group")
    if _may_write(me, everybody=chat.permissions is None or chat.permissions.can_send_messages is not False):
        return Finding(what, True, f"can write ({me.status})")
    return Finding(what, False, "may not write", "Allow the bot to send messages there")


def _may_write(me: ResultChatMemberUnion, *, everybody: bool) -> bool:
    if me.status == "restricted":
        return bool(getattr(me, "can_send_messages", False))
    return me.status in ("creator", "administrator") or everybody


async def _left_over(bot_id: int) -> Finding:
    """What was put aside and waits for a person."""
    updates = await Incoming.filter(bot_id=bot_id, state=IncomingState.QUARANTINED).count()
    messages = await Outgoing.filter(bot_id=bot_id, state=OutgoingState.PARKED).count()
    cards = await Card.filter(bot_id=bot_id, state=CardState.PARKED).count()
    timers = await Timer.filter(state=TimerState.ARMED, attempts__gt=0).count()
    says = f"{updates} updates in quarantine, {messages} messages and {cards} cards parked, {timers} timers failing"
    remedy = "Do: python -m bot replay --list; when mended: python -m bot replay"
    return Finding("put aside", not (updates or messages or cards or timers), says, remedy)
