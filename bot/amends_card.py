"""After a bad answer: the task to contact the resident, for those who lead the next round. In private only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.buttons import BAD, GOOD, PRIMARY, button, keyboard
from bot.callback_buttons import AmendsTap, AmendsVerb, ContradictTap
from bot.callback_card import score_label, solved_label
from bot.phrases import about, cut, notice_text, number_of
from bot.speech import PROTECTED, Call, Face, message_call
from bot.texts import Texts
from desk.contacting import Call as Owed
from desk.contacting import Promise
from desk.sheets import Sheet

SAID_LIMIT = 1500  # of their own words


def amends_face(
    sheet: Sheet, promise: Promise, texts: Texts, now: datetime, *, name: str, phone: str
) -> Face:
    """Whom to contact by when, what they said, and in which order one speaks (conversations.md F)."""
    said = promise.answer
    words = [solved_label(said.solved, texts)] if said.solved else []
    words += [score_label(said.score, texts)] if said.score else []
    words += [texts.plain(f"reason.{reason}") for reason in said.reasons]
    words += [texts.plain(f"contact.{said.contact}")] if said.contact else []
    when = texts.moment(promise.due, now, sheet.zone)
    lines = [
        texts("amends.title", number=number_of(sheet), about=about(sheet, texts)),
        texts("phone.whom", name=name, phone=phone) if phone else texts("phone.no_number", name=name),
        texts("amends.late" if promise.due < now else "amends.due", when=when),
        texts("amends.said", said=" · ".join(words)),
        *([texts("amends.words", words=cut(said.comment, SAID_LIMIT))] if said.comment else []),
        texts("amends.script"),
    ]
    rows = [
        [_button(AmendsVerb.PHONED, sheet.ref, texts), _button(AmendsVerb.VISITED, sheet.ref, texts)],
        [_button(AmendsVerb.NOBODY, sheet.ref, texts)],
    ]
    return Face("\n".join(lines), keyboard(rows), extra=PROTECTED)


def amends_rows(calls: Sequence[Owed], texts: Texts) -> list[list[dict[str, object]]]:
    """One line for each, in the list of what somebody is to do in person."""

    def label(call: Owed) -> str:
        about_it = texts.plain(f"category.{call.category}")
        return texts.plain("visits.amends", number=f"{call.number:04d}", about=about_it)

    return [[button(label(call), AmendsTap(verb=AmendsVerb.OPEN, ref=call.ref))] for call in calls]


def led_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """A notice to those who lead, with the way to the resident; a group gets the words only."""
    text = notice_text(notice, sheet, facts, texts)
    thread = {"message_thread_id": facts["topic_id"]} if facts.get("topic_id") else {}
    return message_call(facts["chat_id"], text, led_rows(sheet, facts, texts), **thread)


def contacted_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """What was written down in the resident's name, with the way to say that it is not so. Without a sound."""
    tap = ContradictTap(record=facts["record"], ref=sheet.ref)
    rows = keyboard([[button(texts.plain("callback.button_contradict"), tap, BAD)]])
    text = notice_text(notice, sheet, {"by": facts["by"]}, texts)
    return message_call(facts["chat_id"], text, rows, disable_notification=True)


def contradicted_face(sheet: Sheet, promise: Promise, texts: Texts, now: datetime) -> Face:
    when, level = texts.moment(promise.due, now, sheet.zone), texts(f"role.{promise.by}")
    return Face(texts("callback.contradicted", number=number_of(sheet), level=level, when=when))


def led_rows(sheet: Sheet, facts: dict[str, Any], texts: Texts) -> dict[str, Any] | None:
    private = facts["chat_id"] > 0
    return keyboard([[_button(AmendsVerb.OPEN, sheet.ref, texts)]]) if private else None


STYLES = {AmendsVerb.OPEN: GOOD, AmendsVerb.PHONED: PRIMARY, AmendsVerb.VISITED: PRIMARY}


def _button(verb: AmendsVerb, ref: str, texts: Texts) -> dict[str, object]:
    return button(texts.plain(f"amends.button_{verb}"), AmendsTap(verb=verb, ref=ref), STYLES.get(verb))
