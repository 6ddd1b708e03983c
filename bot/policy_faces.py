"""The policy values that a manager changes in the chat, in words. Pure."""

from typing import Any

from bot.buttons import Rows, button, keyboard, two_a_row
from bot.estate_faces import back_to
from bot.setup_buttons import PhoneTap, PolicyTap, ValueTap
from bot.speech import Face
from bot.texts import Html, Texts
from desk.choices import CHOICES, PHONE, value_of
from desk.spans import Time, read_span
from models import Community


def policy_face(community: Community, texts: Texts) -> Face:
    """What holds now, line by line; a tap on one changes it."""
    lines = [_line(line, value_of(community.policy, line), texts) for line in (*CHOICES, PHONE)]
    rows: Rows = [
        [button(texts.plain(_key(line)), PolicyTap(community=community.id, line=line))] for line in CHOICES
    ]
    rows += [[button(texts.plain(_key(PHONE)), PhoneTap(community=community.id))]]
    return Face(
        "\n".join([texts("policy.title"), "", *lines]), keyboard([*rows, [back_to(community.id, texts)]])
    )


def choices_face(community: Community, line: str, texts: Texts) -> Face:
    now = value_of(community.policy, line)
    choices = [
        button(
            ("✓ " if each == now else "") + value_words(line, each, texts),
            ValueTap(community=community.id, line=line, value=str(each)),
        )
        for each in CHOICES[line]
    ]
    rows: Rows = two_a_row(choices)
    back = button(texts.plain("estate.back"), PolicyTap(community=community.id, line=""))
    return Face(_line(line, now, texts), keyboard([*rows, [back]]))


def value_words(line: str, value: Any, texts: Texts) -> str:
    """A value as one says it: spans with their kind of time, regions by name, the rest as it is."""
    if line == "calendar.region":
        return texts.plain(f"policy.region_{value or 'none'}")
    if line == PHONE:
        return str(value) or texts.plain("policy.no_phone")
    try:
        n, unit, time = read_span(value)
    except ValueError:
        return str(value)
    span = str(texts.many(f"span.{unit}", n))
    return span if time is Time.PLAIN else texts.plain(f"span.{time}", span=span)


def _line(line: str, value: Any, texts: Texts) -> Html:
    return texts("policy.line", name=texts.plain(_key(line)), value=value_words(line, value, texts))


def _key(line: str) -> str:
    return f"policy.{line.replace('.', '_')}"
