"""The whole case, as a member of staff opens it in private: details, history, and every step they may take."""

from collections.abc import Mapping
from datetime import datetime

from bot.buttons import GOOD, Rows, TaskVerb, button, keyboard, task, two_a_row
from bot.callback_buttons import BackTap, PhoneTap, PhoneVerb
from bot.judging_buttons import JudgeVerb
from bot.judging_faces import verb_button
from bot.opinion_words import said_line
from bot.phrases import OVER, cut, number_of
from bot.speech import Face
from bot.staff_card import staff_state, staff_title, wish_rows
from bot.task_lines import earlier, history
from bot.texts import Texts
from desk.sheets import Sheet
from models.kinds import Action, Role, Status

TEXT_LIMIT = 1000  # characters of the report; Telegram takes 4,096 in all
LINES_LIMIT = 7
NEEDS: Mapping[TaskVerb, Action] = {
    TaskVerb.ACCEPT: Action.ACCEPT,
    TaskVerb.DONE: Action.COMPLETE,
    TaskVerb.TEMPORARY: Action.COMPLETE,
    TaskVerb.AGAIN: Action.APPOINT,
    TaskVerb.ARRIVE: Action.ARRIVE,
    TaskVerb.RESUME: Action.RESUME,
    TaskVerb.ASK: Action.ASK,
    TaskVerb.PHONE: Action.REVEAL,
    TaskVerb.WHENCE: Action.REVEAL,
    TaskVerb.APPOINT: Action.APPOINT,
    TaskVerb.SETTLED: Action.AGREE,
    TaskVerb.HOLD: Action.HOLD,
    TaskVerb.TELL: Action.TELL,
    TaskVerb.REMARK: Action.REMARK,
    TaskVerb.RETURN: Action.RETURN,
    TaskVerb.TRANSFER: Action.TRANSFER,
    TaskVerb.REASSIGN: Action.REASSIGN,
    TaskVerb.TAKE_BACK: Action.TAKE_BACK,
}
AT_WORK = (Status.ACCEPTED, Status.ON_HOLD)
FIRST = (TaskVerb.ACCEPT, TaskVerb.DONE, TaskVerb.RESUME)


def bench_face(
    sheet: Sheet, may: frozenset[Action] | None, texts: Texts, now: datetime, *, card_round: int
) -> Face:
    """May: what this reader could do now; None when they may not know of it. Who may do nothing sees nothing (T1)."""
    if may is None:
        return Face(texts("bench.gone"))
    if card_round < sheet.round:
        return Face(texts("staff.superseded", number=number_of(sheet), round=sheet.round))
    if sheet.status in OVER:
        told = [staff_title(sheet, texts, now), staff_state(sheet, texts, now), *said_line(sheet, texts)]
        back = sheet.status is Status.CLOSED and may and Action.RECORD in may
        rows: Rows = [[button(texts.plain("back.button"), BackTap(ref=sheet.ref))]] if back else []
        return Face("\n".join(told), keyboard(rows) if rows else None)
    if not may:
        return Face(texts("bench.gone"))
    parts = [staff_title(sheet, texts, now), staff_state(sheet, texts, now), *_dates(sheet, texts, now)]
    parts += ["", texts("staff.full", text=cut(sheet.text, TEXT_LIMIT))]
    parts += earlier(sheet, texts, now, judged=Action.JUDGE in may)
    parts += history(sheet, texts, now, LINES_LIMIT)
    parts += [texts("staff.loss")] if sheet.loss else []
    parts += said_line(sheet, texts)
    if sheet.call_needed:
        parts.append(texts("staff.call_needed"))
    return Face("\n".join(parts), keyboard(_rows(sheet, may, texts, now)))


def _dates(sheet: Sheet, texts: Texts, now: datetime) -> list[str]:
    ends = None if sheet.rests(now) else sheet.finish_due_at
    moments = (("filed", sheet.filed_at), ("deadline", ends))
    return [texts(f"bench.{name}", when=texts.moment(at, now, sheet.zone)) for name, at in moments if at]


def _rows(sheet: Sheet, may: frozenset[Action], texts: Texts, now: datetime) -> Rows:
    asked = wish_rows(sheet, texts, now) if Action.APPOINT in may else []
    verbs = [verb for verb, action in NEEDS.items() if action in may]
    if asked:
        verbs.remove(TaskVerb.APPOINT)
    if TaskVerb.WHENCE in verbs and not (sheet.hides_home and sheet.status in AT_WORK):
        verbs.remove(TaskVerb.WHENCE)
    if sheet.work.arrived_at and TaskVerb.ARRIVE in verbs:
        verbs.remove(TaskVerb.ARRIVE)
    if sheet.photos or sheet.voices or sheet.others or sheet.proofs:
        verbs.append(TaskVerb.LOOK)
    made = [
        button(texts.plain(f"task.{verb}"), task(verb, sheet.ref), GOOD if verb in FIRST else None)
        for verb in verbs
    ]
    if Action.ASK_TIME in may:
        made.append(verb_button(JudgeVerb.MORE_TIME, sheet.ref, texts))
    if sheet.unheard and Action.RECORD in may:
        came = PhoneTap(verb=PhoneVerb.CAME, tier=Role.DESK, round=sheet.round, ref=sheet.ref)
        made.append(button(texts.plain("phone.button_came"), came))
    judging = [verb_button(JudgeVerb.MENU, sheet.ref, texts)] if Action.JUDGE in may else []
    return [*asked, *two_a_row(made), judging]
