"""The card that staff see in their group: pure, from a sheet to text and buttons."""

from datetime import datetime

from bot.buttons import GOOD, ChipTap, MenuTap, Rows, TaskTap, TaskVerb, button, keyboard, two_a_row
from bot.judging_buttons import JudgeVerb
from bot.judging_faces import verb_button
from bot.menus import minute_of
from bot.opinion_words import said_line
from bot.phrases import OVER, QUOTE_LIMIT, about, cut, mended_for_now, number_of, promised, words
from bot.speech import Face
from bot.task_lines import earlier, history, reason_of, tags
from bot.texts import Html, Texts
from desk.doubts import OPEN
from desk.sheets import Sheet
from desk.sorting import THANKED
from models.kinds import Discretion, Kind, Role, Status

TEXT_LIMIT = 1500  # characters of them in the expandable quote; Telegram's limit for all is 4,096
RETOLD_LIMIT = 900  # where the rounds before are told, too
LINES_LIMIT = 6  # the latest things said; the history has the rest
REASON_LIMIT = 40  # characters of a reason on the third line


def staff_face(
    sheet: Sheet, texts: Texts, now: datetime, *, card_round: int, moved_to: str = "", group: bool = False
) -> Face:
    """Three lines that a phone's preview shows, and the rest in a quote."""
    if group and sheet.discretion is Discretion.CONFIDENTIAL:  # whom it is about was named later (D8)
        return Face(texts("staff.hidden", number=number_of(sheet)))
    if card_round < sheet.round:
        return Face(texts("staff.superseded", number=number_of(sheet), round=sheet.round))
    if moved_to:
        return Face(texts("staff.moved", number=number_of(sheet), department=moved_to))
    if sheet.status in OVER:  # what somebody wrote stays in the group no longer than needed (T9)
        told = [staff_title(sheet, texts, now), staff_state(sheet, texts, now), *said_line(sheet, texts)]
        return Face("\n".join(told))
    said = texts("staff.nameless") if sheet.drafting.nameless else words(sheet, texts)
    said = said or texts("staff.wordless")
    parts = [staff_title(sheet, texts, now), said, staff_state(sheet, texts, now)]
    parts += [*_doubt(sheet, texts), *said_line(sheet, texts)]
    rows = [*wish_rows(sheet, texts, now), *_staff_rows(sheet, texts, now)]
    return Face("\n".join([*parts, *_details(sheet, texts, now)]), keyboard(rows))


def staff_title(sheet: Sheet, texts: Texts, now: datetime) -> Html:
    if sheet.emergency:
        mark = "emergency"
    elif sheet.overdue(now):
        mark = "overdue"
    elif sheet.drafting.doubt in OPEN:
        mark = "doubt"
    else:
        mark = str(sheet.kind if sheet.kind in THANKED else sheet.severity)
    again = texts("staff.round", round=sheet.round) if sheet.round > 1 else ""
    again += texts.many("staff.households", sheet.households) if sheet.households > 1 else ""
    return texts(
        "staff.title",
        mark=texts(f"mark.{mark}"),
        about=about(sheet, texts),
        number=number_of(sheet),
        again=Html(again),
    )


def _doubt(sheet: Sheet, texts: Texts) -> list[Html]:
    """Nobody must take it for asked and denied."""
    return [texts(f"staff.doubt_{sheet.drafting.doubt}")] if sheet.drafting.doubt else []


def staff_state(sheet: Sheet, texts: Texts, now: datetime) -> Html:
    """Who has it and until when, and how far they have come."""
    state = _state(sheet, texts, now)
    awaited = sheet.status is Status.WAITING and (sheet.work.visit is not None or sheet.work.undecided)
    at_work = sheet.status in (Status.ACCEPTED, Status.ON_HOLD)
    more = tags(sheet, texts, now) if at_work or awaited else []
    more += (
        [texts("staff.home_open")] if sheet.home_open and (at_work or sheet.status is Status.WAITING) else []
    )
    return Html("·".join([state, *more]))


def _state(sheet: Sheet, texts: Texts, now: datetime) -> Html:
    due, end = promised(sheet, now)
    when = texts.moment(due, now, sheet.zone) if due else ""
    if sheet.status is Status.WAITING:
        return _waiting(sheet, texts, when, end)
    if sheet.status is Status.ACCEPTED:
        return texts(f"staff.accepted{end}", when=when, worker=sheet.worker)
    if sheet.status is Status.ON_HOLD and (rest := sheet.work.rest):
        reason = cut(reason_of("hold", rest.reason, rest.text, texts), REASON_LIMIT)
        until = texts.moment(rest.until, now, sheet.zone)
        return texts("staff.resting", worker=sheet.worker, when=until, reason=reason)
    if mended_for_now(sheet):
        return texts("staff.done_temporary", worker=sheet.worker)
    return _ended(sheet, texts)


def _ended(sheet: Sheet, texts: Texts) -> Html:
    if sheet.merged_into is not None:
        return texts("staff.merged", number=f"{sheet.merged_into:04d}")
    if sheet.status is Status.CLOSED and sheet.kind in THANKED and sheet.done_at is None:
        return texts("staff.thanked")
    why = texts(f"withdraw.why_{sheet.own.withdrawn or 'erased'}")
    return texts(f"staff.{sheet.status}", worker=sheet.worker, why=Html(why))


def _waiting(sheet: Sheet, texts: Texts, when: str, late: str) -> Html:
    if not when:
        return texts("staff.waiting_thanks")
    if sheet.level is not Role.WORKER:
        return texts(f"staff.waiting_leader{late}", when=when, level=texts(f"role.{sheet.level}"))
    alarm = "_emergency" if sheet.emergency else ""
    return texts(f"staff.waiting{alarm}{late}", when=when, worker=sheet.worker)


def _details(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    whole = len(" ".join(sheet.text.split())) > QUOTE_LIMIT or sheet.work.cried  # others stand above, in full
    limit = RETOLD_LIMIT if sheet.earlier else TEXT_LIMIT
    told = [texts("staff.full", text=cut(sheet.text, limit))] if whole else []
    told += [*earlier(sheet, texts, now, judged=False), *history(sheet, texts, now, LINES_LIMIT)]
    if sheet.loss:
        told.append(texts("staff.loss"))
    if sheet.assistance:
        told.append(texts("staff.assistance"))
    if sheet.discretion is not Discretion.OPEN:
        told.append(texts(f"staff.{sheet.discretion}"))
    if sheet.call_needed:
        told.append(texts("staff.call_needed"))
    return [texts("staff.quote", inside=Html("\n".join(told)))] if told else []


def wish_rows(sheet: Sheet, texts: Texts, now: datetime) -> Rows:
    """The resident asked for another time: yes, or which other."""
    at = sheet.work.preferred(now)
    if sheet.status not in (Status.ACCEPTED, Status.ON_HOLD) or not (at or sheet.work.wished):
        return []
    other = button(texts.plain(f"task.{TaskVerb.APPOINT}"), MenuTap(verb=TaskVerb.APPOINT, ref=sheet.ref))
    if at is None:
        return [[other]]
    label = texts.plain("task.agree_to", when=texts.moment(at, now, sheet.zone))
    yes = ChipTap(verb=TaskVerb.AGREE, chip=str(minute_of(at)), ref=sheet.ref)
    return [[button(label, yes, GOOD), other]]


def _staff_rows(sheet: Sheet, texts: Texts, now: datetime) -> Rows:
    """What is used most; the rest is behind "more", in private, so that the group stays a board."""

    def task(verb: TaskVerb, style: str | None = None) -> dict[str, object]:
        return button(texts.plain(f"task.{verb}"), TaskTap(verb=verb, ref=sheet.ref), style)

    look = [task(TaskVerb.LOOK)] if sheet.photos or sheet.voices or sheet.others else []
    more = [*look, task(TaskVerb.MORE)]
    if sheet.status is Status.WAITING:
        thank = [verb_button(JudgeVerb.THANK, sheet.ref, texts)] if sheet.kind in THANKED else []
        take = [] if sheet.kind is Kind.PRAISE else [task(TaskVerb.ACCEPT, GOOD)]
        return [[*thank, *take], more]
    if sheet.status is Status.ACCEPTED:
        here = [] if sheet.work.arrived_at else [task(TaskVerb.ARRIVE)]
        first = [task(TaskVerb.DONE, GOOD), task(TaskVerb.ASK)]
        late = [verb_button(JudgeVerb.MORE_TIME, sheet.ref, texts)] if sheet.overdue(now) else []
        whence = [task(TaskVerb.WHENCE)] if sheet.hides_home else []
        others = [*here, *whence, task(TaskVerb.PHONE), *late, *more]
        return [first, *two_a_row(others)]
    if sheet.status is Status.ON_HOLD:
        return [[task(TaskVerb.RESUME, GOOD)], more]
    return []
