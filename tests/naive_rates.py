"""The rates once more, the simple way: from the rows, one rate after another. Shares nothing with desk.rates."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from models import Callback, Complaint, Event

LEFT_OUT_STATUS = {"withdrawn", "refused"}
KINDS = {"complaint", "repair"}


async def naive_rates(  # noqa: C901, PLR0912 - on purpose without any structure to get wrong
    community_id: int, since: datetime, until: datetime
) -> dict[str, tuple[int, float, int]]:
    """Rate → (n, points, left out)."""
    totals: dict[str, list[Any]] = {
        name: [0, 0.0, 0]
        for name in (
            "answered",
            "finished",
            "solved",
            "satisfied",
            "held",
            "replied",
            "contacted",
            "repeated",
        )
    }

    def count(name: str, counts: bool, points: float) -> None:
        if counts:
            totals[name][0] += 1
            totals[name][1] += points
        else:
            totals[name][2] += 1

    def inside(moment: datetime | None) -> bool:
        return moment is not None and since <= moment < until

    everything = await Complaint.filter(community_id=community_id).exclude(number=None)
    for complaint in everything:
        over = str(complaint.status) in LEFT_OUT_STATUS
        votes = await Callback.filter(complaint_id=complaint.id, tier="desk")
        history = await Event.filter(complaint_id=complaint.id).order_by("version")
        left_at = None
        for event in reversed(history):
            if str(event.status) not in LEFT_OUT_STATUS:
                break
            left_at = event.at
        for n in range(1, complaint.round + 1):
            good = _is_good(complaint, votes, n, over=over)
            steps = [event for event in history if event.round == n]
            heard = [
                e for e in steps if str(e.status) in ("accepted", "on_hold", "done", "closed", "refused")
            ]
            first = heard[0].at if heard else None
            due = heard[0].facts.get("answer_due") if heard else None
            moment = datetime.fromisoformat(due) if due else None
            if moment is None and n == complaint.round:
                moment = complaint.answer_due_at
            if moment:
                kept = first is not None and first <= moment
                if inside(first if kept else moment) and (kept or left_at is None or left_at > moment):
                    count("answered", good, 1 if kept else 0)
            completes = [event for event in steps if str(event.action) == "complete"]
            end = completes[0].at if completes else None
            told = completes[0].facts.get("finish_due") if completes else None
            moment = datetime.fromisoformat(told) if told else None
            if moment is None and n == complaint.round:
                moment = complaint.finish_due_at
            if moment:
                kept = end is not None and end <= moment
                if inside(end if kept else moment) and (kept or left_at is None or left_at > moment):
                    count("finished", good, 1 if kept else 0)
        good = _is_good(complaint, votes, 1, over=over)
        if inside(complaint.filed_at):
            count("repeated", good, 1 if await _came_before(complaint, everything) else 0)
        for event in history:
            if str(event.action) == "reopen" and event.facts.get("back") and inside(event.at):
                count("repeated", good, 1)
        for event in history:
            if "contact_due" in event.facts:
                limit = datetime.fromisoformat(event.facts["contact_due"])
                later = [e for e in history if e.round == event.round]
                denied = [e.facts["record"] for e in later if str(e.action) == "contradict"]
                spoke = [
                    e.at
                    for e in later
                    if str(e.action) == "contact" and e.facts.get("way") and e.version not in denied
                ]
                content = [
                    e.at
                    for e in later
                    if e.facts.get("of") == event.round - 1
                    and (e.facts.get("solved") == "yes" or e.facts.get("contact") == "not_now")
                ]
                unhappy = [
                    e.at
                    for e in later
                    if e.facts.get("of") == event.round - 1 and e.facts.get("solved") in ("partly", "no")
                ]
                content = [at for at in content if not unhappy or at > unhappy[-1]]
                over_since = [moment for moment in (left_at, *content[:1]) if moment]
                kept = bool(spoke) and spoke[0] <= limit
                freed = bool(over_since) and min(over_since) <= limit
                if inside(spoke[0] if kept else limit) and (kept or not freed):
                    count("contacted", _is_good(complaint, votes, event.round, over=over), 1 if kept else 0)
        for event in history:
            if str(event.action) == "complete":
                limit = datetime.fromisoformat(event.facts["callback_due"])
                mine = [vote for vote in votes if vote.round == event.round]
                trusted = _is_good(complaint, votes, event.round, over=over)
                if mine and (mine[0].own_work or str(mine[0].recheck) == "differs"):
                    trusted = False
                ended = mine[0].held_at if mine else None
                if ended is None and left_at is not None and left_at <= limit:
                    continue
                if ended is not None and ended > limit:
                    ended = None
                if inside(ended or limit):
                    count("held", trusted, 1 if ended else 0)
                said = mine[0].answered_at if mine and str(mine[0].state) == "answered" else None
                if said is not None and said <= limit:
                    if inside(said):
                        count("replied", trusted, 1)
                elif inside(limit):
                    count("replied", trusted, 0)
        for vote in votes:
            trusted = _is_good(complaint, votes, vote.round, over=over) and str(vote.recheck) != "differs"
            trusted = trusted and not vote.own_work
            if str(vote.state) == "answered" and inside(vote.changed_at):
                count("solved", trusted, 1 if str(vote.solved) == "yes" else 0)
                if vote.score:
                    count("satisfied", trusted, {1: 0, 2: 0, 3: 0.9, 4: 1, 5: 1}[vote.score])
    return {name: (n, round(points, 6), left) for name, (n, points, left) in totals.items()}


def _is_good(complaint: Complaint, votes: list[Callback], number: int, *, over: bool) -> bool:
    """Withdrawing or refusing a complaint undoes neither its former rounds nor one with an answer."""
    if str(complaint.kind) not in KINDS:
        return False
    if not over or number < complaint.round:
        return True
    return "answered" in [str(vote.state) for vote in votes if vote.round == number]


def _told(one: Complaint) -> object:
    """A shared place as triage understood it; else, where neither home nor code is known, the bare words."""
    spot = one.verdict.get("spot", {})
    if spot.get("lift"):
        return "lift", spot.get("building", ""), spot["lift"]
    if spot.get("ground"):
        return "ground", spot.get("building", ""), spot["ground"]
    if spot.get("building"):
        return [spot.get(name, "") for name in ("building", "unit", "floor", "room")]
    words = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", one.place).casefold())
    return words if words and one.home_id is None and one.spot_id is None else None


async def _came_before(complaint: Complaint, everything: list[Complaint]) -> bool:
    for other in everything:
        earlier = other.filed_at is not None and (other.filed_at, other.id) < (
            complaint.filed_at,
            complaint.id,
        )
        if not earlier or other.category != complaint.category:
            continue
        if str(other.status) in LEFT_OUT_STATUS or str(other.kind) not in KINDS:
            continue
        same_home = complaint.home_id is not None and other.home_id == complaint.home_id
        same_code = complaint.spot_id is not None and other.spot_id == complaint.spot_id
        same_place = _told(complaint) is not None and _told(other) == _told(complaint)
        apart: timedelta = complaint.filed_at - other.filed_at  # type: ignore[operator]
        if (same_home or same_code or same_place) and apart <= timedelta(days=30):
            return True
    return False
