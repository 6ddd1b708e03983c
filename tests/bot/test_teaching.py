"""What people corrected leaves as lines that `python -m triage report` reads."""

import json
from pathlib import Path

from pydantic import SecretStr
from village import StillClock, found

from bot.settings import Settings
from bot.teaching import corrections_as_lines
from desk import refining
from models.database import Database
from models.kinds import Category
from triage import load
from triage.report import read_corrections, report


async def test_corrections_come_out_as_the_report_reads_them(sqlite_url: str, tmp_path: Path) -> None:
    database = await Database.open(sqlite_url)
    try:
        village = await found(database, StillClock())
        draft, actor = await village.draft(), await village.actor("owner")
        now = village.clock.now()
        await database.transaction(lambda: refining.choose_category(draft.ref, actor, Category.SECURITY, now))
    finally:
        await database.close()
    settings = Settings(token=SecretStr("1000000001:" + "t" * 35), database_url=SecretStr(sqlite_url))
    lines = await corrections_as_lines(settings)
    file = tmp_path / "corrections.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert [json.loads(line)["corrected"] for line in lines] == ["security"]
    assert "1 corrections" in next(iter(report(read_corrections(file), load())))
    assert await corrections_as_lines(settings, "elsewhere") == []
