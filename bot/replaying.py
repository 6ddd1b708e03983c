"""`python -m bot replay`: quarantined updates and parked messages get another try; `--list` says why they wait."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.courier import replay_parked
from bot.settings import Settings, WrongSettings
from desk.put_aside import EMPTY
from models import Card, Incoming, Outgoing, Timer
from models.database import Database
from models.kinds import CardState, IncomingState, OutgoingState, TimerState
from models.migrate import pending

T = TypeVar("T")


async def replay_all(settings: Settings) -> str:
    """A running bot takes parked messages up by itself; updates are handled at its next start."""

    async def both(database: Database) -> tuple[int, int]:
        return await replay(database, settings.bot_id), await replay_parked(database, settings.bot_id)

    updates, messages = await _with_database(settings, both)
    return f"{updates} updates wait for the next start; {messages} messages are due again"


async def list_all(settings: Settings) -> list[str]:
    """A line for each thing that was put aside: what it is, since when, and why. No words of anybody's."""

    async def read(database: Database) -> list[str]:
        return await database.transaction(lambda: lines_of(settings.bot_id), quiet=True)

    return await _with_database(settings, read) or ["nothing is put aside"]


async def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    url = settings.database_url.get_secret_value()
    if await pending(url):
        raise WrongSettings("the database has tables to make first. Example: python -m bot migrate")
    database = await Database.open(url)
    try:
        return await work(database)
    finally:
        await database.close()


async def lines_of(bot_id: int) -> list[str]:
    mine = {"bot_id": bot_id}
    updates = await Incoming.filter(state=IncomingState.QUARANTINED, **mine).order_by("id")
    messages = await Outgoing.filter(state=OutgoingState.PARKED, **mine).order_by("id")
    cards = await Card.filter(state=CardState.PARKED, **mine).order_by("id")
    timers = await Timer.filter(state=TimerState.ARMED, attempts__gt=0).order_by("id")
    return [
        *(f"update {row.update_id}, {row.received_at:%Y-%m-%d %H:%M} UTC: {row.error}" for row in updates),
        *(
            f"message {row.id} ({row.method or row.notice}) for {row.lane}, "
            f"{row.created_at:%Y-%m-%d %H:%M} UTC: {row.error}"
            for row in messages
        ),
        *(f"card {row.id} ({row.kind}) for {row.chat_id}: {row.error}" for row in cards),
        *(f"timer {row.id} ({row.kind}), {row.attempts} attempts: {row.error}" for row in timers),
    ]


async def replay(database: Database, bot_id: int) -> int:
    """Frees quarantined updates for another try at the next start, if anything is left to try. Returns how many."""

    async def work() -> int:
        held = Incoming.filter(bot_id=bot_id, state=IncomingState.QUARANTINED)
        await held.filter(body=EMPTY).update(state=IncomingState.DONE)
        return await held.update(state=IncomingState.WAITING, attempts=0, error="")

    return await database.transaction(work)
