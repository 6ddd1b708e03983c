"""The callback's questions as the resident sees them: pure, from a sheet to text and buttons."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.buttons import BAD, GOOD, Rows, button, keyboard, two_a_row
from bot.callback_buttons import ContactTap, MindTap, MindVerb, ReasonTap, ScoreTap, SolvedTap
from bot.phrases import about, mended_for_now, number_of
from bot.speech import Face
from bot.texts import Html, Texts
from desk.asked import Asked, Question
from desk.sheets import Sheet
from models.callback_kinds import CallbackState, Contact, Reason, Solved, Way

SCORES = (5, 4, 3, 2, 1)
STYLES = {Solved.YES: GOOD, Solved.PARTLY: None, Solved.NO: BAD}


def callback_face(sheet: Sheet, asked: Asked, texts: Texts, now: datetime) -> Face:
    """Solved? Satisfied? Two taps; then thanks, or what happens next. Always one question at a time."""
    asked = asked.at(now)
    title = texts("callback.title", number=number_of(sheet), about=about(sheet, texts))
    lines = [title, *_told(sheet, asked, texts, now), _question(sheet, asked, texts, now)]
    rows = ROWS[asked.asks](sheet, asked, texts) + _later_rows(sheet, asked, texts, now)
    return Face("\n".join(filter(None, lines)), keyboard(rows))


def solved_label(solved: Solved, texts: Texts) -> str:
    return texts.plain(f"callback.button_{solved}")


def score_label(score: int, texts: Texts) -> str:
    return texts.plain(f"score.{score}")


def _told(sheet: Sheet, asked: Asked, texts: Texts, now: datetime) -> list[Html]:
    """What the resident said so far, and what came of it."""
    if asked.solved is None:
        nobody = asked.state is CallbackState.UNREACHED
        return [texts("callback.unreached")] if nobody else []
    told = [texts(f"callback.told_{asked.solved}")]
    if asked.way is not Way.CHAT:
        when = texts.moment(asked.recorded_at, now, sheet.zone) if asked.recorded_at else ""
        told = [texts("callback.heard", by=asked.recorder, when=when), *told]
    if asked.score is not None and not asked.score_anew:
        told.append(texts("callback.scored", score=score_label(asked.score, texts)))
    if asked.bad:
        told.append(texts("callback.sorry"))
    elif asked.leaders_ask and asked.score is not None:
        both = len(asked.leaders_ask) > 1
        who = texts(f"role.{asked.leaders_ask[0]}")
        told.append(texts("callback.leaders_ask") if both else texts("callback.leader_asks", who=who))
    if asked.contact is not None:
        told.append(texts(f"callback.contact_{asked.contact}"))
    told += _contacted(sheet, asked, texts, now)
    if asked.praised and not asked.bad and sheet.worker:
        told.append(texts("callback.praised", worker=sheet.worker))
    return told


def _contacted(sheet: Sheet, asked: Asked, texts: Texts, now: datetime) -> list[Html]:
    """Until when somebody contacts them, as long as that is ahead; then who wrote down that they did."""
    if asked.contacted_at is not None:
        when = texts.moment(asked.contacted_at, now, sheet.zone)
        return [texts("callback.contacted", by=asked.contacted_by, when=when)]
    if asked.contact is None or asked.contact_due is None or asked.contact_due <= now:
        return []
    due = texts.moment(asked.contact_due, now, sheet.zone)
    return [texts("callback.contact_by", when=due, level=texts(f"role.{asked.contact_by}"))]


def _question(sheet: Sheet, asked: Asked, texts: Texts, now: datetime) -> Html | None:
    if asked.asks is Question.NOTHING:
        return None if asked.bad or asked.solved is None else texts("callback.thanks")
    if asked.asks is Question.SOLVED and asked.changing:
        return texts("callback.again")
    done = texts.moment(sheet.done_at, now, sheet.zone) if sheet.done_at else ""
    for_now = "_temporary" if asked.asks is Question.SOLVED and mended_for_now(sheet) else ""
    question = texts(f"callback.{asked.asks}{for_now}", worker=sheet.worker, when=done)
    if asked.asks is not Question.SOLVED or not sheet.proofs:
        return question
    photos = texts("callback.photos" if sheet.photos else "callback.photo_after")
    return Html(f"{photos}\n{question}")


def _solved_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    def row(solved: Solved) -> list[dict[str, object]]:
        tap = SolvedTap(solved=solved, round=asked.round, turn=asked.turn, ref=sheet.ref)
        return [button(solved_label(solved, texts), tap, STYLES[solved])]

    keep = [_mind(MindVerb.KEEP, sheet, asked, texts)] if asked.changing else []
    return [*map(row, Solved), keep]


def _score_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    def row(score: int) -> list[dict[str, object]]:
        tap = ScoreTap(score=score, round=asked.round, turn=asked.turn, ref=sheet.ref)
        return [button(score_label(score, texts), tap)]

    return [row(score) for score in SCORES]


def _reason_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    chips = [
        button(texts.plain(f"reason.{reason}"), ReasonTap(reason=reason, round=asked.round, ref=sheet.ref))
        for reason in Reason
    ]
    return two_a_row(chips)


def _contact_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    return [
        [
            button(
                texts.plain(f"contact.{contact}"),
                ContactTap(contact=contact, round=asked.round, ref=sheet.ref),
            )
        ]
        for contact in Contact
    ]


def _off_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    return [[_mind(MindVerb.OFF, sheet, asked, texts)]]


def _praise_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    return [[_mind(verb, sheet, asked, texts) for verb in (MindVerb.PRAISE, MindVerb.NO_PRAISE)]]


def _no_rows(sheet: Sheet, asked: Asked, texts: Texts) -> Rows:
    del sheet, asked, texts
    return []


def _later_rows(sheet: Sheet, asked: Asked, texts: Texts, now: datetime) -> Rows:
    """What stays possible for some days: to change the answer, and, answered or not, to say that it is back."""
    at_rest = (Question.NOTHING, Question.PRAISE, Question.OFF, Question.SOLVED)
    if asked.changing or (asked.asks not in at_rest and not (asked.closed and asked.score_anew)):
        return []
    change = [_mind(MindVerb.CHANGE, sheet, asked, texts)] if asked.may_change(now) else []
    back = [_mind(MindVerb.BACK, sheet, asked, texts)] if asked.may_come_back(now) else []
    return [change + back]


def _mind(verb: MindVerb, sheet: Sheet, asked: Asked, texts: Texts) -> dict[str, object]:
    tap = MindTap(verb=verb, round=asked.round, ref=sheet.ref)
    styles = {MindVerb.BACK: BAD, MindVerb.OFF: GOOD}
    return button(texts.plain(f"callback.button_{verb}"), tap, styles.get(verb))


ROWS: Mapping[Question, Callable[[Sheet, Asked, Texts], Rows]] = {
    Question.SOLVED: _solved_rows,
    Question.SCORE: _score_rows,
    Question.REASON: _reason_rows,
    Question.CONTACT: _contact_rows,
    Question.PRAISE: _praise_rows,
    Question.OFF: _off_rows,
    Question.NOTHING: _no_rows,
}
