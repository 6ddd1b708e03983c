"""A cry: danger in whatever a resident writes, at whatever step. It skips every question (I6)."""

from collections.abc import Sequence
from datetime import datetime

from desk import alarms, beside, danger, enclosing, filing, following, joining, showing
from desk.authority import Actor
from desk.enclosing import Report
from desk.likeness import differs, one_subject
from models import Community, Complaint, Home
from models.kinds import Discretion, Status
from triage import Triage, Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


async def cry(
    actor: Actor,
    community: Community,
    report: Report,
    triage: Triage,
    now: datetime,
    meant: Complaint | None = None,
) -> Complaint | None:
    """Cries that repeat themselves are one emergency, for a while and in one place; one about an open
    complaint raises that.

    Whatever else is filed at once, as a case of its own: then None. Where one goes on, it is told to be there. A draft about something else stays one.
    """
    verdict = triage.of(community.key).verdict(report.text)
    begun = await enclosing.begun_album(actor, report)
    matters, draft = await _candidates(actor, verdict), await filing.draft_of(actor)
    target = await _repeated(verdict, matters, now) or _about(verdict, matters, meant or begun, draft)
    if target is None:
        apart = draft is not None and differs(verdict, draft)
        alone = begun is None and (draft is None or apart)
        sister = await beside.sister_of(verdict, actor, matters, now) if alone else None
        if sister is not None:
            await beside.file_beside(sister, actor, community, report, verdict, now)
            return None
        await filing.hear(actor, community, report, triage, now, apart=apart)
        return None
    await following.follow(target, actor, report, now)
    found = verdict.emergency or ""
    await sound(target, actor, target.emergency or found if found == danger.CALLED else found, now)
    return target


async def sound(complaint: Complaint, actor: Actor, found: str, now: datetime) -> None:
    """One alarm for each danger; a reminder while nobody has come forward.

    What to do and whom to call comes down to where the residents read, each time: who filed it, and who cries.
    """
    if complaint.emergency != found or not await alarms.goes_on(complaint, now):
        complaint = await danger.call_now(complaint.ref, actor, now, found)
    else:
        await danger.remind(complaint, now)
    await showing.show_to({complaint.filer_id, actor.person_id}, complaint, now)


async def _candidates(actor: Actor, verdict: Verdict) -> Sequence[Complaint]:
    """What is about one of the staff never goes onto a card that they can see, nor the other way (D8)."""
    return [
        each
        for each in await following.open_matters(actor)
        if each.status in AT_WORK and (each.discretion is Discretion.CONFIDENTIAL) is verdict.personal
    ]


async def _repeated(verdict: Verdict, matters: Sequence[Complaint], now: datetime) -> Complaint | None:
    """The emergency that this is about: the same danger, not long ago, and no other place is told."""
    for each in matters:
        alike = verdict.emergency in (each.emergency, danger.CALLED)  # a mere cry for help is about any
        if each.emergency and alike and await alarms.goes_on(each, now):
            home = await Home.get_or_none(id=each.home_id) if each.home_id else None
            if not joining.apart(verdict.spot, joining.spot_of(each, home)):
                return each
    return None


def _about(
    verdict: Verdict, matters: Sequence[Complaint], meant: Complaint | None, draft: Complaint | None
) -> Complaint | None:
    """What was open when the danger came. An emergency that ended long ago, or is elsewhere, only if it is meant."""
    named = next((each for each in matters if meant is not None and each.id == meant.id), None)
    if named is not None:
        return None if differs(verdict, named) else named
    if meant is not None or draft is not None:
        return None
    open_ones = (each for each in matters if each.emergency != verdict.emergency)
    return next((each for each in open_ones if one_subject(verdict, each)), None)
