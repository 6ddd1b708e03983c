"""What is said about callbacks: rows into words, when they are sent."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.amends_card import contacted_call, led_call, led_rows
from bot.buttons import BAD, GOOD, button, keyboard
from bot.callback_buttons import PhoneTap, PhoneVerb, SolvedTap
from bot.check_card import denied_call, differs_call, recheck_call, refusal_call, said_text
from bot.opinion_words import opinion_call, unsolved_call
from bot.phrases import cut, notice_text, number_of
from bot.speech import Call, message_call
from bot.texts import Texts
from desk.sheets import Sheet
from models.callback_kinds import CallbackState, Solved
from models.kinds import Role, Status

SAID_LIMIT = 1500  # of somebody's words; Telegram takes 4,096 in all


def _reminder(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call | None:
    """With two buttons of its own: whoever missed the question is one tap away from an answer (C5)."""
    if sheet.status is not Status.DONE:
        return None
    text = notice_text(notice, sheet, facts, texts)

    yes, no = (
        SolvedTap(solved=solved, round=sheet.round, turn=1, ref=sheet.ref)
        for solved in (Solved.YES, Solved.NO)
    )
    rows = keyboard(
        [[button(texts.plain("reminder.yes"), yes, GOOD), button(texts.plain("reminder.no"), no, BAD)]]
    )
    return message_call(facts["chat_id"], text, rows, disable_notification=True)


def _unhappy(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """Why it was bad and how they want to be contacted, for those who lead the next round."""
    reasons = " · ".join(texts.plain(f"reason.{each}") for each in facts["reasons"])
    wish = texts.plain(f"contact.{facts['contact']}")
    comment = f"\n“{cut(facts['comment'], SAID_LIMIT)}”" if facts["comment"] else ""
    known = {"reasons": reasons, "wish": wish, "comment": comment}
    text, rows = notice_text(notice, sheet, known, texts), led_rows(sheet, facts, texts)
    return message_call(facts["chat_id"], text, rows)


def _said(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """Somebody's own words, passed on."""
    known = {
        "words": cut(facts["words"], SAID_LIMIT) or texts.plain("line.without_words"),
        "worker": sheet.worker,
    }
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts), **_thread(facts))


def _praise(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    known = {"worker": sheet.worker}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts), **_thread(facts))


def _recorded(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """What was taken down in their name, so that they can put it right."""
    said = said_text({"state": CallbackState.ANSWERED, **facts}, texts)
    known = {"by": facts["by"], "said": said}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts))


def _phone_task(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """Where no group has the card: with the way to the task, for those who lead."""
    text = notice_text(notice, sheet, {}, texts)
    if "round" not in facts:
        return message_call(facts["chat_id"], text, **_thread(facts))
    tap = PhoneTap(verb=PhoneVerb.OPEN, tier=Role.DESK, round=facts["round"], ref=sheet.ref)
    rows = keyboard([[button(texts.plain("visits.open", number=number_of(sheet)), tap)]])
    return message_call(facts["chat_id"], text, rows)


def _task(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """With the way to the task itself."""
    tap = PhoneTap(verb=PhoneVerb.OPEN, tier=Role(facts["tier"]), round=facts["round"], ref=sheet.ref)
    rows = keyboard([[button(texts.plain("visits.open", number=number_of(sheet)), tap)]])
    known = {"count": facts.get("count", 0)}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts), rows)


def _thread(facts: dict[str, Any]) -> dict[str, Any]:
    return {"message_thread_id": facts["topic_id"]} if facts.get("topic_id") else {}


CALLBACK_NOTICES: Mapping[str, Callable[[Sheet, dict[str, Any], Texts, str], Call | None]] = {
    "callback_reminder": _reminder,
    "unhappy": _unhappy,
    "reopened": led_call,
    "contact_late": led_call,
    "contact_denied": led_call,
    "contacted": contacted_call,
    "opinion_asked": opinion_call,
    "opinion_unsolved": unsolved_call,
    "unhappy_words": _said,
    "praise": _praise,
    "praise_words": _said,
    "recorded": _recorded,
    "recorded_refusal": refusal_call,
    "recheck_due": recheck_call,
    "record_differs": differs_call,
    "record_denied": denied_call,
    "visit_due": _task,
    "visit_due_alone": _task,
    "visit_drawn": _task,
    "put_off": _task,
    "phone_task": _phone_task,
}
