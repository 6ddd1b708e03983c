"""What those who judge and decide see: pure, from a sheet to text and buttons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.buttons import BAD, GOOD, Rows, button, keyboard, two_a_row
from bot.judging_buttons import DecideTap, Decision, JudgeTap, JudgeVerb, SeverityTap, UntilTap, ValidityTap
from bot.phrases import about, number_of
from bot.speech import Face
from bot.texts import Html, Texts
from desk.sheets import Sheet
from models.kinds import Action, Severity, Validity

NEEDS: Mapping[JudgeVerb, Action] = {
    JudgeVerb.MORE_TIME: Action.ASK_TIME,
    JudgeVerb.SEVERITY: Action.JUDGE,
    JudgeVerb.VALIDITY: Action.JUDGE,
    JudgeVerb.LOSS: Action.JUDGE,
    JudgeVerb.TRACK: Action.JUDGE,
    JudgeVerb.REFUSE: Action.PROPOSE,
    JudgeVerb.THANK: Action.THANK,
}
QUESTIONS: Mapping[str, tuple[Decision, Decision]] = {
    "extension": (Decision.GRANT, Decision.DENY),
    "refusal": (Decision.REFUSE, Decision.KEEP),
    "objection": (Decision.TAKE_UP, Decision.UPHOLD),
}
VERBS: Mapping[str, JudgeVerb] = {
    "half_finish_due": JudgeVerb.MORE_TIME,
    "refused": JudgeVerb.OBJECT,
    "major": JudgeVerb.MENU,
    "tracking": JudgeVerb.MENU,
}


def menu_face(sheet: Sheet, may: frozenset[Action], texts: Texts) -> Face:
    """May: what this reader could do now."""
    text = texts(
        "judge.menu",
        number=number_of(sheet),
        about=about(sheet, texts),
        severity=texts.plain(f"severity.{sheet.severity}"),
        validity=texts.plain(f"validity.{sheet.validity or 'none'}"),
        tracker=sheet.tracker or texts.plain("judge.nobody"),
    )
    verbs = [verb for verb, action in NEEDS.items() if action in may]
    if sheet.loss:
        verbs = [verb for verb in verbs if verb is not JudgeVerb.LOSS]
        text = Html(f"{text}\n{texts('staff.loss')}")
    made = [verb_button(verb, sheet.ref, texts) for verb in verbs]
    return Face(text, keyboard(two_a_row(made)))


def severity_face(sheet: Sheet, texts: Texts) -> Face:
    others = [severity for severity in Severity if severity is not sheet.severity]
    rows: Rows = [
        [button(texts.plain(f"severity.{one}"), SeverityTap(severity=one, ref=sheet.ref)) for one in others]
    ]
    return Face(texts("judge.which_severity", number=number_of(sheet)), keyboard(rows))


def validity_face(sheet: Sheet, texts: Texts) -> Face:
    rows: Rows = [
        [button(texts.plain(f"validity.{one}"), ValidityTap(validity=one, ref=sheet.ref))] for one in Validity
    ]
    return Face(texts("judge.which_validity", number=number_of(sheet)), keyboard(rows))


def dates_face(sheet: Sheet, dates: list[datetime], texts: Texts, now: datetime) -> Face:
    made = [
        button(texts.moment(at, now, sheet.zone), UntilTap(at=int(at.timestamp()), ref=sheet.ref))
        for at in dates
    ]
    rows = two_a_row(made)
    return Face(texts("extend.until_when", number=number_of(sheet)), keyboard(rows))


def verb_button(verb: JudgeVerb, ref: str, texts: Texts) -> dict[str, Any]:
    return button(texts.plain(f"judge.button_{verb}"), JudgeTap(verb=verb, ref=ref))


def rows_below(notice: str, sheet: Sheet, facts: Mapping[str, Any], texts: Texts) -> dict[str, Any] | None:
    """The buttons under a notice that asks for a decision, or opens a way on."""
    if notice in QUESTIONS:
        rows: Rows = [[_decide(one, style, sheet, facts, texts)] for one, style in _styled(QUESTIONS[notice])]
        asked = notice == "refusal" and not sheet.loss  # not ours, but somebody has a loss: both look at it
        return keyboard(rows + ([[verb_button(JudgeVerb.LOSS, sheet.ref, texts)]] if asked else []))
    return keyboard([[verb_button(VERBS[notice], sheet.ref, texts)]]) if notice in VERBS else None


def _styled(pair: tuple[Decision, Decision]) -> list[tuple[Decision, str | None]]:
    return [(pair[0], GOOD), (pair[1], BAD if pair[1] is Decision.DENY else None)]


def _decide(
    decision: Decision, style: str | None, sheet: Sheet, facts: Mapping[str, Any], texts: Texts
) -> dict[str, Any]:
    tap = DecideTap(decision=decision, version=facts["version"], ref=sheet.ref)
    return button(texts.plain(f"decide.{decision}"), tap, style)
