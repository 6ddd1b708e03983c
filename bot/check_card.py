"""A record that another person is to ask about again: the notice, the page with the script, what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.buttons import GOOD, button, keyboard
from bot.callback_buttons import CheckTap, CheckVerb, PhoneTap, SolvedTap
from bot.phrases import about, notice_text, number_of
from bot.speech import Call, Face, message_call
from bot.texts import Texts
from desk.rechecking import Check, Known, said_in
from desk.sheets import Sheet
from models.callback_kinds import CallbackState, Recheck, Solved
from models.kinds import Role

STYLES = {CheckVerb.AGREES: GOOD}


def check_face(sheet: Sheet, known: Known, texts: Texts, now: datetime, *, caller: str) -> Face:
    """In private: what was written down by whom, how to ask without putting words in anybody's mouth."""
    record = known.record
    key = "phone.whom" if known.phone else "phone.no_number"
    done = texts.moment(sheet.done_at, now, sheet.zone) if sheet.done_at else ""
    written = texts.moment(record.held_at, now, sheet.zone) if record.held_at else ""
    by = record.recorded_by
    told = {"community": sheet.community, "caller": caller, "when": done, "worker": sheet.worker}
    lines = [
        texts("phone.title", number=number_of(sheet), about=about(sheet, texts)),
        texts(key, name=known.name, **({"phone": known.phone} if known.phone else {})),
        texts("check.script", about=about(sheet, texts), **told),
        texts(
            "check.record",
            by=(by.title or by.person.name) if by else "",
            when=written,
            said=said_text(said_in(record), texts),
        ),
    ]
    return Face("\n".join(lines), keyboard(_rows(sheet.ref, record.round, record.tier, texts)))


def check_button(check: Check, texts: Texts) -> dict[str, object]:
    about_it = texts.plain(f"category.{check.category}")
    label = texts.plain("visits.check", number=f"{check.number:04d}", about=about_it)
    return button(label, _tap(CheckVerb.OPEN, check.ref, check.round, check.tier))


def over_face(number: str, found: Recheck, again: PhoneTap | None, texts: Texts) -> Face:
    """What came of the check; when it is to be asked anew, with the way to do so at once."""
    if again is None:
        return Face(texts(f"check.done_{found}", number=number))
    row = [button(texts.plain("phone.button_open"), again, GOOD)]
    return Face(texts("check.done_again", number=number), keyboard([row]))


def said_text(said: Mapping[str, Any], texts: Texts) -> str:
    """What a record says: the answer, or that there was none."""
    if said["state"] != CallbackState.ANSWERED:
        return texts.plain(f"check.said_{said['state']}")
    words = [texts.plain(f"callback.button_{said['solved']}")]
    return " · ".join(words + ([texts.plain(f"score.{said['score']}")] if said["score"] else []))


def recheck_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """For whoever is to ask again."""
    known = {"by": facts["by"], "said": said_text(facts, texts)}
    tap = _tap(CheckVerb.OPEN, sheet.ref, facts["round"], Role(facts["tier"]))
    rows = keyboard([[button(texts.plain("check.button_open"), tap)]])
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts), rows)


def differs_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """For those above: a record that was not so."""
    known = {"by": facts["by"], "checker": facts["checker"], "said": said_text(facts, texts)}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts))


def denied_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """For those above: the resident answered otherwise."""
    answer = texts.plain(f"callback.button_{facts['answer']}")
    known = {"by": facts["by"], "answer": answer, "said": said_text(facts, texts)}
    return message_call(facts["chat_id"], notice_text(notice, sheet, known, texts))


def refusal_call(sheet: Sheet, facts: dict[str, Any], texts: Texts, notice: str) -> Call:
    """What was written down in the resident's name, with the way to put it right at once."""
    rows = [
        button(
            texts.plain(f"callback.button_{solved}"),
            SolvedTap(solved=solved, round=facts["round"], turn=facts["turn"], ref=sheet.ref),
        )
        for solved in (Solved.YES, Solved.NO)
    ]
    known = {"by": facts["by"]}
    text = notice_text(notice, sheet, known, texts)
    return message_call(facts["chat_id"], text, keyboard([rows]), disable_notification=True)


def _rows(ref: str, round_: int, tier: Role, texts: Texts) -> list[list[dict[str, object]]]:
    agrees, differs, nobody = (
        button(texts.plain(f"check.button_{verb}"), _tap(verb, ref, round_, tier), STYLES.get(verb))
        for verb in (CheckVerb.AGREES, CheckVerb.DIFFERS, CheckVerb.NOBODY)
    )
    return [[agrees, differs], [nobody]]


def _tap(verb: CheckVerb, ref: str, round_: int, tier: Role) -> CheckTap:
    return CheckTap(verb=verb, tier=tier, round=round_, ref=ref)
