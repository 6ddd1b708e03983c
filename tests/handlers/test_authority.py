"""T1: who may press what, and when: the table is tests/presses.py."""

import os
from collections.abc import Iterator

import pytest
from databases import ON_SQLITE
from presses import (
    OF_A_HOME,
    OF_RESIDENTS,
    OF_THE_DESKS_OWN_NOTES,
    PRESSES,
    ROLES,
    SITUATIONS,
    STAFF,
    STRANGERS,
    about_a_complaint,
    expected,
    file,
    passes,
    rows,
    say,
    silence,
    situation,
    where,
)
from village import Talk

from bot.buttons import MENUS, NoteVerb, Question, TaskVerb
from bot.callback_buttons import AmendsVerb, CheckVerb, PhoneVerb
from bot.desk_buttons import DeskVerb
from bot.judging_buttons import Decision, JudgeVerb
from models import Complaint

LONG = os.environ.get("YINGSHENG_CAMPAIGN") == "long"
EVERY = 8  # of the cells that the table leaves empty, one in so many is tried
VERBS = (TaskVerb, NoteVerb, Question, JudgeVerb, Decision, DeskVerb, PhoneVerb, CheckVerb, AmendsVerb)
CHOSEN = MENUS | {TaskVerb.DONE, TaskVerb.TEMPORARY, TaskVerb.ASK, TaskVerb.AGREE}
GROUP = "engineering"


def test_every_button_about_a_complaint_has_its_row() -> None:
    rows = {press.partition(":")[0] for press in PRESSES}
    assert rows | OF_RESIDENTS | OF_A_HOME | OF_THE_DESKS_OWN_NOTES == set(about_a_complaint())


def test_every_verb_of_staff_has_its_row() -> None:
    rows = {tuple(press.split(":")[:2]) for press in PRESSES}
    kinds = {prefix: about_a_complaint()[prefix] for prefix in {prefix for prefix, _ in rows}}
    elsewhere = {"t": MENUS | {TaskVerb.AGREE}, "n": set(TaskVerb) - MENUS, "c": set(TaskVerb) - CHOSEN}
    verbs = {
        (prefix, str(verb))
        for prefix, kind in kinds.items()
        for field in kind.model_fields.values()
        if field.annotation in VERBS
        for verb in field.annotation
        if verb not in elsewhere.get(prefix, ())
    }
    assert verbs - rows == set()


def tried(name: str) -> Iterator[tuple[str, list[str]]]:
    """Every role in one situation of each kind, the others by turns; `make campaign` tries them all."""
    for turn, (press, row) in enumerate(PRESSES.items()):
        homes = [when.split() for when in row] or [list(SITUATIONS)]
        if LONG or name in [each[turn % len(each)] for each in homes]:
            yield press, [role for role in ROLES if LONG or role in STAFF or role == STRANGERS[turn % 4]]
        elif (turn + list(SITUATIONS).index(name)) % EVERY == 0:
            yield press, ["manager"]


@ON_SQLITE
@pytest.mark.parametrize("name", SITUATIONS)
async def test_every_button_works_for_whom_it_is_meant_and_for_nobody_else(talk: Talk, name: str) -> None:
    given, wrong = await situation(talk, name), []
    before = await rows()
    for press, roles in tried(name):
        passed = {role for role in roles if await passes(talk, role, press.format(**given))}
        if passed != expected(name, press) & set(roles):
            wrong.append((press, sorted(passed ^ expected(name, press) & set(roles))))
    assert wrong == []
    assert await rows() == before


@ON_SQLITE
async def test_a_press_that_is_refused_changes_no_row_and_is_answered(talk: Talk) -> None:
    given = await situation(talk, "accepted")
    before = await rows()
    for turn, press in enumerate(PRESSES):
        role = [each for each in ROLES if each not in expected("accepted", press)][turn % 2]
        group, at = await where(press)
        assert await talk.taps(ROLES[role], press.format(**given), group, at), f"{role}: {press}"
    assert await rows() == before


@ON_SQLITE
async def test_nobody_takes_down_what_is_said_about_their_own_work(talk: Talk) -> None:
    await say(talk)
    await file(talk)
    await talk.presses("supervisor", "我来", GROUP)
    await talk.presses("supervisor", "完成", GROUP)
    await silence(talk)
    press = f"p:phoned:desk:1:{(await Complaint.get()).ref}"
    assert not await passes(talk, "supervisor", press)
    assert await passes(talk, "desk", press)
