"""Where it is, when that is told only after filing: who cries for help has no time for an address first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk import notices, whereto
from desk.authority import Actor
from desk.enclosing import Report
from desk.notices import DANGER
from desk.sorting import PLACE_LIMIT, sorted_out
from models import Complaint
from models.kinds import Discretion, Status
from triage import Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
HEARD = "alarm_placed"
PIN = "📍"


def read_off(verdict: Verdict | None) -> Mapping[str, Any]:
    """What the words tell of a place."""
    return sorted_out(verdict) if verdict is not None else {}


def said_of(report: Report) -> str:
    """The words, or where on the map they are."""
    pins = (each for each in report.enclosures if each.latitude is not None and each.longitude is not None)
    pin = next((f"{PIN} {each.latitude:.5f}, {each.longitude:.5f}" for each in pins), "")
    return report.text or pin


def place_told(
    complaint: Complaint, actor: Actor, found: Mapping[str, Any], said: str = "", *, asked: bool = False
) -> dict[str, Any]:
    """The columns of an empty place that the filer tells; {} where there is one already, but for whose lobby it is.

    Of a danger anything is a place that answers where it is (desk.whereto). A neighbour's words move nothing, nor
    does it follow who reports noise or complains about the staff (T9, D8).
    """
    if complaint.filer_id == actor.person_id and whereto.is_open(complaint):
        return whereto.told(complaint, found, said, asked=asked)
    before, spot = complaint.verdict.get("spot", {}), found.get("verdict", {}).get("spot", {})
    closer = before.get("ground") and not before.get("building") and spot.get("building")
    elsewise = not complaint.emergency and (complaint.home_id or complaint.spot_id)
    known = (complaint.place and not closer) or elsewise
    theirs = complaint.filer_id == actor.person_id and complaint.discretion is Discretion.OPEN
    if known or not theirs or complaint.status not in AT_WORK or not found.get("place"):
        return {}
    place = f"{found['place']} {complaint.place if closer else ''}".strip()
    spot = (before if closer else {}) | spot
    return {"place": place[:PLACE_LIMIT], "verdict": complaint.verdict | {"spot": spot}}


def place_corrected(
    complaint: Complaint, actor: Actor, found: Mapping[str, Any], before: str, said: str
) -> dict[str, Any]:
    """The same of an edited message; of a danger the place that it told goes with it."""
    told = place_told(complaint, actor, found, said)
    theirs = complaint.filer_id == actor.person_id and complaint.discretion is Discretion.OPEN
    if complaint.emergency and theirs and complaint.status in AT_WORK:
        return whereto.corrected(complaint, found, before, said) or told
    return told


async def tell(complaint: Complaint, where: Mapping[str, Any], said: str, now: datetime) -> None:
    """Whoever runs there hears at once where to; not the home of who isn't to be known (T9)."""
    open_ = complaint.discretion is Discretion.OPEN and complaint.status in AT_WORK
    if where and complaint.emergency and open_:
        facts = {"text": said}
        await notices.tell_department(complaint, HEARD, now, facts=facts, urgency=DANGER)
        await notices.tell_worker(complaint, HEARD, now, facts=facts)
