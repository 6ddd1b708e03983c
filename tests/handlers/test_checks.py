"""P15: no check is spare. Each one taken away lets a press through that has to be refused."""

import inspect
import sys
from collections.abc import Callable
from typing import Any

import pytest
from databases import ON_SQLITE
from presses import goes_through, situation
from village import GROUPS, PEOPLE, Talk

from bot.standing import check_stands
from desk import authority, deciding, rosters, standing
from desk.changes import new_ref
from models import Card, Complaint, Residency
from models.kinds import CardKind, ResidencyKind, ResidencyState, Severity


async def nowhere(*_: Any) -> None:
    """A check that is gone."""


# The check, what stands for it when it is gone, and a press that nothing else refuses:
# the situation, by whom, which button, and where (the card's own group, another one, or in private).
CARD, ELSEWHERE, PRIVATE = "card", "elsewhere", "private"
TAKEN_AWAY: dict[Any, tuple[Any, str, str, str, str]] = {
    authority.check_may: (lambda *_: None, "accepted", "stranger", "t:here:{ref}", CARD),
    authority.check_manages: (lambda *_: None, "accepted", "engineer", "fa:{community}", PRIVATE),
    authority.check_may_house: (
        lambda *_, **__: None,
        "accepted",
        "stranger",
        "h:no:{residency}",
        PRIVATE,
    ),
    authority.check_may_record: (lambda *_: None, "owed", "plumber", "p:phoned:desk:1:{ref}", PRIVATE),
    authority.check_leads: (lambda _, where: where, "accepted", "engineer", "g:7:0:{community}", PRIVATE),
    authority.check_opens: (lambda *_: None, "accepted", "desk", "gc:{ref}", PRIVATE),
    rosters.check_rosters: (lambda *_: None, "accepted", "engineer", "ur:{community}:0", PRIVATE),
    deciding.check_decides: (nowhere, "asked", "manager", "jy:grant:{version}:{ref}", PRIVATE),
    standing.check_in_group: (nowhere, "accepted", "engineer", "t:here:{ref}", ELSEWHERE),
    standing.check_in_private: (nowhere, "accepted", "plumber", "t:look:{ref}", PRIVATE),
    check_stands: (nowhere, "accepted", "manager", "fa:{community}", CARD),
}


def test_every_check_of_authority_is_tried() -> None:
    """And of where a press comes from; a new one without a row here fails."""
    modules = (authority, standing)
    known = {
        check for module in modules for name, check in vars(module).items() if _is_check(name, check, module)
    }
    assert known - TAKEN_AWAY.keys() == set()


def _is_check(name: str, value: Any, module: Any) -> bool:
    return name.startswith("check_") and inspect.isfunction(value) and value.__module__ == module.__name__


@ON_SQLITE
@pytest.mark.parametrize("check", TAKEN_AWAY, ids=lambda check: check.__name__)
async def test_without_it_somebody_gets_through(
    talk: Talk, check: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    instead, name, who, press, place = TAKEN_AWAY[check]
    given = await situation(talk, name)
    if check is deciding.check_decides:  # what matters more is the director's to decide
        await Complaint.all().update(severity=Severity.IMPORTANT)
    given |= {"community": talk.village.community.id, "residency": await _claimed(talk)}
    message = await _shown(who, place)
    assert not await goes_through(talk, who, press.format(**given), message)
    for module in list(sys.modules.values()):
        for attribute, value in (
            list(vars(module).items()) if module.__name__.startswith(("desk", "bot", "handlers")) else ()
        ):
            if value is check:
                monkeypatch.setattr(module, attribute, instead)
    assert await goes_through(talk, who, press.format(**given), message)


async def _claimed(talk: Talk) -> str:
    [home] = await talk.village.homes(("3", "1", "502"))
    claim: dict[str, Any] = {"community": talk.village.community, "home": home, "since": talk.clock.now()}
    person, state = await talk.village.person("owner"), ResidencyState.PENDING
    residency = await Residency.create(
        ref=new_ref(), person=person, kind=ResidencyKind.OWNER, state=state, **claim
    )
    return str(residency.ref)


async def _shown(who: str, place: str) -> dict[str, Any]:
    """The message whose button is pressed."""
    if place == PRIVATE:
        chat, message = {"id": PEOPLE[who], "type": "private"}, 1
    else:
        card = await Card.get(kind=CardKind.STAFF, complaint__number=1)
        group = GROUPS["engineering" if place == CARD else "cleaning"]
        chat, message = {"id": group, "type": "supergroup", "title": "…"}, card.message_id or 0
    return {"message_id": message, "date": 1, "chat": chat, "text": "…"}
