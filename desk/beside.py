"""A second danger where a first one goes on: whoever cries for breath in a lift doesn't say again which lift."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from desk import alarms, enclosing, filing, joining, notices
from desk.authority import Actor
from desk.changes import change
from desk.enclosing import Report
from desk.notices import DANGER
from desk.sorting import PLACE_LIMIT, sorted_out
from models import Community, Complaint, Event, Home
from models.kinds import Action, Discretion, InvolvementRole, Status
from triage import Spot, Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
SAID_LIMIT = 200  # characters of what they cry, in the notice to the others


@dataclass(frozen=True)
class Sister:
    """The emergency that goes on, and the words in which this person told where."""

    complaint: Complaint
    told: Complaint  # their own report of it: of who joined, the draft that went in (T9)


async def sister_of(
    verdict: Verdict, actor: Actor, mine: Sequence[Complaint], now: datetime
) -> Sister | None:
    """Their own or one they joined, for as long as one danger lasts, unless they tell another place."""
    if verdict.personal:
        return None  # never beside what those it is about can see (D8)
    for each in [*(Sister(one, one) for one in mine), *await _joined(actor)]:
        if each.complaint.emergency and await alarms.goes_on(each.complaint, now):
            home = await Home.get_or_none(id=each.told.home_id) if each.told.home_id else None
            there, here = joining.spot_of(each.told, home), verdict.spot
            if not joining.apart(here, there) and here.ground in ("", there.ground):
                return each
    return None


async def file_beside(
    sister: Sister, actor: Actor, community: Community, report: Report, verdict: Verdict, now: datetime
) -> None:
    """A case of its own where the first one is; those who go to the first one hear of it at once."""
    first = sister.complaint
    draft = await filing.begin(actor, community, report, _there(sister, verdict), now)
    await enclosing.enclose_report(draft, actor, report, now)
    filed = await filing.file(draft.ref, actor, now)
    if filed.id == first.id:
        return
    said = {"said": report.text[:SAID_LIMIT], "sister": f"{filed.number or 0:04d}"}
    if first.filer_id == actor.person_id:
        text = f"{report.text} (#{said['sister']})"
        await change(first, Action.SUPPLEMENT, actor, now, facts={"text": text})
    if filed.department_id != first.department_id:
        await notices.tell_department(first, "alarm_beside", now, facts=said, urgency=DANGER)


def _there(sister: Sister, verdict: Verdict) -> dict[str, Any]:
    found, told = sorted_out(verdict), sister.told
    known, here = Spot(**told.verdict.get("spot", {})), found["verdict"]["spot"]
    found["verdict"]["spot"] = {part: word for part, word in asdict(known).items() if word} | here
    found["verdict"]["beside"] = sister.complaint.number
    if home := told.verdict.get("home"):
        found["verdict"]["home"] = home
    bare = "" if "building" in here else told.place
    place = f"{bare} {found['place']}".strip()[:PLACE_LIMIT]
    return found | {"place": place, "home_id": told.home_id, "spot_id": told.spot_id}


async def _joined(actor: Actor) -> list[Sister]:
    theirs = {"involvements__person_id": actor.person_id, "involvements__role": InvolvementRole.JOINED}
    open_ones = Complaint.filter(**theirs, status__in=AT_WORK, discretion__not=Discretion.CONFIDENTIAL)
    found = []
    for each in await open_ones.order_by("-id").select_related("community", "assignee__person"):
        joins = Event.filter(complaint_id=each.id, action=Action.JOIN, actor_id=actor.person_id)
        last = await joins.order_by("-version").first()
        told = await Complaint.get_or_none(ref=last.facts["draft"]) if last else None
        found += [Sister(each, told)] if told else []
    return found
