"""A danger beside what is open: whoever cries for breath in a lift doesn't say again which lift."""

from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import datetime
from typing import Any

from desk import alarms, enclosing, filing, notices, whereto
from desk.authority import Actor
from desk.changes import change
from desk.enclosing import Report
from desk.likeness import categories, differs, kindred
from desk.notices import DANGER
from desk.origins import KIN, Origin, grew_from, only_place
from desk.sorting import PLACE_LIMIT, sorted_out
from models import Community, Complaint
from models.kinds import Action, Category, Discretion, Status
from triage import Spot, Verdict

AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
KEPT = ("spot", "home", "beside")  # of what is known of a place
SAID_LIMIT = 200  # characters of what they cry, in the notice to the others


async def origin_of(
    verdict: Verdict,
    said: str,
    near: Sequence[Origin],
    draft: Complaint | None,
    meant: Complaint | None,
    now: datetime,
) -> Origin | None:
    """The emergency that goes on, for as long as one danger lasts; else the only place that it may be in."""
    if verdict.personal:
        return None  # never beside what those it is about can see (D8)
    for each in near:
        danger = each.complaint.status in AT_WORK and each.complaint.emergency
        if danger and may_be_there(verdict, said, each.told) and await alarms.goes_on(each.complaint, now):
            return each
    if verdict.place or any(astuple(verdict.spot)):
        return None
    asked = [Origin(draft, draft)] if draft is not None else []
    told = [each for each in (*asked, *near) if _tells(each) and may_be_there(verdict, said, each.told)]
    named = [each for each in told if meant is not None and each.complaint.id == meant.id]
    akin = [each for each in told if grew_from(verdict, each.complaint)]
    return next((found for some in (named, akin, told) if (found := only_place(some))), None)


async def place_draft(
    draft: Complaint, origin: Origin, actor: Actor, verdict: Verdict, now: datetime
) -> None:
    """What is asked about becomes a danger before it was told where."""
    if draft.place or draft.spot_id or draft.home_id:
        return
    there = _there(origin, verdict)
    known = {name: there["verdict"][name] for name in KEPT if name in there["verdict"]}
    where = {name: there[name] for name in ("place", "home_id", "spot_id")}
    told = draft.verdict | known | {"placed": True}
    await change(draft, Action.REFINE, actor, now, facts={"place": there["place"]}, **where, verdict=told)


async def file_beside(
    origin: Origin, actor: Actor, community: Community, report: Report, verdict: Verdict, now: datetime
) -> None:
    """A case of its own where the first one is; those who go to a first one that is a danger hear of it at once."""
    first = origin.complaint
    draft = await filing.begin(actor, community, report, _there(origin, verdict), now)
    await enclosing.enclose_report(draft, actor, report, now)
    filed = await filing.file(draft.ref, actor, now)
    if filed.id == first.id or not first.emergency:
        return  # nobody is on the way there
    said = {"said": report.text[:SAID_LIMIT], "sister": f"{filed.number or 0:04d}"}
    if first.filer_id == actor.person_id:
        text = f"{report.text} (#{said['sister']})"
        await change(first, Action.SUPPLEMENT, actor, now, facts={"text": text})
    if filed.department_id != first.department_id:
        await notices.tell_department(first, "alarm_beside", now, facts=said, urgency=DANGER)


def _there(origin: Origin, verdict: Verdict) -> dict[str, Any]:
    found, told = sorted_out(verdict), origin.told
    known, here = Spot(**told.verdict.get("spot", {})), found["verdict"]["spot"]
    found["verdict"]["spot"] = {part: word for part, word in asdict(known).items() if word} | here
    found["verdict"]["beside"] = origin.complaint.number
    if home := told.verdict.get("home"):
        found["verdict"]["home"] = home
    bare = "" if "building" in here else told.place
    place = f"{bare} {found['place']}".strip()[:PLACE_LIMIT]
    return found | {"place": place, "home_id": told.home_id, "spot_id": told.spot_id}


def may_be_there(verdict: Verdict, said: str, told: Complaint) -> bool:
    """Nothing is told of another place: no part of one but those of the first, nor a kitchen or a yard of its own."""
    there = asdict(Spot(**told.verdict.get("spot", {})))
    here = {part: word for part, word in asdict(verdict.spot).items() if word}
    if any(there[part] != word for part, word in here.items()) or (verdict.place and not here):
        return False
    own = whereto.tells_its_own(said)
    return not own or own in whereto.plain(told.text)


def may_be_another(first: Complaint, verdict: Verdict, said: str, *, asked: bool) -> bool:
    """What may be a second danger is asked about rather than put on the card of the first: of another thing or in
    another place. Of one kind with a danger without a place, it tells where that is; or that it is less, or over.
    """
    if differs(verdict, first) or (_unlike(verdict, first) and not (asked and whereto.is_at(said))):
        return bool(verdict.place or whereto.tells_its_own(said)) or not whereto.is_over(said)
    one = verdict.category in categories(first) and verdict.category != Category.OTHER
    return not (asked and one) and not may_be_there(verdict, said, first)


def is_another_matter(first: Complaint, verdict: Verdict, said: str) -> bool:
    """Plainly so, though it is not sure what about; it is no place either."""
    return whereto.is_errand(said) or (whereto.is_trouble(said) and _unlike(verdict, first))


def _unlike(verdict: Verdict, first: Complaint) -> bool:
    """Of another thing: not of one such as this danger grows out of, or such as only names one."""
    thing = verdict.subject
    if not thing or not first.subject or kindred(thing, first.subject):
        return False
    return not any(thing in kin for kin in KIN.get(first.emergency, ()))


def _tells(origin: Origin) -> bool:
    """Who may not be known by it is not made known by the next thing they cry (T9, D8)."""
    told, row = origin.told, origin.complaint
    hidden = {told.discretion, row.discretion} - {Discretion.OPEN}
    return bool(told.place or told.spot_id or told.home_id) and not (hidden or row.emergency)
