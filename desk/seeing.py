"""Which complaints somebody of the staff has a part in, as a condition of a query.

desk.authority decides, one complaint at a time; a list can't ask it about every row of an estate. Tests
hold the two together, row by row.
"""

from tortoise.expressions import Q

from desk.authority import RANK, Post
from models.kinds import Discretion, Role


def seen_by(post: Post) -> Q:
    """Everything of their community for the desk and those above; else their departments' and their own."""
    confidential = Q(discretion=Discretion.CONFIDENTIAL)
    below = [role for role in Role if RANK[role] <= RANK[post.role]]
    about_others = Q(about_id__isnull=True) | ~Q(about_id=post.staff_id)
    secret = confidential & Q(level__in=below) & about_others
    return Q(community_id=post.community_id) & (secret | (~confidential & _open_to(post)))


def _open_to(post: Post) -> Q:
    if post.outranks(Role.DESK):
        return Q(id__gt=0)
    return Q(department_id__in=list(post.departments) or [0]) | Q(assignee_id=post.staff_id)
