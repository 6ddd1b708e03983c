"""A rung of a ladder has come: who hears of it, and what the history keeps.

Whether it still holds is read off the history first, so a pause or an answer that nobody reckoned
with can't set off a false alarm.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desk import concerned, lists, notices, timers
from desk.authority import next_level
from desk.calendar import next_open
from desk.changes import change, refresh_cards
from desk.deadlines import Clock
from desk.ladders import TELLS, Climb, Rung, climbs_of
from desk.leaders import heard_at, leaders_at
from desk.reckoning import RUNNING, Reckoning, arm, read
from desk.spans import Span, Time
from models import Complaint, Event, Timer
from models.kinds import Action, Doubt, Role, Status, TimerKind


@dataclass(frozen=True)
class Alarm:
    """What has come to which rung."""

    complaint: Complaint
    clock: Clock
    rung: Rung
    reckoning: Reckoning
    now: datetime

    @property
    def facts(self) -> dict[str, object]:
        return {"clock": self.clock.kind, "promise": self.clock.promise}


async def climb(timer: Timer, now: datetime) -> None:
    """Fires the rung that this timer stood for, and arms the next."""
    complaint, reckoning = timer.complaint, await read(timer.complaint)
    clock = reckoning.clocks.get(timer.kind)
    if clock is None or clock.met_at is not None or complaint.status not in RUNNING:
        return
    if found := _climb(clock, timer.rung, reckoning):
        if (until := _not_before(found, reckoning, now)) > now:
            await timers.put_off(timer.id, until)
            await _redden_by(until, clock, reckoning, complaint)
            return
        await DOES[found.rung](Alarm(complaint, clock, found.rung, reckoning, now))
    await arm(complaint, reckoning, now)


def _climb(clock: Clock, number: int, reckoning: Reckoning) -> Climb | None:
    climbs = climbs_of(clock, reckoning.case, reckoning.policy, reckoning.times)
    return next((each for each in climbs if each.number == number), None)


def _not_before(climb: Climb, reckoning: Reckoning, now: datetime) -> datetime:
    """A late sweep at night waits for the morning, too."""
    if climb.at > now or climb.rung is Rung.DUE or reckoning.case.emergency:
        return climb.at
    return next_open(now, reckoning.times.hours[Time.SERVICE])


async def _redden_by(until: datetime, clock: Clock, reckoning: Reckoning, complaint: Complaint) -> None:
    """What is put off keeps no card from turning red in its time."""
    climbs = climbs_of(clock, reckoning.case, reckoning.policy, reckoning.times)
    for red in climbs:
        if red.rung is Rung.DUE and red.at < until:
            await timers.rearm(complaint, clock.kind, red.at, red.number)


async def _remind(alarm: Alarm) -> None:
    """Half of the time is over. What nobody has accepted is put on the group's list (unaccepted first)."""
    if alarm.now >= alarm.clock.due:
        return
    if alarm.complaint.status is Status.WAITING:
        await lists.owe_group(alarm.complaint, alarm.reckoning, alarm.now)
    else:
        await notices.tell_worker(alarm.complaint, f"half_{alarm.clock.kind}", alarm.now, facts=_due(alarm))


async def _warn(alarm: Alarm) -> None:
    """The resident hears the bad news before the promise breaks, and the new time."""
    facts = await _promise_anew(alarm, alarm.clock.named(alarm.reckoning.policy))
    await concerned.tell(
        alarm.complaint, f"warned_{alarm.clock.kind}", alarm.now, facts=facts, doubt=Doubt.NEVER
    )


async def _warn_again(alarm: Alarm) -> None:
    """The new time won't do either: told once more, and one more level above hears of it. No third time."""
    role = next_level(alarm.complaint.alarmed or Role.WORKER)
    facts = await _promise_anew(alarm, alarm.clock.later or alarm.clock.due)
    await _raise_to(alarm, role)
    heard = await heard_at(alarm.complaint, role)
    notice = "warned_again" if heard else f"warned_{alarm.clock.kind}"  # nobody is named who hears nothing
    facts |= {"role": heard} if heard else {}
    await concerned.tell(alarm.complaint, notice, alarm.now, facts=facts, doubt=Doubt.NEVER)


async def _own_up(alarm: Alarm) -> None:
    """The last time that was named has passed, too: no other is named, but nobody is left without a word."""
    heard = await heard_at(alarm.complaint, alarm.complaint.alarmed or Role.SUPERVISOR)
    notice = "broken" if heard else "broken_alone"
    facts = _due(alarm, alarm.clock.later) | ({"role": heard} if heard else {})
    await concerned.tell(alarm.complaint, notice, alarm.now, facts=facts, doubt=Doubt.NEVER)
    await refresh_cards(alarm.complaint)  # which named that time until now


async def _promise_anew(alarm: Alarm, broken: datetime) -> dict[str, str]:
    """The new time comes from policy: no guess."""
    until = alarm.reckoning.times.later(max(broken, alarm.now), _later(alarm))
    facts = {"until": until.isoformat(), "due": broken.isoformat()}
    await change(alarm.complaint, Action.WARN, None, alarm.now, facts=alarm.facts | facts, later_at=until)
    return facts


def _later(alarm: Alarm) -> Span:
    """An emergency knows no night, and what counts in it is who is there (D9)."""
    policy, emergency = alarm.reckoning.policy, alarm.reckoning.case.emergency
    later = {
        TimerKind.ANSWER_DUE: policy.later_visit if emergency else policy.later_answer,
        TimerKind.VISIT_DUE: policy.later_visit,
        TimerKind.FINISH_DUE: policy.later_finish,
    }[alarm.clock.kind]
    return Span(later.length) if emergency else later


async def _turn_red(alarm: Alarm) -> None:
    """The card says so, and the group's list."""
    await change(alarm.complaint, Action.ESCALATE, None, alarm.now, facts=alarm.facts)
    await lists.owe_group(alarm.complaint, alarm.reckoning, alarm.now)


async def _go_up(alarm: Alarm) -> None:
    """One more level hears of it: on its list, or at once when there is danger."""
    role = TELLS[alarm.rung]
    if not await _has_heard(alarm, role):
        await _raise_to(alarm, role)


async def _has_heard(alarm: Alarm, role: Role) -> bool:
    """Of this promise, when it broke twice."""
    told = Event.filter(complaint_id=alarm.complaint.id, action=Action.ESCALATE, round=alarm.complaint.round)
    known = alarm.facts | {"told": role}
    return any(facts == known for (facts,) in await told.values_list("facts"))


async def _raise_to(alarm: Alarm, role: Role) -> None:
    facts = alarm.facts | {"told": role}
    highest = max(role, alarm.complaint.alarmed or role, key=list(Role).index)
    await change(alarm.complaint, Action.ESCALATE, None, alarm.now, facts=facts, alarmed=highest)
    for leader in await leaders_at(alarm.complaint, role):
        if alarm.reckoning.case.emergency:
            await notices.tell_chat(alarm.complaint, leader, f"alarm_{alarm.clock.kind}", alarm.now)
        else:
            await lists.owe_leader(alarm.complaint, leader, role, alarm.reckoning, alarm.now)


def _due(alarm: Alarm, due: datetime | None = None) -> dict[str, str]:
    return {"due": (due or alarm.clock.named(alarm.reckoning.policy)).isoformat()}


DOES: Mapping[Rung, Callable[[Alarm], Awaitable[None]]] = {
    Rung.HALF: _remind,
    Rung.WARN: _warn,
    Rung.DUE: _turn_red,
    Rung.AGAIN: _warn_again,
    Rung.BROKEN: _own_up,
    **dict.fromkeys(TELLS, _go_up),
}
