"""A sweep in a register of a million complaints beside one of ten thousand, on SQLite and PostgreSQL."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.report import Figure, progress
from bench.rig import ROOT
from bot.clock import SystemClock
from desk.changes import record
from desk.estate import EstatePlan, install
from desk.ladders import Rung
from models import Complaint, Department, Event, Person, Timer
from models.database import Database
from models.kinds import Action, Category, Status, TimerKind, TimerState
from models.migrate import migrate
from scheduler.sweeping import Sweep

FILED = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in the estate
DUE_AT = FILED + timedelta(hours=2)  # the first answer (policy)
BEFORE = (Rung.HALF, Rung.WARN, Rung.SUPERVISOR)
SMALL, LARGE = 10_000, 1_000_000
DUE = 40  # timers a sweep finds
ROUNDS = 10
MOST = 1.5
AT_ONCE = 50_000  # copies a statement; a statement has 30 seconds on PostgreSQL
OPEN = 5  # every so many complaints one is still open, its timer armed


class Stopped(SystemClock):
    """Stands a minute after the promise: what is armed next lies in the future, at whatever hour this runs."""

    def now(self) -> datetime:
        return DUE_AT + timedelta(minutes=1)


def run() -> list[Figure]:
    return [figure for dialect in ("sqlite", "postgres") for figure in _compare(dialect)]


def _compare(dialect: str) -> Iterator[Figure]:
    with ExitStack() as stack:
        urls = dict(zip((SMALL, LARGE), stack.enter_context(_databases(dialect)), strict=True))
        for size, url in urls.items():
            progress(f"sweep: {size:,} complaints on {dialect}")
            _in_process("fill", url, str(size))
        taken: dict[int, list[list[float]]] = {SMALL: [], LARGE: []}
        for size in (SMALL, LARGE, SMALL, LARGE):
            progress(f"sweep: measuring {size:,} on {dialect}")
            taken[size] += _in_process("measure", urls[size])
    for n, what in enumerate((f"sweep, {DUE} timers due", "sweep, nothing due")):
        large, small = (median(one[n] for one in taken[size]) * 1000 for size in (LARGE, SMALL))
        yield Figure(
            f"{what}, {dialect}, {LARGE:,} complaints",
            f"{large:.1f} ms",
            f"{SMALL:,}: {small:.1f} ms",
            f"{large / small:.2f}",
            f"≤ {MOST}",
            large <= MOST * small,
        )


@contextmanager
def _databases(dialect: str) -> Iterator[tuple[str, str]]:
    """Two empty ones, gone with the block."""
    if dialect == "sqlite":
        with TemporaryDirectory(prefix="yingsheng-bench-") as folder:
            yield f"sqlite://{folder}/small.sqlite", f"sqlite://{folder}/large.sqlite"
        return
    sys.path.append(str(ROOT / "tests"))
    from databases import postgres_server

    with postgres_server() as server, server.database() as small, server.database() as large:
        yield server.url(small), server.url(large)


def _in_process(*words: str) -> Any:
    """Tortoise serves one dialect per process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.sweep", *words], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


async def fill(url: str, size: int) -> None:
    """One complaint with its timer, then copies of both made inside the database."""
    now = datetime.now(UTC)
    await migrate(url, now=now)
    database = await Database.open(url)
    try:
        await database.transaction(lambda: _first(now))
        for first in range(1, size, AT_ONCE):
            last = min(first + AT_ONCE, size) - 1
            await database.transaction(partial(_copies, database.dialect, first, last))
        if database.dialect != "sqlite":
            await database.transaction(_number_on)
        await database.transaction(_analyze)
    finally:
        await database.close()


async def _first(now: datetime) -> None:
    department = {"name": "desk", "categories": list(Category), "chat_id": -1001}
    plan = EstatePlan.model_validate({"key": "bench", "name": "bench", "departments": {"desk": department}})
    community = await install(plan, 1, now)
    filer = await Person.create(telegram_id=1, name="resident", reachable=True, created_at=now)
    first = await Complaint.create(
        ref="bench",
        community=community,
        department=await Department.get(),
        number=1,
        status=Status.CLOSED,
        category=Category.OTHER,
        filer=filer,
        text="...",
        created_at=FILED,
        filed_at=FILED,
        answer_due_at=DUE_AT,
    )
    await record(first, Action.FILE, None, FILED)
    await Event.all().update(status=Status.WAITING)
    await Timer.create(
        complaint=first,
        kind=TimerKind.ANSWER_DUE,
        rung=Rung.DUE,
        state=TimerState.FIRED,
        due_at=DUE_AT + timedelta(days=30),
    )


async def _copies(dialect: str, first: int, last: int) -> None:
    numbers = f"generate_series({first}, {last}) AS n(i)"
    if dialect == "sqlite":
        counted = f"SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}"  # noqa: S608
        numbers = f"(WITH RECURSIVE n(i) AS ({counted}) SELECT i FROM n)"  # noqa: S608
    open_ = f"CASE WHEN i % {OPEN} = 0 THEN"
    complaints = {
        "id": "t.id + i",
        "ref": "'bench' || i",
        "number": "i + 1",
        "status": f"{open_} '{Status.WAITING}' ELSE t.status END",
    }
    events = {"id": "t.id + i", "complaint_id": "t.complaint_id + i"}
    timers = {
        "id": "t.id + i",
        "complaint_id": "t.complaint_id + i",
        "state": f"{open_} '{TimerState.ARMED}' ELSE t.state END",
    }
    for model, changed in ((Complaint, complaints), (Event, events), (Timer, timers)):
        columns = sorted(model._meta.fields_db_projection.values())  # noqa: SLF001
        values = ", ".join(changed.get(column, f"t.{column}") for column in columns)
        table = model._meta.db_table  # noqa: SLF001
        await model._meta.db.execute_query(  # noqa: SLF001
            f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {values} FROM {table} t, {numbers} WHERE t.id = 1"
        )


async def _number_on() -> None:
    """PostgreSQL counts no id that was given."""
    for model in (Complaint, Event, Timer):
        table = model._meta.db_table  # noqa: SLF001
        await model._meta.db.execute_query(  # noqa: SLF001
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


async def _analyze() -> None:
    await Complaint._meta.db.execute_query("ANALYZE")  # noqa: SLF001


async def measure(url: str) -> list[tuple[float, float]]:
    """Seconds of each sweep that finds timers due, and of each that finds none."""
    database = await Database.open(url)
    try:
        sweep, taken = Sweep(database, Stopped()), []
        for n in range(ROUNDS + 1):
            await database.transaction(partial(_make_due, n))
            taken.append((await _timed(sweep, DUE), await _timed(sweep, 0)))
        return taken[1:]  # the first one builds and caches statements
    finally:
        await database.close()


async def _make_due(n: int) -> None:
    """The last rung that falls due now; those before it have been."""
    armed = Timer.filter(state=TimerState.ARMED, rung=Rung.DUE).order_by("id").limit(DUE)
    rows = await armed.values_list("id", "complaint_id")
    await Timer.filter(id__in=[row[0] for row in rows]).update(due_at=DUE_AT - timedelta(minutes=n + 1))
    before = [
        Timer(
            complaint_id=complaint_id,
            kind=TimerKind.ANSWER_DUE,
            rung=rung,
            state=TimerState.FIRED,
            due_at=DUE_AT,
        )
        for _, complaint_id in rows
        for rung in BEFORE
    ]
    await Timer.bulk_create(before)


async def _timed(sweep: Sweep, expected: int) -> float:
    began = time.perf_counter()
    fired = await sweep.run()
    took = time.perf_counter() - began
    assert fired == expected, fired  # noqa: S101
    return took


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        asyncio.run(fill(sys.argv[2], int(sys.argv[3])))
        result: Any = None
    else:
        result = asyncio.run(measure(sys.argv[2]))
    sys.stdout.write(json.dumps(result))
