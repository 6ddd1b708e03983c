"""What the columns take and give back, the same on both databases."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from databases import NOW
from tortoise.exceptions import OperationalError
from tortoise.expressions import Q

import models
from models import Dialog, Incoming, Lease, Person
from models.database import Database
from models.kinds import IncomingState

HONG_KONG = timezone(timedelta(hours=8))
NOON_THERE = datetime(2026, 11, 23, 12, 0, tzinfo=HONG_KONG)  # 04:00 UTC
LARGEST = 2**63 - 1


async def lease(name: str, expires_at: datetime) -> Lease:
    return await Lease.create(name=name, owner="me", expires_at=expires_at)


async def test_moments_of_any_offset_compare_by_the_moment(database: Database) -> None:
    """Tortoise compares texts with different offsets on SQLite (libraries.md 2.3)."""
    await lease("03:30 UTC", datetime(2026, 11, 23, 3, 30, tzinfo=UTC))
    await lease("12:00 +08:00", NOON_THERE)
    await lease("05:00 UTC", datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    due = await Lease.filter(expires_at__lte=NOON_THERE).order_by("expires_at")
    assert [row.name for row in due] == ["03:30 UTC", "12:00 +08:00"]
    assert await Lease.filter(Q(expires_at=NOON_THERE)).count() == 1
    assert await Lease.filter(expires_at__in=[NOON_THERE.astimezone(UTC)]).count() == 1


async def test_moments_come_back_aware_however_they_were_written(database: Database) -> None:
    row = await lease("created", NOON_THERE)
    row.expires_at = NOON_THERE + timedelta(hours=1)
    await row.save()
    await lease("updated", NOW)
    await Lease.filter(name="updated").update(expires_at=NOON_THERE)
    await Lease.bulk_create([Lease(name="bulk", owner="me", expires_at=NOON_THERE)])
    back = {row.name: row.expires_at for row in await Lease.all()}
    assert back == {
        "created": NOON_THERE + timedelta(hours=1),
        "updated": NOON_THERE,
        "bulk": NOON_THERE,
    }
    assert {moment.utcoffset() for moment in back.values()} == {timedelta(0)}


async def test_microseconds_survive(database: Database) -> None:
    moment = NOW.replace(microsecond=123456)
    await lease("x", moment)
    assert (await Lease.get(name="x")).expires_at == moment
    assert await Lease.filter(expires_at__lt=moment).count() == 0


NAIVE = NOW.replace(tzinfo=None)
USES: dict[str, Callable[[], Awaitable[object]]] = {
    "create": lambda: lease("x", NAIVE),
    "update": lambda: Lease.all().update(expires_at=NAIVE),
    "filter": lambda: Lease.filter(expires_at__lt=NAIVE).count(),
}


@pytest.mark.parametrize("use", ["create", "update", "filter"])
async def test_naive_moments_are_refused(database: Database, use: str) -> None:
    with pytest.raises(ValueError, match="naive"):
        await USES[use]()


async def test_ids_have_64_bits(database: Database) -> None:
    """SQLite would never complain; PostgreSQL's integer would (telegram.md 2a)."""
    person = await Person.create(telegram_id=LARGEST, created_at=NOW)
    await Incoming.create(bot_id=LARGEST, update_id=LARGEST, lane=-LARGEST, body="{}", received_at=NOW)
    await person.refresh_from_db()
    update = await Incoming.get(lane=-LARGEST)
    assert (person.telegram_id, update.bot_id, update.update_id) == (LARGEST, LARGEST, LARGEST)
    assert await Person.filter(telegram_id=LARGEST).exists()


async def test_every_id_and_reference_of_the_schema_has_64_bits(database: Database) -> None:
    tables = [getattr(models, name) for name in models.__all__]
    narrow = [
        f"{table.__name__}.{name}"
        for table in tables
        for name, field in table._meta.fields_map.items()
        if name.endswith(("_id", "id")) and type(field).__name__ in {"IntField", "SmallIntField"}
    ]
    assert narrow == []


async def test_text_of_any_script_comes_back_equal(database: Database) -> None:
    text = "電梯壞咗 𨋢 👨‍👩‍👧 \u202e \ufeff it's 100% \\ \" ; --"
    await Person.create(name=text, created_at=NOW)
    assert await Person.filter(name=text).count() == 1
    await Dialog.create(key="k", data={"said": text, "n": 2**60}, updated_at=NOW)
    assert (await Dialog.get(key="k")).data == {"said": text, "n": 2**60}


async def test_nul_and_surrogates_must_be_cleaned_before(database: Database) -> None:
    """What clean_text() is for: neither database takes all of Python's strings (telegram.md 10)."""
    with pytest.raises((UnicodeEncodeError, OperationalError), match="surrogates not allowed"):
        await Person.create(name="\ud800", created_at=NOW)
    if database.dialect == "postgres":
        with pytest.raises(OperationalError, match="0x00"):
            await Person.create(name="a\x00b", created_at=NOW)
    else:
        await Person.create(name="a\x00b", created_at=NOW)
    assert await Person.all().count() == (database.dialect == "sqlite")


async def test_words_are_stored_by_their_value(database: Database) -> None:
    await Incoming.create(bot_id=1, update_id=1, lane=1, body="{}", state=IncomingState.DONE, received_at=NOW)
    assert await Incoming.filter(state="done").count() == 1
    assert (await Incoming.get(bot_id=1)).state is IncomingState.DONE
