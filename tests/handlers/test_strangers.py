"""T8: whoever asks for what isn't theirs learns nothing, not even that it exists."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from village import Talk

import bot
from desk import changes, following
from desk.authority import Actor
from desk.changes import new_ref
from models import Community, Complaint, Event

OTHERS: dict[type, Any] = {int: 1, str: "x", bool: False}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is asked of the database is the same on both."""
    return sqlite_url


def taps() -> Iterator[type[CallbackData]]:
    """Every button of the product that names a complaint."""
    for module in pkgutil.iter_modules(bot.__path__):
        if "button" in module.name or module.name == "menus":
            for each in vars(importlib.import_module(f"bot.{module.name}")).values():
                if inspect.isclass(each) and issubclass(each, CallbackData) and "ref" in each.model_fields:
                    yield each


def values(annotation: Any) -> list[Any]:
    if inspect.isclass(annotation) and issubclass(annotation, StrEnum):
        return list(annotation)
    return [OTHERS.get(annotation, 1)]


def presses(tap: type[CallbackData], ref: str) -> Iterator[str]:
    """The button with each of its verbs."""
    named = {name: values(field.annotation) for name, field in tap.model_fields.items()}
    verbs = max(named, key=lambda name: len(named[name]))
    for verb in named[verbs]:
        given = {name: choices[0] for name, choices in named.items()} | {verbs: verb}
        yield tap(**given | {"ref": ref}).pack()


async def toasts(talk: Talk, ref: str) -> dict[str, str]:
    """What a stranger is answered, by button, in private and in the group, from a message that is none of ours."""
    said = {}
    for tap in sorted(set(taps()), key=lambda each: each.__name__):
        for group in ("", "engineering"):
            for data in presses(tap, ref):
                said[f"{data.replace(ref, '…')} {group}"] = await talk.taps("stranger", data, group, 1)
    return said


async def replies(talk: Talk, number: str) -> list[str]:
    """What a stranger is answered who types a number, in all the ways one can."""
    before = len(talk.sees("stranger"))
    for text in (f"#{number}", f"/find {number}", f"/my {number}", f"/start w_{number}"):
        await talk.says("stranger", text)
    return [text.replace(number, "…") for text in talk.sees("stranger")[before:]]


@pytest.fixture
async def filed(talk: Talk) -> Talk:
    """Whoever tries every button has no budget here: what each one tells is looked at."""
    await Community.all().update(policy={"flood": {"messages": 1000}})
    await talk.says("owner", "厨房水管漏水")
    await talk.presses("owner", "提交")
    return talk


async def test_absent_and_not_yours_are_answered_alike_by_every_button(filed: Talk) -> None:
    complaint = await Complaint.get()
    events = await Event.all().count()
    theirs = await toasts(filed, complaint.ref)
    assert len(theirs) >= 30, "the buttons are still found"
    assert theirs == await toasts(filed, new_ref())
    assert set(theirs.values()) <= {"", "找不到这件事。", "这个按钮已经过期了，请看最新的消息。"}
    assert await Event.all().count() == events


async def test_absent_and_not_yours_are_answered_alike_by_every_number(filed: Talk) -> None:
    assert await replies(filed, "0001") == await replies(filed, "9999")


async def test_without_the_check_the_buttons_would_tell(filed: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "check_may", lambda *_: None)
    ref = (await Complaint.get()).ref
    assert await toasts(filed, ref) != await toasts(filed, new_ref())


async def test_without_the_owner_in_the_query_the_numbers_would_tell(
    filed: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def anybodys(actor: Actor, **which: Any) -> Complaint | None:
        del actor
        found = Complaint.filter(**which).order_by("-id").first()
        return await found.select_related("community", "assignee__person")

    monkeypatch.setattr(following, "_mine", anybodys)
    assert await replies(filed, "0001") != await replies(filed, "9999")
