"""What is offered after a press, in place of the card's own buttons."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.buttons import (
    AskTap,
    ChipTap,
    NoteTap,
    NoteVerb,
    Question,
    Rows,
    TaskTap,
    TaskVerb,
    VisitTap,
    VisitVerb,
    button,
    task,
    two_a_row,
)
from bot.texts import Texts
from desk import finishing, holding, passing_on

NAME_LIMIT = 24  # characters of a name on a button
A_MINUTE = 60  # seconds
MINUTE_DIGITS = 8  # of a moment in minutes since 1970
NAMED = {
    TaskVerb.HOLD: ("hold", holding.REASONS),
    TaskVerb.RETURN: ("return", passing_on.RETURN_REASONS),
    TaskVerb.TRANSFER: ("move", passing_on.TRANSFER_REASONS),
    TaskVerb.DONE: ("excuse", finishing.EXCUSES),
    TaskVerb.TEMPORARY: ("excuse", finishing.EXCUSES),
}


def reasons(verb: TaskVerb, ref: str, texts: Texts, before: str = "") -> Rows:
    """Before: what was chosen first and goes along."""
    prefix, names = NAMED[verb]
    lead = f"{before}." if before else ""
    return _two(
        button(texts.plain(f"why.{prefix}_{name}"), ChipTap(verb=verb, chip=f"{lead}{name}", ref=ref))
        for name in names
    )


def moments(
    verb: TaskVerb, ref: str, times: Iterable[datetime], texts: Texts, now: datetime, zone: ZoneInfo
) -> Rows:
    return _two(
        button(texts.moment(at, now, zone), ChipTap(verb=verb, chip=str(minute_of(at)), ref=ref))
        for at in times
    )


def rests(
    reason: str, ref: str, times: Iterable[datetime], texts: Texts, now: datetime, zone: ZoneInfo
) -> Rows:
    return _two(
        button(
            texts.moment(at, now, zone),
            ChipTap(verb=TaskVerb.HOLD, chip=f"{reason}.{minute_of(at)}", ref=ref),
        )
        for at in times
    )


def typed_day(reason: str, ref: str, texts: Texts) -> Rows:
    tap = ChipTap(verb=TaskVerb.HOLD, chip=f"{reason}.typed", ref=ref)
    return [[button(texts.plain("task.typed_day"), tap)]]


def choices(verb: TaskVerb, ref: str, named: Iterable[tuple[int, str]]) -> Rows:
    """People or departments, known by their ids; whether they fit is checked when one is pressed."""
    return _two(
        button(name[:NAME_LIMIT], ChipTap(verb=verb, chip=str(each), ref=ref)) for each, name in named
    )


def questions(ref: str, texts: Texts) -> Rows:
    return [[button(texts.plain(f"ask.{each}"), AskTap(question=each, ref=ref))] for each in Question]


def other_times(ref: str, times: Iterable[datetime], texts: Texts, now: datetime, zone: ZoneInfo) -> Rows:
    """For the resident."""
    return _two(
        button(texts.moment(at, now, zone), VisitTap(verb=VisitVerb.THEN, minute=minute_of(at), ref=ref))
        for at in times
    )


def typed(verb: TaskVerb, ref: str, texts: Texts) -> Rows:
    """In words of one's own: in private only, where the next message is sure to be meant."""
    return [[button(texts.plain("task.typed"), ChipTap(verb=verb, chip="typed", ref=ref))]]


def back(ref: str, texts: Texts) -> Rows:
    return [[button(texts.plain("task.back"), TaskTap(verb=TaskVerb.BACK, ref=ref))]]


def after_note(ref: str, texts: Texts, version: int, *, words: bool) -> Rows:
    """Below what staff wrote under a card: what it was meant for."""

    def step(verb: TaskVerb) -> dict[str, object]:
        return button(texts.plain(f"task.{verb}"), task(verb, ref))

    rows = [[step(TaskVerb.DONE)], [step(TaskVerb.TEMPORARY), step(TaskVerb.AGAIN)]]
    if words:
        ask, tell, inside = (
            button(texts.plain(f"note.{verb}"), NoteTap(verb=verb, version=version, ref=ref))
            for verb in NoteVerb
        )
        rows += [[ask, tell], [inside]]
    return rows


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // A_MINUTE


def _two(buttons: Iterable[dict[str, object]]) -> Rows:
    made = list(buttons)
    return two_a_row(made)
