"""Who may do what to a complaint: decided at the moment of the press, here and nowhere else (T1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.errors import ManagersOnly, NotAllowed, NotFound
from desk.lifecycle import STEPS, Part
from models import Complaint, Staff
from models.kinds import Action, Discretion, Role, Status

RANK = {role: rank for rank, role in enumerate(Role)}
LINE = (Role.WORKER, Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR)  # of command (C3)


@dataclass(frozen=True)
class Post:
    """One post of a member of staff who has not left."""

    staff_id: int
    community_id: int
    role: Role
    departments: frozenset[int]
    title: str = ""

    def outranks(self, role: Role) -> bool:
        return RANK[self.role] >= RANK[role]


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the posts they hold now. Nobody is ever known by a name."""

    person_id: int
    name: str
    posts: tuple[Post, ...] = ()

    def post_in(self, community_id: int) -> Post | None:
        return next((post for post in self.posts if post.community_id == community_id), None)

    def called_in(self, community_id: int) -> str:
        """The name residents know: the one in the estate file, else the one in Telegram."""
        post = self.post_in(community_id)
        return (post.title if post else "") or self.name


def name_of(staff: Staff) -> str:
    return staff.title or staff.person.name


def next_level(level: Role) -> Role:
    """One level higher in the line of command."""
    at = LINE.index(level) if level in LINE else 0  # the desk is in no line: a supervisor is above it
    return LINE[min(at + 1, len(LINE) - 1)]


def next_lead(level: Role, posts: Iterable[tuple[int, Role]], before: int | None) -> tuple[Role, int | None]:
    """Who may lead when it went wrong: the lowest role, and who of the staff is barred (C3, D6).

    One level higher and somebody else. Where there is no such person, the most senior there are;
    and only where nobody else is left, the one who led before.
    """
    ranks = {staff_id: RANK[role] for staff_id, role in posts}
    top = max(ranks.values(), default=0)
    lowest = [role for role in LINE if RANK[role] <= min(top, RANK[next_level(level)])][-1]
    others = any(rank >= RANK[lowest] for staff_id, rank in ranks.items() if staff_id != before)
    return lowest, before if others else None


def deciders(needed: Role, posts: Iterable[tuple[int, Role]], asker: int | None) -> frozenset[int]:
    """Which of the staff may grant what that role has to: nobody decides on what they asked for themselves.

    Where nobody of that role is left, the most senior others may; and only where there is nobody else,
    the one who asked.
    """
    ranks = {staff_id: RANK[role] for staff_id, role in posts}
    others = {staff_id: rank for staff_id, rank in ranks.items() if staff_id != asker} or ranks
    enough = min(RANK[needed], max(others.values(), default=0))
    return frozenset(staff_id for staff_id, rank in others.items() if rank >= enough)


def parts_of(actor: Actor | None, complaint: Complaint) -> frozenset[Part]:
    """Everything the actor is to this complaint; nobody (None) is the clock."""
    if actor is None:
        return frozenset({Part.CLOCK})
    return frozenset(_parts(actor, complaint))


def _parts(actor: Actor, complaint: Complaint) -> Iterable[Part]:
    post = actor.post_in(complaint.community_id)
    if complaint.filer_id == actor.person_id:
        yield Part.FILER
        if post is None:
            yield Part.RESIDENT
    if actor.person_id in complaint.joiners:
        yield Part.JOINED
        if post is None:
            yield Part.NEIGHBOUR
    if post is None:
        return
    confidential = complaint.discretion is Discretion.CONFIDENTIAL
    yield from _confidential_parts(post, complaint) if confidential else _post_parts(post, complaint)


def _post_parts(post: Post, complaint: Complaint) -> Iterable[Part]:
    superior = post.outranks(Role.SUPERVISOR)
    member = complaint.department_id in post.departments
    if member:
        yield Part.MEMBER
    if superior:
        yield Part.SUPERIOR
    if post.role is Role.DESK:
        yield Part.DESK
    if complaint.assignee_id == post.staff_id:
        yield Part.ASSIGNEE
    if (member or superior) and post.outranks(complaint.level) and complaint.barred_id != post.staff_id:
        yield Part.LEADER


def _confidential_parts(post: Post, complaint: Complaint) -> Iterable[Part]:
    """About one of the staff: those above them know of it, and nobody else (D8)."""
    if post.staff_id == complaint.about_id or not post.outranks(complaint.level):
        return
    yield Part.SUPERIOR
    if complaint.assignee_id == post.staff_id:
        yield Part.ASSIGNEE
    if complaint.barred_id != post.staff_id:
        yield Part.LEADER


def check_may(actor: Actor | None, action: Action, complaint: Complaint) -> None:
    """Raises NotFound to strangers, who must not learn that it exists (T8), and NotAllowed to others."""
    parts = parts_of(actor, complaint)
    if not parts:
        raise NotFound
    step = STEPS.get((complaint.status, action))
    allowed = step.by if step else frozenset().union(*(s.by for (_, a), s in STEPS.items() if a is action))
    if not parts & allowed:
        raise NotAllowed(action)


def check_manages(actor: Actor, community_id: int) -> Post:
    """Setting up and staffing an estate is its manager's. NotFound to strangers, ManagersOnly to others."""
    post = actor.post_in(community_id)
    if post is None:
        raise NotFound
    if not post.outranks(Role.MANAGER):
        raise ManagersOnly
    return post


def managed_by(actor: Actor) -> list[int]:
    """The communities this person may set up."""
    return [post.community_id for post in actor.posts if post.outranks(Role.MANAGER)]


def check_may_house(actor: Actor, community_id: int, *, lives_there: bool) -> None:
    """Who decides that somebody lives in a home: the desk, its superiors, and those who live there (T6)."""
    if lives_there:
        return
    post = actor.post_in(community_id)
    if post is None:
        raise NotFound
    if not post.outranks(Role.DESK):
        raise NotAllowed


def check_may_record(actor: Actor, complaint: Complaint, tier: Role, round_: int) -> None:
    """Raises NotFound to those who needn't know of it, NotAllowed to others who may not take it down."""
    post = actor.post_in(complaint.community_id)
    if post is None or not may_hear(post.staff_id, post.role, complaint):
        raise NotFound
    if not may_record(post.staff_id, actor.person_id, post.role, complaint, tier, round_):
        raise NotAllowed(Action.RECORD)


def may_hear(staff_id: int, role: Role, complaint: Complaint) -> bool:
    """About one of the staff: those above them hear of it, and nobody else (D8)."""
    if complaint.discretion is not Discretion.CONFIDENTIAL:
        return True
    return staff_id != complaint.about_id and RANK[role] >= RANK[complaint.level]


def may_record(
    staff_id: int, person_id: int, role: Role, complaint: Complaint, tier: Role, round_: int
) -> bool:
    """Who may take down what a resident says: the desk or above, a visit its own tier.

    Never who did the work, nor whose own answer it is, nor whom it is about.
    """
    worked = complaint.assignee_id if round_ == complaint.round else complaint.barred_id
    party = staff_id in (worked, complaint.about_id) or person_id == complaint.filer_id
    return not party and RANK[role] >= RANK[tier] and may_hear(staff_id, role, complaint)


def check_leads(actor: Actor, community_id: int | None = None) -> int:
    """Figures and what is behind them are for supervisors and above; the community that they lead.

    Raises NotFound: others needn't know that there are any.
    """
    for post in actor.posts:
        if post.outranks(Role.SUPERVISOR) and community_id in (None, post.community_id):
            return post.community_id
    raise NotFound


def led_by(actor: Actor) -> list[int]:
    """The communities whose figures this person may read."""
    return [post.community_id for post in actor.posts if post.outranks(Role.SUPERVISOR)]


def check_opens(actor: Actor, complaint: Complaint) -> None:
    """A case behind a figure: for those who lead there; about one of the staff, for those above them (D8)."""
    if Part.SUPERIOR not in parts_of(actor, complaint):
        raise NotFound


def may_now(actor: Actor, complaint: Complaint) -> frozenset[Action]:
    """What the actor could do to it at this moment: for drawing buttons, never instead of a check."""
    parts = parts_of(actor, complaint)
    return frozenset(
        action for (status, action), step in STEPS.items() if status is complaint.status and step.by & parts
    )


def may_look(actor: Actor, complaint: Complaint) -> bool:
    """Whether the task's button shows them the resident's number: to whoever has accepted it, and to the desk
    where the chat doesn't reach the resident and nobody has. A callback by phone is a task of its own.
    """
    if complaint.status in (Status.ACCEPTED, Status.ON_HOLD):
        return Part.ASSIGNEE in parts_of(actor, complaint)
    return bool(complaint.call_needed)
