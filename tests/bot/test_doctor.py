"""The doctor: one line for each thing that can be wrong, with what to do about it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from village import MORNING, plan

from bot.doctor import CLOCK_TOLERANCE, Finding, calendar_of, examine
from bot.settings import Settings
from desk.estate import install
from models import Card, Community, Complaint, Department, Incoming, Outgoing, Timer
from models.database import Database
from models.kinds import CardKind, CardState, IncomingState, OutgoingState, Status, TimerKind
from sandbox.cast import BotSeed
from sandbox.client import Client
from sandbox.server import Sandbox, running

TOKEN = "1000000001:" + "doctor".ljust(35, "-")
BOT_ID = 1000000001


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(bots=(BotSeed(TOKEN, "Desk", "desk_bot"),), tokens=frozenset({TOKEN})) as made:
        yield made


def settings(sandbox: Sandbox, url: str, tmp_path: Path, **more: Any) -> Settings:
    given = {"token": TOKEN, "database_url": url, "state_dir": tmp_path, "api_base": sandbox.url}
    return Settings.model_validate(given | more)


async def lines(settings: Settings) -> dict[str, str]:
    findings = [finding async for finding in examine(settings)]
    assert all(finding.good or finding.remedy for finding in findings), "whatever is bad has a remedy"
    return {finding.what: finding.line() for finding in findings}


async def estate(sandbox: Sandbox, database: Database) -> dict[str, int]:
    """A community whose three groups are the sandbox's; the bot is in them."""
    async with Client(sandbox.url) as sim:
        owner = await sim.person("Chen")
        chats = {key: await sim.group(key, [owner, BOT_ID]) for key in ("engineering", "cleaning", "service")}
    departments = plan().model_dump()["departments"]
    for key, one in departments.items():
        one["chat_id"] = chats[key]
    await database.transaction(lambda: install(plan(departments=departments), BOT_ID, MORNING))
    return chats


async def test_a_healthy_installation_has_only_good_lines(
    sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path
) -> None:
    await estate(sandbox, database)
    report = await lines(settings(sandbox, database_url, tmp_path))
    bad = [
        line for what, line in report.items() if not line.startswith("ok") and what not in ("disk", "clock")
    ]
    assert bad == []
    assert report["token"] == "ok  token: @desk_bot"
    assert report["database"] == "ok  database: opens, and its tables are up to date"
    assert "can write" in report["group of village/engineering"]


async def test_a_token_telegram_does_not_know(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    other = "1000000002:" + "nobody".ljust(35, "-")
    report = await lines(settings(sandbox, sqlite_url, tmp_path, token=other))
    assert report["token"] == "BAD token: Telegram doesn't know it. Ask @BotFather for the current one"
    assert other not in str(report)


async def test_telegram_out_of_reach(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    report = await lines(settings(sandbox, sqlite_url, tmp_path, api_base="http://127.0.0.1:9"))
    assert report["token"].startswith("BAD token: Telegram can't be reached. Check the network")
    assert report["clock"].startswith("BAD clock: nothing to compare it with")
    assert report["database"].startswith("ok ")


async def test_telegram_in_trouble(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    async with Client(sandbox.url) as sim:
        await sim.fault("html502", "getMe")
    report = await lines(settings(sandbox, sqlite_url, tmp_path))
    assert report["token"].startswith("BAD token: Telegram ")


async def test_tables_that_are_not_up_to_date(sandbox: Sandbox, blank_url: str, tmp_path: Path) -> None:
    report = await lines(settings(sandbox, blank_url, tmp_path))
    assert report["database"].startswith("BAD database: ")
    assert report["database"].endswith("migrations to run. Do: python -m bot migrate")


@pytest.mark.parametrize("url", ["postgres://nobody@127.0.0.1:9/none", "sqlite:///no/such/folder/x.db"])
async def test_a_database_that_cannot_be_opened(sandbox: Sandbox, tmp_path: Path, url: str) -> None:
    report = await lines(settings(sandbox, url, tmp_path))
    assert report["database"].startswith("BAD database: can't be opened")
    assert "Check YINGSHENG_DATABASE_URL" in report["database"]


async def test_a_folder_that_does_not_exist_yet_has_a_disk_all_the_same(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    report = await lines(settings(sandbox, sqlite_url, tmp_path / "not" / "yet"))
    assert "% free" in report["disk"]


async def test_no_estate(sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path) -> None:
    report = await lines(settings(sandbox, database_url, tmp_path))
    assert report["estate"].endswith("Do: python -m bot import estate.toml")


async def test_groups_that_cannot_be_written_to(
    sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path
) -> None:
    chats = await estate(sandbox, database)
    async with Client(sandbox.url) as sim:
        await sim.act(BOT_ID, "leave", chats["cleaning"])
    await Department.filter(key="service").update(chat_id=None)
    await Department.filter(key="engineering").update(chat_id=-99)
    report = await lines(settings(sandbox, database_url, tmp_path))
    assert report["group of village/cleaning"].startswith("BAD ")
    assert "Add the bot to the group" in report["group of village/cleaning"]
    assert report["group of village/service"].startswith("BAD group of village/service: none is named")
    assert report["group of village/engineering"].startswith("BAD ")


async def test_a_department_without_work_needs_no_group(
    sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path
) -> None:
    await estate(sandbox, database)
    await Department.filter(key="cleaning").update(categories=[], chat_id=None)
    assert "group of village/cleaning" not in await lines(settings(sandbox, database_url, tmp_path))


async def test_a_webhook_that_keeps_polling_from_getting_anything(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(TOKEN, session=session) as bot:
        await bot.set_webhook("https://bot.example.org/x")
    report = await lines(settings(sandbox, sqlite_url, tmp_path))
    assert report["intake"].startswith("BAD intake: a webhook is set")
    secret = {"webhook_url": "https://bot.example.org/y", "webhook_secret": "s" * 32, "intake": "webhook"}
    report = await lines(settings(sandbox, sqlite_url, tmp_path, **secret))
    assert report["intake"].startswith("BAD intake: another webhook is set, or none")


async def test_what_was_put_aside_is_counted(
    sandbox: Sandbox, database: Database, database_url: str, tmp_path: Path
) -> None:
    await estate(sandbox, database)
    now = MORNING
    community = await Community.get()
    complaint = await Complaint.create(ref="r", community=community, status=Status.DRAFT, created_at=now)
    place: dict[str, Any] = {"bot_id": BOT_ID, "created_at": now}
    await Incoming.create(
        bot_id=BOT_ID, update_id=1, lane=1, body="{}", state=IncomingState.QUARANTINED, received_at=now
    )
    await Outgoing.create(lane=1, method="x", state=OutgoingState.PARKED, **place)
    await Card.create(complaint=complaint, kind=CardKind.STAFF, chat_id=1, state=CardState.PARKED, **place)
    await Timer.create(complaint=complaint, kind=TimerKind.DRAFT_FILE, due_at=now, attempts=2)
    report = await lines(settings(sandbox, database_url, tmp_path))
    assert report["put aside"] == (
        "BAD put aside: 1 updates in quarantine, 1 messages and 1 cards parked, 1 timers failing. "
        "Do: python -m bot replay --list; when mended: python -m bot replay"
    )


def test_a_finding_is_one_line() -> None:
    assert Finding("x", True, "fine", "never said").line() == "ok  x: fine"
    assert Finding("x", False, "broken", "Mend it").line() == "BAD x: broken. Mend it"
    assert CLOCK_TOLERANCE < 60, "promises are told in minutes"


async def test_a_file_that_is_no_database_is_a_bad_line_and_not_a_traceback(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "desk.db").write_bytes(b"this was never a database, whatever its name says" * 100)
    report = await lines(settings(sandbox, f"sqlite://{tmp_path / 'desk.db'}", tmp_path))
    assert report["database"].startswith("BAD")


@pytest.mark.parametrize(
    ("now", "timezone", "good"),
    [
        ("2026-11-22", "Asia/Shanghai", True),
        ("2030-11-22", "Asia/Shanghai", False),
        ("2030-11-22", "Europe/London", True),  # no region: weekends only, which is all there is to know
        ("2026-12-31", "Asia/Hong_Kong", True),
    ],
)
def test_a_year_whose_holidays_are_unknown_is_told_before_it_matters(
    now: str, timezone: str, good: bool
) -> None:
    community = Community(key="k", timezone=timezone, policy={})
    found = calendar_of(community, datetime.fromisoformat(f"{now}T12:00:00+00:00"))
    assert found.good is good
    assert good or "2030" in found.line()
