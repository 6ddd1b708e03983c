"""What staff and resident hear of each other's steps, with the buttons that go along."""

from datetime import datetime
from typing import Any

from bot.buttons import (
    GOOD,
    PersonTap,
    ReplyTap,
    Rows,
    TaskTap,
    TaskVerb,
    VisitTap,
    VisitVerb,
    button,
    keyboard,
    task,
)
from bot.menus import minute_of
from bot.phrases import cut, number_of
from bot.speech import Call
from bot.task_lines import reason_of
from bot.texts import Texts
from desk.sheets import Sheet
from models.kinds import AttachmentKind

SAID_LIMIT = 600  # characters: below a photo there is room for 1,024 in all
REASON_LIMIT = 200
TO_STAFF = frozenset(
    {
        "said_back",
        "answered",
        "visit_agreed",
        "visit_settled_for_you",
        "visit_preferred",
        "visit_wished",
        "given_to_you",
        "goes_on",
        "left_lying",
        "passed_on_too_often",
        "no_photo",
        "reopened",
        "unhoused",
        "incident_led",
    }
)
SENDS = {
    AttachmentKind.PHOTO: "sendPhoto",
    AttachmentKind.VIDEO: "sendVideo",
    AttachmentKind.ANIMATION: "sendAnimation",
    AttachmentKind.VOICE: "sendVoice",
    AttachmentKind.AUDIO: "sendAudio",
    AttachmentKind.DOCUMENT: "sendDocument",
}


def in_words(facts: dict[str, Any], sheet: Sheet, texts: Texts, now: datetime) -> dict[str, Any]:
    """Moments and reasons of a notice, as this reader says them."""
    told: dict[str, Any] = {}
    if moment := facts.get("until") or facts.get("at"):
        told["when"] = texts.moment(datetime.fromisoformat(moment), now, sheet.zone)
    if "role" in facts:
        told["level"] = texts.plain(f"role.{facts['role']}")
    if "sort" in facts:
        told["kind"] = texts.plain(f"kind.{facts['sort']}")
    if {"until", "reason", "text"} <= facts.keys():
        reason = reason_of("rest", facts["reason"], facts["text"], texts)
        told["reason"] = cut(reason, REASON_LIMIT)
    elif "text" in facts:
        told["text"] = cut(facts["text"], SAID_LIMIT) or texts.plain("line.without_words")
    return told


def rows_for(notice: str, sheet: Sheet, facts: dict[str, Any], texts: Texts) -> dict[str, Any] | None:
    """What the reader can do at once."""
    rows: Rows = []
    if notice in ("visit", "visit_again"):
        rows = [[_visit(VisitVerb.YES, sheet, facts, texts), _visit(VisitVerb.OTHER, sheet, facts, texts)]]
    elif notice == "visit_settled":
        rows = [[_visit(VisitVerb.OTHER, sheet, facts, texts)]]
    elif notice in ("broken", "broken_alone"):
        rows = [[button(texts.plain("person.ask"), PersonTap())]]
    elif notice == "relayed":
        rows = [[button(texts.plain("relay.reply"), ReplyTap(ref=sheet.ref))]]
    elif notice == "visit_preferred":
        tap = VisitTap(verb=VisitVerb.YES, minute=_minute(facts), ref=sheet.ref)
        rows = [[button(texts.plain("task.agree"), tap, GOOD)], [_another(sheet, texts)]]
    elif notice == "visit_wished":
        rows = [[_another(sheet, texts)]]
    if notice in TO_STAFF:
        label = texts.plain("task.open", number=number_of(sheet))
        rows = [*rows, [button(label, TaskTap(verb=TaskVerb.MORE, ref=sheet.ref))]]
    return keyboard(rows)


def with_file(call: Call, facts: dict[str, Any]) -> Call:
    """The same words below what was sent along."""
    method = SENDS.get(AttachmentKind(facts["kind"])) if facts.get("file_id") else None
    if method is None:
        return call
    params = {
        name: value for name, value in call.params.items() if name not in ("text", "link_preview_options")
    }
    return Call(method, params | {"caption": call.params["text"], facts["kind"]: facts["file_id"]})


def _another(sheet: Sheet, texts: Texts) -> dict[str, Any]:
    return button(texts.plain(f"task.{TaskVerb.APPOINT}"), task(TaskVerb.APPOINT, sheet.ref))


def _visit(verb: VisitVerb, sheet: Sheet, facts: dict[str, Any], texts: Texts) -> dict[str, Any]:
    tap = VisitTap(verb=verb, minute=_minute(facts), ref=sheet.ref)
    return button(texts.plain(f"visit.button_{verb}"), tap, GOOD if verb is VisitVerb.YES else None)


def _minute(facts: dict[str, Any]) -> int:
    return minute_of(datetime.fromisoformat(facts["at"]))
