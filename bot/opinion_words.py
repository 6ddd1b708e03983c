"""The one question for neighbours who said "me too", and what staff see of their answers. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.buttons import BAD, GOOD, Rows, button, keyboard
from bot.callback_buttons import OpinionTap
from bot.phrases import about, notice_text, number_of
from bot.speech import Call, Face, message_call
from bot.texts import Html, Texts
from desk.sheets import Sheet
from models.callback_kinds import Solved

STYLES = {Solved.YES: GOOD, Solved.PARTLY: None, Solved.NO: BAD}


def opinion_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    """Without a sound: a favour is asked of them. Nothing, once the round it is about is over."""
    if sheet.round != facts["round"]:
        return None
    known = {"about": _about(sheet, texts)}
    rows = keyboard(_rows(sheet, facts["round"], texts))
    text = notice_text(notice, sheet, known, texts)
    return message_call(facts["chat_id"], text, rows, disable_notification=True)


def opinion_face(sheet: Sheet, round_: int, solved: Solved, texts: Texts) -> Face:
    """What they said, changeable for some days; who is not content may report it alone."""
    key = "opinion.content" if solved is Solved.YES else "opinion.unhappy"
    said = texts.plain(f"callback.button_{solved}")
    text = texts(key, number=number_of(sheet), about=_about(sheet, texts), said=said)
    return Face(text, keyboard(_rows(sheet, round_, texts)))


def unsolved_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    known = {"said": _counted(facts["said"], texts)}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts))


def said_line(sheet: Sheet, texts: Texts) -> list[Html]:
    """Apart from the filer's answer, which alone decides."""
    return [texts("staff.opinions", said=_counted(sheet.opinions, texts))] if sheet.opinions else []


def _counted(said: Mapping[Any, int], texts: Texts) -> str:
    return " · ".join(
        f"{texts.plain(f'callback.button_{solved}')} {said[solved]}" for solved in Solved if said.get(solved)
    )


def _about(sheet: Sheet, texts: Texts) -> str:
    return about(sheet.to_neighbours(), texts)


def _rows(sheet: Sheet, round_: int, texts: Texts) -> Rows:
    return [
        [
            button(
                texts.plain(f"callback.button_{solved}"),
                OpinionTap(solved=solved, round=round_, ref=sheet.ref),
                STYLES[solved],
            )
            for solved in Solved
        ]
    ]
