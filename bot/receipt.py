"""The resident's live receipt: number, who, until when, how far it is, and what can be done with it."""

from datetime import datetime

from bot.branches import in_charge
from bot.buttons import (
    BAD,
    GOOD,
    DraftTap,
    DraftVerb,
    FollowTap,
    FollowVerb,
    MergeTap,
    Rows,
    VisitTap,
    VisitVerb,
    WithdrawTap,
    button,
    keyboard,
)
from bot.danger_card import NEEDS_HELP, asked_where, danger_lines, danger_rows, doubt_lines, need_rows
from bot.night_words import night_words
from bot.phrases import (
    OVER,
    about,
    begun,
    cut,
    last_told,
    mended_for_now,
    number_of,
    own_words,
    promised,
    words,
)
from bot.receipt_lines import SAID_LIMIT, own_lines, steps
from bot.small_talk import drops_it, says_fixed
from bot.speech import Face
from bot.task_lines import reason_of
from bot.texts import Html, Texts
from desk.clocks import at_night
from desk.drafting import Sibling
from desk.sheets import Sheet
from desk.sorting import NAMED, THANKED
from models.kinds import Category, Discretion, Status, WithdrawReason

LABEL_LIMIT = 31  # characters on a button
TELLING = 20  # columns of somebody's own words beside a number
OFFERED = {
    Status.WAITING: (
        (FollowVerb.ADD, FollowVerb.URGE),
        (FollowVerb.WISH, FollowVerb.WITHDRAW),
    ),
    Status.ACCEPTED: (
        (FollowVerb.ADD, FollowVerb.URGE),
        (FollowVerb.WISH, FollowVerb.WITHDRAW),
    ),
    Status.DONE: ((FollowVerb.ADD,),),
    Status.WITHDRAWN: ((FollowVerb.RESTORE,),),
}
THANKS_OFFERED = {Status.WAITING: ((FollowVerb.ADD, FollowVerb.WITHDRAW),)}
OFFERED |= {Status.ON_HOLD: OFFERED[Status.ACCEPTED]}
STYLES = {FollowVerb.WITHDRAW: BAD, FollowVerb.RESTORE: GOOD}


def receipt_face(sheet: Sheet, texts: Texts, now: datetime, *, own: bool = True) -> Face:
    """Only whoever filed it is asked where it is: a neighbour's words move nothing."""
    lines: list[str] = [
        texts("receipt.title", number=number_of(sheet)),
        texts("receipt.about", about=about(sheet, texts)),
    ]
    lines = [
        *doubt_lines(sheet, texts),
        *danger_lines(sheet, texts),
        *(asked_where(sheet, texts) if own else []),
        *lines,
    ]
    lines += [texts("receipt.incident")] if sheet.incident and sheet.status in NEEDS_HELP else []
    lines += [_promise(sheet, texts, now), *own_lines(sheet, texts, now)]
    lines += [] if _thanked(sheet) else ["", *steps(sheet, texts, now)]
    rows = keyboard([*_rows(sheet, texts, now), *danger_rows(sheet, texts)])
    return Face("\n".join(lines), rows, pin=sheet.status not in OVER)


def picking_face(sheet: Sheet, texts: Texts) -> Face:
    """Of a draft that may belong to an open matter: which one?"""
    rows: Rows = [
        [button(_matter(sibling, texts), MergeTap(ref=sheet.ref, into=sibling.ref))]
        for sibling in sheet.siblings
    ]
    rows += (
        [] if drops_it(sheet.text) or says_fixed(sheet.text) else [[_button(FollowVerb.NEW, sheet, texts)]]
    )
    discard = DraftTap(verb=DraftVerb.DISCARD, ref=sheet.ref)
    rows += [[button(texts.plain("draft.discard"), discard)]]
    doubt = doubt_lines(sheet, texts)
    rows += need_rows(sheet, texts) if doubt else []
    return Face("\n".join([*doubt, texts("pick.which"), words(sheet, texts)]), keyboard(rows))


def withdraw_face(sheet: Sheet, texts: Texts) -> Face:
    """Why, so that the manager can learn from it; and the way back."""
    rows: Rows = [
        [button(texts.plain(f"withdraw.why_{why}"), WithdrawTap(why=why, ref=sheet.ref))]
        for why in WithdrawReason
        if why is not WithdrawReason.FALSE_ALARM
    ]
    rows += [[_button(FollowVerb.KEEP, sheet, texts)]]
    return Face(texts("withdraw.ask", number=number_of(sheet), about=about(sheet, texts)), keyboard(rows))


def waits_for(sheet: Sheet, texts: Texts, now: datetime) -> str:
    """What a complaint that was urged is waiting for, and until when. Never "please be patient"."""
    if sheet.question_open:
        return texts.plain("urge.waits_for_you", worker=sheet.worker)
    due, end = promised(sheet, now)
    told = last_told(sheet, due)
    due = told if told and told <= now else due  # what has passed last; a new time stands on the receipt
    when = texts.moment(due, now, sheet.zone) if due else ""
    end = end.replace("_visit_late", "_late")  # late is late
    key = f"urge.{sheet.status}{end}" if sheet.status is not Status.ON_HOLD else "urge.on_hold"
    return texts.plain(key, worker=sheet.worker, department=in_charge(sheet, texts), when=when)


def progress_line(sheet: Sheet, texts: Texts, now: datetime, *, joined: bool = False) -> Html:
    """One matter in one line: a dot and words, never the dot alone."""
    due = sheet.first_due_at if sheet.status is Status.WAITING else sheet.finish_due_at
    due = last_told(sheet, due)
    timed = sheet.status in (Status.WAITING, Status.ACCEPTED) and not sheet.rests(now)
    when = texts("mine.until", when=texts.moment(due, now, sheet.zone)) if timed and due else ""
    return texts(
        "mine.line",
        dot=texts(f"dot.{dot_of(sheet, now)}"),
        number=texts("mine.number", number=number_of(sheet)) if sheet.number else "",
        about=about(sheet, texts),
        text=_told(sheet, texts, joined=joined),
        status=texts(f"mine.status_{sheet.status}"),
        when=Html(when),
    )


def _told(sheet: Sheet, texts: Texts, *, joined: bool) -> Html:
    if joined:
        return texts("mine.joined")
    said = beginning(sheet.text)
    return texts("mine.words", text=said) if said else Html("")


def beginning(text: str) -> str:
    """Enough of somebody's own words to tell one matter from another of the same kind."""
    return begun(" ".join(own_words(text).split()), TELLING)


def dot_of(sheet: Sheet, now: datetime) -> str:
    if sheet.overdue(now):
        return "late"
    return {Status.WAITING: "open", Status.ACCEPTED: "open", Status.DONE: "yours", Status.DRAFT: "draft"}.get(
        sheet.status, "hold" if sheet.status is Status.ON_HOLD else "over"
    )


def _promise(sheet: Sheet, texts: Texts, now: datetime) -> Html:
    due, end = promised(sheet, now)
    if sheet.restorable(now) and sheet.own.restore_until:
        until = texts.moment(sheet.own.restore_until, now, sheet.zone)
        return texts("receipt.withdrawn", until=until)
    if sheet.status is Status.ON_HOLD and (rest := sheet.work.rest):
        reason = cut(reason_of("rest", rest.reason, rest.text, texts), SAID_LIMIT)
        return texts("receipt.resting", when=texts.moment(rest.until, now, sheet.zone), reason=reason)
    if due is None or sheet.status not in (Status.WAITING, Status.ACCEPTED):
        ended = sheet.status in OVER
        thanked = ("thanked" if ended else str(sheet.kind)) if _thanked(sheet) else ""
        state = "done_temporary" if mended_for_now(sheet) else f"status_{sheet.status}"
        return texts(f"receipt.{thanked or state}", department=in_charge(sheet, texts))
    return _timed(sheet, texts, now, due, end)


def _thanked(sheet: Sheet) -> bool:
    """A suggestion or praise that nobody works on: no steps to wait for, nothing to urge (I4)."""
    untouched = sheet.status in (Status.WAITING, Status.CLOSED) and sheet.accepted_at is None
    return sheet.kind in THANKED and untouched


def _timed(sheet: Sheet, texts: Texts, now: datetime, due: datetime, end: str) -> Html:
    when, late = texts.moment(due, now, sheet.zone), "_late" if sheet.overdue(now) else ""
    broken = texts.moment(last_told(sheet, due) or due, now, sheet.zone) if late else when
    if end == "_asked":
        whose = "" if sheet.question_open else "_other"  # what somebody else is asked is theirs
        return texts(f"receipt.accepted_asked{whose}", worker=sheet.worker)
    if sheet.later_at is not None and sheet.later_at > now:
        later = texts.moment(sheet.later_at, now, sheet.zone)
        who = "_taken" if sheet.status is Status.ACCEPTED else ""
        return texts(f"receipt.later{who}", worker=sheet.worker, when=when, later=later)
    if not late and (first := _first(sheet, now)):
        level = texts(f"role.{sheet.level}")
        return texts(f"receipt.{first}", department=in_charge(sheet, texts), level=level, when=when)
    if sheet.status is Status.ACCEPTED:
        return texts(f"receipt.accepted{end}", worker=sheet.worker, when=broken)
    if sheet.round > 1 and not late:
        return texts("receipt.again", level=texts(f"role.{sheet.level}"), when=when)
    alarm = late and sheet.emergency
    return texts(
        f"receipt.{'danger' if alarm else 'promise'}{late}", department=in_charge(sheet, texts), when=broken
    )


def _first(sheet: Sheet, now: datetime) -> str:
    """What is promised instead of the ordinary answer, as long as nobody has accepted it; "" for that."""
    if sheet.status is not Status.WAITING or sheet.round > 1:
        return ""
    if sheet.discretion is Discretion.CONFIDENTIAL:
        return "confidential"
    if sheet.emergency:
        return "danger"
    nights = [at_night(at, sheet.policy, sheet.zone) for at in (sheet.filed_at, now) if at]
    return night_words(sheet) if all(nights) else ""


def _matter(sibling: Sibling, texts: Texts) -> str:
    category = texts.plain(f"category.{sibling.category or Category.OTHER}")
    said = beginning(sibling.text) or _subject(sibling, texts)
    label = texts.plain("pick.matter", number=f"{sibling.number:04d}", about=category, text=said)
    return begun(label, LABEL_LIMIT) if len(label) > LABEL_LIMIT else label


def _subject(sibling: Sibling, texts: Texts) -> str:
    """What was chosen step by step, where nothing was said."""
    key = f"subject.{sibling.subject}" if sibling.subject in NAMED else "line.without_words"
    return texts.plain(key)


def _rows(sheet: Sheet, texts: Texts, now: datetime) -> Rows:
    if sheet.status is Status.WITHDRAWN and not sheet.restorable(now):
        return []
    offered = (THANKS_OFFERED if _thanked(sheet) else OFFERED).get(sheet.status, ())
    kept = {FollowVerb.WITHDRAW} if sheet.emergency and sheet.status in NEEDS_HELP else set()  # one way back
    rows: Rows = [[_button(verb, sheet, texts) for verb in row if verb not in kept] for row in offered]
    if sheet.status in (Status.ACCEPTED, Status.ON_HOLD):
        other = VisitTap(verb=VisitVerb.OTHER, minute=0, ref=sheet.ref)
        rows.insert(1, [button(texts.plain("follow.time"), other)])
    return rows


def _button(verb: FollowVerb, sheet: Sheet, texts: Texts) -> dict[str, object]:
    return button(texts.plain(f"follow.{verb}"), FollowTap(verb=verb, ref=sheet.ref), STYLES.get(verb))
