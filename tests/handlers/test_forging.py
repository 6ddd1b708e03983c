"""T3: data that no button of ours holds changes nothing, whoever sends it, and is answered all the same."""

import os
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from aiogram.filters.callback_data import CallbackData
from presses import PRESSES, ROLES, expected, rows, situation, taps
from tortoise.transactions import in_transaction
from village import PEOPLE, Talk

from desk.changes import REF_BYTES, new_ref
from desk.errors import DeskError
from models import Complaint, Department, Dialog, Outgoing, Residency

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
MUTANTS = 10_000 if LONG else 500
SEED = 20261122
BUDGET = 64  # bytes of data in a button (Bot API)
STRANGE = (
    "",
    ":",
    "::::",
    "\x00",
    "'; DROP TABLE complaint; --",
    "漏" * 21,
    "9" * 19,
    "-1",
    "1e400",
    "t:take:",
)


def mutants(real: list[str], dice: random.Random) -> Iterator[str]:
    """Flipped, cut, lengthened, spliced out of two; other references, other fields; never longer than a button."""
    while True:
        one, other = dice.choice(real), dice.choice(real)
        fields, others = one.split(":"), other.split(":")
        at, cut = dice.randrange(len(one)), dice.randrange(len(other) + 1)
        n = dice.randrange(len(fields))
        yield (
            dice.choice(
                [
                    one[:at] + chr(dice.randrange(1, 0x3000)) + one[at + 1 :],
                    one[:at],
                    one[:at] + one[at] + one[at:],
                    one[:at] + other[cut:],
                    ":".join([*fields[:-1], new_ref()]),
                    ":".join([*fields[:n], dice.choice(STRANGE), *fields[n + 1 :]]),
                    ":".join([*fields[:n], dice.choice(others), *fields[n + 1 :]]),
                    ":".join(dice.sample(fields, len(fields))),
                    dice.choice(STRANGE),
                ]
            )
            .encode()[:BUDGET]
            .decode(errors="ignore")
        )


def is_a_button(data: str, given: dict[str, Any]) -> bool:
    """Still well formed, and about what there is: then it is no forgery, and the authority decides (T1)."""
    known = {str(value) for value in given.values()}
    return bool(known & set(data.split(":"))) and any(_opens(tap, data) for tap in kinds())


@cache
def kinds() -> tuple[type[CallbackData], ...]:
    return tuple(taps())


def _opens(tap: type[CallbackData], data: str) -> bool:
    try:
        tap.unpack(data)
    except (TypeError, ValueError):
        return False
    return True


async def everything() -> list[Any]:
    tables = (Dialog, Department, Residency)
    return [*await rows(), *[await table.all().order_by("id").values() for table in tables]]


async def sent(talk: Talk, who: str, data: str) -> bool:
    """Whether it was answered: by the handler, or with the refusal that the inbox turns into an answer."""
    chat = {"id": PEOPLE[who], "type": "private", "first_name": who}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "…"}
    tap = {"id": "1", "from": talk._user(who), "chat_instance": "1", "data": data, "message": message}
    before = await Outgoing.filter(method="answerCallbackQuery").count()
    try:
        await talk.inbox._listener.handle({"update_id": 1, "callback_query": tap}, talk.clock.now())
    except DeskError:
        return True
    return await Outgoing.filter(method="answerCallbackQuery").count() == before + 1


async def test_what_no_button_holds_changes_nothing_and_is_answered(talk: Talk) -> None:
    given, dice = await situation(talk, "accepted"), random.Random(SEED)
    real = [row.format(**given) for row in PRESSES]
    insiders = [ROLES[role] for row in PRESSES for role in sorted(expected("accepted", row))]
    before, unanswered = await everything(), []
    made = mutants(real, dice)
    async with in_transaction():  # nobody else is there; thousands of commits would take minutes
        for _ in range(MUTANTS):
            data = next(made)
            who = "stranger" if is_a_button(data, given) else dice.choice(insiders)
            if not await sent(talk, who, data):
                unanswered.append((who, data))
        assert unanswered == []
        assert await everything() == before, f"seed {SEED}"


async def test_a_reference_is_not_guessed_and_every_button_has_room_for_it(talk: Talk) -> None:
    """docs/decisions/buttons.md: 64 random bits, and the longest data fits into a button."""
    given = await situation(talk, "accepted")
    assert REF_BYTES * 8 == 64
    assert len({new_ref() for _ in range(1_000)}) == 1_000
    assert max(len(row.format(**given).encode()) for row in PRESSES) <= BUDGET
    assert len((await Complaint.get(number=1)).ref) == 11
