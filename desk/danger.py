"""Danger: dispatched at once, told to people and not only to cards, and taken back when it was none (I6)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import alarms, filing, joining, notices, reckoning
from desk.authority import Actor
from desk.calendar import region_of
from desk.changes import change, check_can, complaint_by_ref
from desk.notices import DANGER
from desk.placing import HEARD
from desk.policy import Policy
from models import Card, Complaint, Outgoing
from models.kinds import Action, Discretion, Severity, Status

SOUNDS = ("alarm", HEARD)
CALLED = "called"  # somebody pressed the button; nobody knows yet what it is
ALL = ("police", "fire", "ambulance")
REMINDED = timedelta(minutes=3)  # so long the last reminder is enough, however often somebody cries
# Whom to call about which danger; about water in the house nobody but us.
SERVICES: Mapping[str, tuple[str, ...]] = {
    "trapped": ("fire",),
    "fire": ("fire",),
    "gas": ("fire",),
    "shock": ("ambulance",),
    "burst": (),
    "falling": ("police",),
    "injury": ("ambulance",),
    "break_in": ("police",),
    "brink": ("police", "fire", "ambulance"),
    "despair": ("police", "ambulance"),
}
NUMBERS_OF = {"CN": "mainland", "HK": "hong_kong", "MO": "macau", "TW": "taiwan", "SG": "singapore"}


def numbers_for(danger: str, policy: Policy, zone: ZoneInfo) -> list[str]:
    """The public numbers for a danger, each once, in the region where the estate is; none where we know none."""
    region = policy.region or NUMBERS_OF.get(region_of(zone))
    if region is None:
        return []
    numbers = policy.numbers[region]
    return list(dict.fromkeys(getattr(numbers, service) for service in SERVICES.get(danger, ALL)))


async def call_now(ref: str, actor: Actor, now: datetime, danger: str = "", said: str = "") -> Complaint:
    """Somebody is needed at once: a draft is filed as it stands, an open complaint becomes an emergency.

    Said again about the same danger it is a reminder, however often the button is pressed. Whoever runs
    there reads the words of the danger, not what was said before it was one.
    """
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    found: dict[str, Any] = {
        "emergency": danger or complaint.emergency or CALLED,
        "severity": Severity.MAJOR,
    }
    if complaint.status is Status.DRAFT:
        await change(complaint, Action.ALARM, actor, now, **found)
        return await filing.file(ref, actor, now, alone=True)
    if complaint.emergency == found["emergency"] and await alarms.goes_on(complaint, now):
        check_can(complaint, Action.ALARM, actor)
        await remind(complaint, now, said)
        return complaint
    was = [complaint.emergency, complaint.severity]  # what it is again, should it be none (desk.undoing)
    told = {"raised": True, "was": was} | ({"text": said} if said else {})
    await change(complaint, Action.ALARM, actor, now, facts=told, **found)
    await reckoning.reckon(complaint, now)
    await Card.filter(complaint_id=complaint.id).update(urgency=DANGER)
    await notices.tell_department(complaint, "alarm", now, urgency=DANGER)
    await notices.tell_leaders(complaint, "alarm", now, urgency=DANGER)
    return complaint


async def remind(complaint: Complaint, now: datetime, said: str = "") -> None:
    """Somebody cries again and nobody has come forward: the department hears it once more, as it is said now."""
    if complaint.status is not Status.WAITING:
        return
    told = Outgoing.filter(complaint_id=complaint.id, notice__in=SOUNDS, created_at__gt=now - REMINDED)
    if not await told.exists():
        facts = {"text": said} if said and complaint.discretion is not Discretion.CONFIDENTIAL else {}
        await notices.tell_department(complaint, "alarm", now, facts=facts, urgency=DANGER)


async def need_stairs(ref: str, actor: Actor, now: datetime) -> Complaint:
    """Somebody can't manage the stairs alone."""
    complaint = await complaint_by_ref(ref)
    await joining.know_joiners(complaint)
    if complaint.assistance:
        check_can(complaint, Action.ALARM, actor)
        return complaint
    await change(complaint, Action.ALARM, actor, now, facts={"need": "stairs"}, assistance=True)
    await notices.tell_department(complaint, "stairs", now, urgency=DANGER)
    return complaint
