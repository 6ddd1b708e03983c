"""Filing: the complaint exists from the first message, and everything after only refines it."""

from datetime import datetime
from typing import Any

from tortoise.expressions import F

from desk import (
    dispatch,
    doubts,
    enclosing,
    homes,
    joining,
    judging,
    newcomers,
    notices,
    places,
    reckoning,
    timers,
)
from desk.authority import Actor
from desk.blaming import whom_about
from desk.changes import change, check_can, complaint_by_ref, new_ref, record
from desk.enclosing import Report
from desk.lifecycle import STEPS
from desk.policy import policy_for
from desk.rewording import more_said
from desk.room import check_room
from desk.sorting import discretion_of, is_about_those_who_see, sorted_out
from models import Attachment, Community, Complaint, Involvement
from models.kinds import (
    Action,
    Category,
    Doubt,
    InvolvementRole,
    Status,
    TimerKind,
)
from models.prepared import Lookup
from triage import Triage

_DRAFT_OF = Lookup(
    Complaint,
    lambda filer_id: (
        Complaint.filter(filer_id=filer_id, status=Status.DRAFT)
        .order_by("-id")
        .limit(1)
        .select_related("community", "assignee__person")
    ),
)


async def hear(
    actor: Actor,
    community: Community,
    report: Report,
    triage: Triage,
    now: datetime,
    *,
    apart: bool = False,
) -> Complaint:
    """The first message makes a draft; what follows before it is filed belongs to it, unless it is set apart.

    Danger skips every question: the complaint is filed at once, and refined after.
    """
    words = triage.of(community.key)
    begun = await enclosing.begun_album(actor, report)
    if begun is not None and begun.status is not Status.DRAFT:
        if not (words.verdict(report.text).emergency or is_about_those_who_see(begun, report.text, words)):
            await _add_album(begun, actor, report, now)
            return begun
        begun = None
    draft = begun or (None if apart else await draft_of(actor))
    if draft is None:
        draft = await begin(actor, community, report, sorted_out(words.verdict(report.text)), now)
    elif report.text:
        more = more_said(draft, report.text, words)
        await change(draft, Action.REFINE, actor, now, facts={"text": report.text}, **more)
        await doubts.watch(draft, now)
        if draft.emergency:  # whoever runs there reads what made it one
            await change(draft, Action.ALARM, actor, now, facts={"text": report.text})
    if not await enclosing.has_album(draft, report):
        await dispatch.move_receipt_down(draft, now)
    await enclosing.enclose_report(draft, actor, report, now)
    return await file(draft.ref, actor, now) if draft.emergency else draft


async def draft_of(actor: Actor) -> Complaint | None:
    return await _DRAFT_OF.first(actor.person_id)


async def draft_by_ref(ref: str, actor: Actor) -> Complaint:
    """The draft a button means, while it is one. Raises NotFound, NotNow."""
    draft = await complaint_by_ref(ref)
    check_can(draft, Action.REFINE, actor)
    return draft


async def discard(ref: str, actor: Actor, now: datetime) -> Complaint:
    draft = await change(await complaint_by_ref(ref), Action.DISCARD, actor, now)
    await timers.cancel(draft)
    return draft


async def file(ref: str, actor: Actor | None, now: datetime, *, alone: bool = False) -> Complaint:
    """A draft becomes a complaint: number, deadlines, a department and a card in its group.

    Where the same matter is open already, the draft goes into that (D10); when that isn't sure, it
    stays a draft, and its author is asked. Filed by the clock (no actor), an unsorted one goes to the desk.
    """
    draft = await complaint_by_ref(ref)
    check_can(draft, Action.FILE, actor)  # before a number is taken
    await _hold(draft)
    if actor is not None and not alone and (twin := await joining.twin_of(draft, now)):
        if twin.sure:
            return await joining.merge_into(draft, twin.complaint_id, actor, now)
        if not draft.emergency:
            await dispatch.redraw(draft)
            return draft
    if actor is not None and not actor.posts:  # the desk takes down whatever callers tell
        await check_room(draft)
    category = draft.category or Category.OTHER
    department = await dispatch.department_for(draft.community_id, category)
    clocks = reckoning.opening(draft, now)
    complaint = await change(
        draft,
        Action.FILE,
        actor,
        now,
        facts={"category": category},
        category=category,
        department_id=department.id,
        number=await _next_number(draft.community_id),
        filed_at=now,
        **await whom_about(draft),
        **clocks.columns,
    )
    await timers.cancel(complaint)
    await reckoning.arm_first(complaint, clocks)
    await dispatch.show_staff_card(complaint, department, now)
    await judging.announce(complaint, now)
    if actor is not None:
        await newcomers.after_filing(complaint, actor, now)
    return complaint


async def file_left(draft: Complaint, now: datetime) -> None:
    """An unfinished draft goes to the desk, not to oblivion, and the resident hears it.

    Of one in which nothing was said or sent at all, only taps, there is nothing to tell anybody.
    """
    if not draft.text and not draft.subject and not await Attachment.filter(complaint_id=draft.id).exists():
        await change(draft, Action.DISCARD, None, now)
        return
    filed = await file(draft.ref, None, now)
    await notices.tell_filer(filed, "draft_filed", now, doubt=Doubt.NEVER)
    await newcomers.after_filing(filed, None, now)


def is_asked(complaint: Complaint) -> bool:
    """Whether the resident owes an answer."""
    return complaint.question_at is not None and complaint.status in (Status.ACCEPTED, Status.ON_HOLD)


async def _add_album(complaint: Complaint, actor: Actor, report: Report, now: datetime) -> None:
    if report.text and (complaint.status, Action.SUPPLEMENT) in STEPS:
        await joining.know_joiners(complaint)
        await change(complaint, Action.SUPPLEMENT, actor, now, facts={"text": report.text})
    await enclosing.enclose_report(complaint, actor, report, now)


async def begin(
    actor: Actor, community: Community, report: Report, found: dict[str, Any], now: datetime
) -> Complaint:
    """A new draft with its message and its timers."""
    draft = await _create(actor, community, report, found, now)
    await dispatch.show_receipt(draft, now)
    return draft


async def begin_guided(
    actor: Actor,
    community: Community,
    category: Category,
    subject: str,
    shown: tuple[int, int],
    now: datetime,
) -> Complaint:
    """A draft by taps instead of words; the message tapped on, (chat, message), goes on to show it."""
    verdict = {"chosen": True} | ({} if subject else {"guided": True, "step": "subject"})
    found = {"category": category, "subject": subject, "verdict": verdict}
    found |= {"discretion": discretion_of(category, subject)}
    draft = await _create(actor, community, Report(community.bot_id or 0, ""), found, now)
    await dispatch.take_over(draft, *shown, now)
    return draft


async def _create(
    actor: Actor, community: Community, report: Report, found: dict[str, Any], now: datetime
) -> Complaint:
    draft = await Complaint.create(
        **{
            "ref": new_ref(),
            "community": community,
            "status": Status.DRAFT,
            "filer_id": actor.person_id,
            "text": report.text,
            "home_id": await homes.only_home(actor.person_id, community.id),
            "spot_id": await places.spot_of(actor.person_id, community, now),
            "created_at": now,
            **found,
        }
    )
    draft.assignee = None  # nobody yet, and known to be nobody: no query needed
    await record(draft, Action.DRAFT, actor, now, facts={"text": report.text})
    await Involvement.create(complaint=draft, person_id=actor.person_id, role=InvolvementRole.FILER, at=now)
    await _arm_draft_timers(draft, now)
    return draft


async def _hold(draft: Complaint) -> None:
    """Draft first, then its community: filings of one community pass here one by one, so none misses a twin."""
    await Complaint.filter(id=draft.id).update(version=F("version"))
    await Community.filter(id=draft.community_id).update(last_number=F("last_number"))


async def _arm_draft_timers(draft: Complaint, now: datetime) -> None:
    policy = policy_for(draft.community.policy)
    await timers.arm(draft, TimerKind.DRAFT_NUDGE, now + policy.draft_nudge_after)
    await timers.arm(draft, TimerKind.DRAFT_FILE, now + policy.draft_file_after)
    await doubts.watch(draft, now)


async def _next_number(community_id: int) -> int:
    """The update comes first: it locks the counter, so two filings never read the same number."""
    await Community.filter(id=community_id).update(last_number=F("last_number") + 1)
    return (await Community.get(id=community_id).only("id", "last_number")).last_number
