"""A cry: danger in whatever a resident writes, at whatever step. It skips every question (I6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk import (
    alarms,
    beside,
    danger,
    enclosing,
    filing,
    following,
    groups,
    notices,
    origins,
    showing,
    undoing,
    whereto,
)
from desk.authority import Actor
from desk.enclosing import Report
from desk.likeness import differs
from desk.notices import DANGER
from desk.origins import Origin
from desk.sorting import DESPAIR, likely
from models import Community, Complaint
from models.kinds import Category, Status
from triage import Triage, Verdict

JUST_SENT = timedelta(minutes=15)
LATEST = 200  # letters of what is open; triage reads a thousand
AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


async def cry(
    actor: Actor,
    community: Community,
    report: Report,
    triage: Triage,
    now: datetime,
    meant: Complaint | None = None,
    *,
    recanted: bool = False,
) -> Complaint | None:
    """Cries that repeat themselves are one emergency, for a while and in one place; what grows out of
    something open raises that.

    What was just taken back as a false alarm is one again, where it was: recanted, also by another name.
    Whatever else is filed at once, as a case of its own: then None. It is where that is which it may be from, as
    far as its own words tell no place. A draft about something else stays one.
    """
    words, draft = triage.of(community.key), await filing.draft_of(actor)
    verdict = _heard_with(draft, report.text, words)
    undone = await undoing.lately(actor, now)
    named = undone is not None and (meant is None or meant.id == undone.complaint.id)
    if undone and named and await undoing.is_meant(undone, verdict, report.text, now, recanted=recanted):
        return await _again(undone, actor, report, verdict, words, now)
    begun = await enclosing.begun_album(actor, report)
    near = await origins.near(actor, verdict)
    akin = draft is not None and not whereto.asks(draft.text) and await origins.is_akin(verdict, draft)
    target = await _target(verdict, near, meant or begun, draft, akin, now)
    if target is not None:
        await following.follow(target, actor, report, now, verdict)
        await sound(target, actor, verdict, report.text, words, now)
        return target
    apart = draft is not None and not akin and _is_another(verdict, draft, now)
    origin = await beside.origin_of(verdict, report.text, near, draft if apart else None, meant, now)
    if origin is not None and begun is None and (draft is None or apart):
        await beside.file_beside(origin, actor, community, report, verdict, now)
        return None
    if origin is not None and draft is not None and not apart:
        await beside.place_draft(draft, origin, actor, verdict, now)
    await filing.hear(actor, community, report, triage, now, apart=apart)
    return None


async def _again(
    undone: undoing.Undone, actor: Actor, report: Report, verdict: Verdict, words: Triage, now: datetime
) -> Complaint:
    back = await undoing.bring_back(undone, actor, now, report.text, cried=True)
    await following.follow(back, actor, report, now, verdict)
    await sound(back, actor, replace(verdict, emergency=back.emergency), report.text, words, now)
    return back


def _is_another(verdict: Verdict, draft: Complaint, now: datetime) -> bool:
    """What they asked about stays a question; a picture without a word, sent just now, is of what they cry about.
    That somebody wants to die is told beside nothing else."""
    if verdict.emergency == DESPAIR:
        return True
    unnamed = not draft.text and draft.category is None
    if unnamed:
        return draft.created_at <= now - JUST_SENT
    return whereto.asks(draft.text) or differs(verdict, draft)


async def sound(
    complaint: Complaint, actor: Actor, verdict: Verdict, said: str, triage: Triage, now: datetime
) -> None:
    """One alarm for each danger; a reminder while nobody has come forward.

    What to do and whom to call comes down to where the residents read, each time: who filed it, and who cries.
    """
    found = verdict.emergency or ""
    if found == danger.CALLED:
        found = complaint.emergency or _heard_with(complaint, said, triage).emergency or found
    if complaint.emergency != found or not await alarms.goes_on(complaint, now):
        complaint = await danger.call_now(complaint.ref, actor, now, found, said)
        await _tell_who_else(complaint, verdict, now)
    else:
        await danger.remind(complaint, now, said)
    await showing.show_to({complaint.filer_id, actor.person_id}, complaint, now)


def _heard_with(open_one: Complaint | None, said: str, triage: Triage) -> Verdict:
    """ "Somebody in there cries for help" names no danger; said of a lift that stands, it does."""
    alone = triage.verdict(said)
    if open_one is None or alone.emergency != danger.CALLED:
        return alone
    together = triage.verdict(f"{open_one.text[-LATEST:]}\n{said}")
    return together if origins.grew_from(together, open_one) else alone


async def _tell_who_else(complaint: Complaint, verdict: Verdict, now: datetime) -> None:
    """A socket is the electricians', and whoever is called to a fire hears that it burns."""
    wanted = await groups.department_for(complaint.community_id, Category(verdict.category))
    if wanted is not None and likely(verdict) and wanted.id != complaint.department_id:
        await notices.tell_department(complaint, "alarm", now, urgency=DANGER, besides=wanted)


async def _target(
    verdict: Verdict,
    near: Sequence[Origin],
    meant: Complaint | None,
    draft: Complaint | None,
    akin: bool,
    now: datetime,
) -> Complaint | None:
    """What was open when the danger came. An emergency that ended long ago, or is elsewhere, only if it is meant."""
    at_work = [each for each in near if each.complaint.status in AT_WORK]
    named = next(
        (each.complaint for each in at_work if meant is not None and each.complaint.id == meant.id), None
    )
    if named is not None and origins.may_be_of(verdict, named):
        return named
    again = await _repeated(verdict, at_work, now)
    if again is not None or meant is not None or akin:
        return again
    return origins.raised_by(verdict, at_work, asked=draft is not None)


async def _repeated(verdict: Verdict, at_work: Sequence[Origin], now: datetime) -> Complaint | None:
    """The emergency that this is about: the same danger, not long ago, and no other place is told."""
    for each in (origin.complaint for origin in at_work):
        alike = verdict.emergency in (each.emergency, danger.CALLED)  # a mere cry for help is about any
        if each.emergency and alike and await alarms.goes_on(each, now):
            return each
    return None
