"""Who is on duty: what they said since this shift began, else what the weekly roster says (D9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.arranging import hold
from desk.authority import Actor, name_of
from desk.errors import NotFound
from desk.policy import policy_for
from models import Community, Membership, Staff, Turn
from models.kinds import Role


@dataclass(frozen=True)
class Shift:
    """One shift: from one handover to the next, in the community's own time."""

    begins: datetime
    ends: datetime

    @property
    def weekday(self) -> int:
        """Of its beginning: a night belongs to the evening it begins in."""
        return self.begins.weekday()

    @property
    def starts(self) -> str:
        return f"{self.begins:%H:%M}"

    @property
    def period(self) -> str:
        return f"{self.begins:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class OnDuty:
    """Somebody who is on duty."""

    staff_id: int
    name: str
    role: Role
    departments: frozenset[int]


def shift_at(now: datetime, handovers: Sequence[time], zone: ZoneInfo) -> Shift:
    local = now.astimezone(zone)
    days = [local.date() + timedelta(days=n) for n in (-1, 0, 1)]
    edges = [datetime.combine(day, at, tzinfo=zone) for day in days for at in handovers]
    begun = [edge for edge in edges if edge <= local]
    return Shift(begun[-1], next(edge for edge in edges if edge > local))


def shift_of(community: Community, now: datetime) -> Shift:
    return shift_at(now, policy_for(community.policy).handovers, ZoneInfo(community.timezone))


def is_on_duty(
    said: bool,
    said_at: datetime | None,
    shift: Shift,
    turns: Collection[tuple[int, str]],
    *,
    rostered: bool,
) -> bool:
    """Their own word counts until the next handover; where nobody has turns, until they take it back."""
    if said_at is not None and (said_at >= shift.begins or not rostered):
        return said
    return (shift.weekday, shift.starts) in turns


async def on_duty(community: Community, now: datetime) -> list[OnDuty]:
    shift, turns = shift_of(community, now), await turns_of(community.id)
    mine: dict[int, set[tuple[int, str]]] = {}
    for turn in turns:
        mine.setdefault(turn.staff_id, set()).add((turn.weekday, turn.starts))
    staff = (
        await Staff.filter(community_id=community.id, left_at=None).order_by("id").select_related("person")
    )
    here = [
        post
        for post in staff
        if is_on_duty(post.on_duty, post.duty_said_at, shift, mine.get(post.id, set()), rostered=bool(turns))
    ]
    belongs = await Membership.filter(staff_id__in=[post.id for post in here]).values_list(
        "staff_id", "department_id"
    )
    return [
        OnDuty(
            post.id, name_of(post), post.role, frozenset(where for who, where in belongs if who == post.id)
        )
        for post in here
    ]


async def takes_over(community: Community, staff_id: int, begun_at: datetime) -> bool:
    """Whether they belong to the shift that begins: by the roster, or by their word since it began.

    Who said yesterday that they came is the shift before, and hands over to nobody but others.
    """
    shift, post = shift_of(community, begun_at), await Staff.get(id=staff_id)
    turns = {
        (turn.weekday, turn.starts) for turn in await turns_of(community.id) if turn.staff_id == staff_id
    }
    return is_on_duty(post.on_duty, post.duty_said_at, shift, turns, rostered=True)


async def turns_of(community_id: int) -> list[Turn]:
    return await Turn.filter(staff__community_id=community_id, staff__left_at=None)


async def are_used(community_id: int) -> bool:
    """Whether the community keeps shifts at all: a roster, or people who say when they come and go."""
    if await Turn.filter(staff__community_id=community_id, staff__left_at=None).exists():
        return True
    said = Staff.filter(community_id=community_id, left_at=None, duty_said_at__not_isnull=True)
    return await said.exists()


def post_of(actor: Actor, community_id: int) -> int:
    """The post somebody holds here; NotFound to strangers."""
    post = actor.post_in(community_id)
    if post is None:
        raise NotFound
    return post.staff_id


async def say_duty(actor: Actor, community: Community, now: datetime, *, on: bool) -> str:
    """They come, or they go. The name by which residents know them; NotFound to strangers.

    One after another, so that of two who go at once the second is the last one.
    """
    await hold(community.id)
    await Staff.filter(id=post_of(actor, community.id)).update(on_duty=on, duty_said_at=now)
    return actor.called_in(community.id)
