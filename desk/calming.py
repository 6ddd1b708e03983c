"""Somebody says that a danger is over, or was none: it is passed on, and nothing ends by words alone."""

from collections.abc import Sequence
from datetime import datetime

from desk import alarms, following, relaying, undoing
from desk.authority import Actor
from desk.enclosing import Report
from desk.origins import CALLED
from models import Complaint
from triage import Verdict


async def alarm_of(actor: Actor, now: datetime, meant: Complaint | None = None) -> Complaint | None:
    """The emergency that such words are about: what they reply to, else the one that goes on, else the only one open."""
    if meant is not None:
        return meant if meant.emergency and meant.status in following.AT_WORK else None
    matters = [each for each in await following.matters_at_hand(actor) if each.status in following.AT_WORK]
    joined = [each for each in await following.joined_at_hand(actor) if each.emergency]
    for each in (*matters, *joined):
        if each.emergency and await alarms.goes_on(each, now):
            return each
    only = [*matters, *joined]
    return only[0] if len(only) == 1 and only[0].emergency else None


async def running(actor: Actor, now: datetime) -> Sequence[Complaint]:
    """Theirs, and those that they joined, that people may be running to just now."""
    matters = [each for each in await following.matters_at_hand(actor) if each.status in following.AT_WORK]
    both = [*matters, *await following.joined_at_hand(actor)]
    return [each for each in both if each.emergency and await alarms.goes_on(each, now)]


async def meant_by(
    actor: Actor, verdict: Verdict, now: datetime, meant: Complaint | None, *, drafting: bool
) -> list[Complaint]:
    """The dangers that words are about which sound like an end, or the one that they have just taken back; []
    where another matter may be meant.
    """
    alarmed = await running(actor, now)
    known = {each.id for each in alarmed}
    others = [each for each in await following.matters_at_hand(actor) if each.id not in known]
    if meant is None and any(verdict.subject and verdict.subject == each.subject for each in others):
        return []  # that one is over
    named = [each for each in alarmed if meant is None or each.id == meant.id]
    if alarmed or drafting:
        return [each for each in named if _may_be_of(verdict, each, each.emergency)]
    undone = await undoing.lately(actor, now)
    if undone is None or (meant is None and any(each.id != undone.complaint.id for each in others)):
        return []
    return [undone.complaint] if _may_be_of(verdict, undone.complaint, undone.kind) else []


def _may_be_of(verdict: Verdict, alarm: Complaint, kind: str) -> bool:
    """Whether words that sound like an end may be about it: no other danger, and no other place."""
    here = (verdict.place or "") in alarm.place
    return verdict.emergency in (None, kind, CALLED) and here


async def pass_on(alarm: Complaint, actor: Actor, report: Report, now: datetime) -> None:
    """Whoever is on the way hears it from who cried; a neighbour's words stand on the card."""
    if alarm.filer_id == actor.person_id:
        await relaying.reply(alarm.ref, actor, report, now)
    else:
        await following.follow(alarm, actor, report, now)
