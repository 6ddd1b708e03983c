"""After filing: what a resident sends finds the complaint it belongs to, and several are never mixed."""

from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F

from desk import dispatch, enclosing, filing, joining, notices, placing, questions, reckoning, timers
from desk.authority import Actor
from desk.changes import change, check_can, complaint_by_ref
from desk.drafting import siblings_of
from desk.enclosing import Report
from desk.errors import NotFound, Outrun
from desk.likeness import differs
from desk.showing import question_stays
from desk.sorting import is_about_those_who_see, is_thanked
from models import Attachment, Card, Complaint, Outgoing, Remark
from models.kinds import Action, CardKind, Discretion, InvolvementRole, Status, TimerKind
from models.prepared import Lookup
from triage import Triage, Verdict

OPEN = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
OWN_CARDS = (CardKind.RECEIPT, CardKind.CALLBACK)
MOST = 50  # open complaints that are looked at; more than anybody may have (policy, flood)
_OPEN_OF = Lookup(
    Complaint,
    lambda filer_id: (
        Complaint.filter(filer_id=filer_id, status__in=OPEN)
        .order_by("-id")
        .limit(MOST)
        .select_related("community", "assignee__person")
    ),
)


async def open_matters(actor: Actor) -> Sequence[Complaint]:
    return await _OPEN_OF.all(actor.person_id)


async def matters_at_hand(actor: Actor) -> Sequence[Complaint]:
    """Those that what they say next may be about, though they name none."""
    return [each for each in await open_matters(actor) if not is_thanked(each)]


async def joined_at_hand(actor: Actor) -> Sequence[Complaint]:
    """Those of neighbours that they joined, while somebody works on them."""
    mine = {"involvements__person_id": actor.person_id, "involvements__role": InvolvementRole.JOINED}
    rows = Complaint.filter(**mine, status__in=AT_WORK).order_by("-id").limit(MOST)
    found = list(await rows.select_related("community", "assignee__person"))
    for each in found:
        each.joiners = frozenset({actor.person_id})
    return [each for each in found if not is_thanked(each)]


async def owes_answer(actor: Actor) -> bool:
    """Whether staff wait for this resident's answer."""
    return any(filing.is_asked(each) for each in await open_matters(actor))


async def ask_which(draft: Complaint, actor: Actor, now: datetime) -> None:
    """The draft's face asks where it belongs, if there is a choice; unanswered it ends at the desk like any draft."""
    if not await siblings_of(draft):
        return
    questions = draft.verdict | {"picking": True}
    await change(draft, Action.REFINE, actor, now, facts={"asked": "which"}, verdict=questions)


async def is_new(ref: str, actor: Actor, now: datetime) -> Complaint:
    """A new matter after all."""
    draft = await filing.draft_by_ref(ref, actor)
    questions = draft.verdict | {"picking": False}
    return await change(draft, Action.REFINE, actor, now, facts={"asked": "new"}, verdict=questions)


async def follow(
    target: Complaint,
    actor: Actor,
    report: Report,
    now: datetime,
    verdict: Verdict | None = None,
    *,
    asked: bool = False,
) -> Complaint:
    """An answer when one is owed, else a supplement. After the work it brings the callback forward, or down here.

    Asked: of a danger without a place any words may say where it is.
    """
    await _hold(target)
    theirs = target.filer_id == actor.person_id  # neighbours who joined are asked nothing
    if theirs and await questions.answer(target.ref, actor, report, now, verdict):
        return target
    said = placing.said_of(report)
    where = placing.place_told(target, actor, placing.read_off(verdict), said, asked=asked)
    async with question_stays(target):
        await change(target, Action.SUPPLEMENT, actor, now, facts={"text": report.text}, **where)
        await placing.tell(target, where, said, now)
        await enclosing.enclose_report(target, actor, report, now)
    asks = theirs and target.status is Status.DONE
    if asks and not await dispatch.move_callback_down(target, target.round, 0, now):
        await timers.bring_forward(target, TimerKind.CALLBACK_ASK, now)
    return target


async def _hold(target: Complaint) -> None:
    """Of neighbours who write at once none is outrun; where it has ended meanwhile, what they say is heard anew."""
    before = target.status
    await Complaint.filter(id=target.id).update(version=F("version"))
    await target.refresh_from_db()
    if target.status is not before:
        raise Outrun(Action.SUPPLEMENT, target.status, number=target.number)


async def merge(ref: str, target_ref: str, actor: Actor, now: datetime) -> Complaint:
    """What looked like a new matter belongs to one that is open: an answer, or a supplement."""
    draft, target = await complaint_by_ref(ref), await complaint_by_ref(target_ref)
    about_readers = Discretion.CONFIDENTIAL in {draft.discretion} - {target.discretion}  # never offered (D8)
    if draft.status is not Status.DRAFT or draft.filer_id != actor.person_id or about_readers:
        raise NotFound
    told = {"place": draft.place, "verdict": draft.verdict}
    where = placing.place_told(target, actor, told, draft.text, asked=True)
    if target.filer_id == actor.person_id and filing.is_asked(target):
        told = {"text": draft.text}
        await change(target, Action.ANSWER, actor, now, facts=told, question_at=None, **where)
        await reckoning.reckon(target, now)
        await notices.tell_assignee(target, "answered", now, facts={"text": draft.text})
    else:
        await joining.know_joiners(target)
        await change(target, Action.SUPPLEMENT, actor, now, facts={"text": draft.text}, **where)
    await placing.tell(target, where, draft.text, now)
    await Attachment.filter(complaint_id=draft.id).update(complaint_id=target.id, round=target.round)
    await Remark.filter(complaint_id=draft.id).update(complaint_id=target.id)
    await change(draft, Action.DISCARD, actor, now, facts={"into": target.number})
    await timers.cancel(draft)
    return target


async def can_follow(ref: str, actor: Actor, action: Action) -> Complaint:
    """The complaint, for whose it is, while this can be done to it. Raises NotFound, NotAllowed, NotNow."""
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    check_can(complaint, action, actor)
    return complaint


async def add_to(ref: str, actor: Actor, report: Report, triage: Triage, now: datetime) -> Complaint | None:
    """To the complaint the resident named. None: it has ended meanwhile, or is not for this; nothing was taken."""
    target = await _shared(actor, ref=ref)
    if target is None or target.status not in OPEN or is_about_those_who_see(target, report.text, triage):
        return None
    verdict = triage.verdict(report.text)
    return await follow(target, actor, report, now, verdict, asked=not verdict.emergency)


async def say(
    ref: str, actor: Actor, action: Action, report: Report, triage: Triage, now: datetime
) -> Complaint | None:
    """What the resident wishes (I2). None as in add_to."""
    target = await _mine(actor, ref=ref)
    if target is None or target.status not in AT_WORK or is_about_those_who_see(target, report.text, triage):
        return None
    await change(target, action, actor, now, facts={"text": report.text})
    await enclosing.enclose_report(target, actor, report, now)
    return target


async def another_matter(ref: str, actor: Actor, text: str, triage: Triage) -> bool:
    """Whether words that were asked for about one complaint are plainly about something else."""
    verdict, target = triage.verdict(text) if text else None, await _mine(actor, ref=ref)
    if target is None or target.status not in (Status.ACCEPTED, Status.ON_HOLD):
        return True
    return verdict is not None and bool(verdict.emergency or verdict.personal or differs(verdict, target))


async def plainly_other(ref: str, actor: Actor, text: str, triage: Triage) -> bool:
    """Whether what was to be added is about something else, so that two matters aren't mixed unasked."""
    verdict, target = triage.verdict(text) if text else None, await _shared(actor, ref=ref)
    if verdict is None or verdict.personal or target is None or target.status not in OPEN:
        return False
    return differs(verdict, target)


async def show(ref: str, actor: Actor) -> Complaint:
    """One's own complaint or draft, or one that was joined, whatever its state.

    Raises NotFound alike for none and not yours (T8).
    """
    if (complaint := await _shared(actor, ref=ref)) is None:
        raise NotFound
    return complaint


async def theirs(ref: str, actor: Actor) -> Complaint | None:
    """The same for whoever can do without it."""
    return await _shared(actor, ref=ref)


async def by_number(number: int, actor: Actor) -> Complaint:
    """The same by the number people read out; with several estates the latest."""
    if (complaint := await numbered(number, actor)) is None:
        raise NotFound
    return complaint


async def shared(complaint_id: int, actor: Actor) -> Complaint:
    """The same by what a list of theirs names."""
    if (complaint := await _shared(actor, id=complaint_id)) is None:
        raise NotFound
    return complaint


async def numbered(number: int, actor: Actor) -> Complaint | None:
    """The same for whoever can do without it."""
    return await _shared(actor, number=number)


async def _mine(actor: Actor, **which: str | int) -> Complaint | None:
    """Whose it is stands in the query itself, so that absent and not yours can't be told apart (T8)."""
    found = Complaint.filter(filer_id=actor.person_id, **which).order_by("-id").first()
    return await found.select_related("community", "assignee__person")


async def _shared(actor: Actor, **which: str | int) -> Complaint | None:
    """One's own, or one of a neighbour's that was joined."""
    return await _mine(actor, **which) or await _joined(actor, **which)


async def _joined(actor: Actor, **which: str | int) -> Complaint | None:
    mine = {"involvements__person_id": actor.person_id, "involvements__role": InvolvementRole.JOINED}
    query = Complaint.filter(**mine, **which).order_by("-id").first()
    found = await query.select_related("community", "assignee__person")
    if found is not None:
        found.joiners = frozenset({actor.person_id})
    return found


async def replied(actor: Actor, bot_id: int, chat_id: int, message_id: int) -> Complaint | None:
    """The complaint that a message in the private chat is about: ours, or one of theirs."""
    told = (
        Card.filter(chat_id=chat_id, message_id=message_id, kind__in=OWN_CARDS),
        Outgoing.filter(lane=chat_id, message_id=message_id, complaint_id__not_isnull=True),
        Remark.filter(person_id=actor.person_id, bot_id=bot_id, message_id=message_id),
    )
    for rows in told:
        for (complaint_id,) in await rows.limit(1).values_list("complaint_id"):
            return await _shared(actor, id=complaint_id)
    return None
