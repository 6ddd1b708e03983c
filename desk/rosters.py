"""The weekly roster: who is on duty on which weekday, from which handover on."""

import re
from collections.abc import Iterable, Sequence
from datetime import time

from desk.authority import Actor
from desk.errors import NotFound, SupervisorsOnly
from desk.policy import policy_for
from models import Community, Staff, Turn
from models.kinds import Role

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LINE = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))?\s+([0-2]\d:[0-5]\d)")
EXAMPLE = "mon-fri 07:45"


def makes_rosters(actor: Actor, community_id: int) -> bool:
    post = actor.post_in(community_id)
    return post is not None and post.outranks(Role.SUPERVISOR)


def check_rosters(actor: Actor, community_id: int) -> None:
    if actor.post_in(community_id) is None:
        raise NotFound
    if not makes_rosters(actor, community_id):
        raise SupervisorsOnly


async def rostered(staff_id: int, actor: Actor) -> Staff:
    """Somebody's post, for those who make the roster. Raises NotFound, SupervisorsOnly."""
    post = await Staff.get_or_none(id=staff_id, left_at=None).select_related("person", "community")
    if post is None:
        raise NotFound
    check_rosters(actor, post.community_id)
    return post


async def toggle(staff_id: int, actor: Actor, weekday: int, nth: int) -> Staff:
    """In or out of the nth shift of a weekday; NotFound when there are not so many."""
    post = await rostered(staff_id, actor)
    handovers = policy_for(post.community.policy).handovers
    if nth >= len(handovers) or weekday >= len(DAYS):
        raise NotFound
    turn = {"staff_id": post.id, "weekday": weekday, "starts": f"{handovers[nth]:%H:%M}"}
    if not await Turn.filter(**turn).delete():
        await Turn.bulk_create([Turn(**turn)], ignore_conflicts=True)
    return post


def read_turns(lines: Iterable[str], handovers: Sequence[time]) -> list[tuple[int, str]]:
    """(weekday, start) of each line such as "mon-fri 07:45". ValueError names what is wrong."""
    starts = [f"{each:%H:%M}" for each in handovers]
    return [turn for line in lines for turn in _read(line, starts)]


async def replace_turns(post: Staff, community: Community, lines: Iterable[str]) -> None:
    """The roster of one person as their estate file has it."""
    turns = set(read_turns(lines, policy_for(community.policy).handovers))
    await Turn.filter(staff_id=post.id).delete()
    await Turn.bulk_create([Turn(staff_id=post.id, weekday=day, starts=at) for day, at in sorted(turns)])


def _read(line: str, starts: Sequence[str]) -> list[tuple[int, str]]:
    found = LINE.fullmatch(line.strip().lower())
    if found is None:
        raise ValueError(f'{line!r} is no turn. Example: "{EXAMPLE}"')
    if found[3] not in starts:
        raise ValueError(
            f"{line!r}: no shift begins at {found[3]} (policy.shifts.handover: {', '.join(starts)})"
        )
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    days = range(first, last + 1) if first <= last else [*range(first, len(DAYS)), *range(last + 1)]
    return [(day, found[3]) for day in days]
