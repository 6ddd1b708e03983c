"""A call that is put off: "later" is what the resident said, as often as they say it; no try, and no end.

Each time it was said as often as somebody would be tried, one more level hears that nobody has asked yet.
"""

from datetime import datetime

from desk import notices
from desk.authority import LINE, RANK, Actor
from desk.callbacks import policy_of
from models import Attempt, Callback, Complaint
from models.callback_kinds import Outcome
from models.kinds import Role


async def go_up(complaint: Complaint, callback: Callback, actor: Actor, now: datetime) -> Role | None:
    """Who hears of it now, if anybody: one level above who is to ask, then the next, and the last again."""
    put_off = await Attempt.filter(callback_id=callback.id, outcome=Outcome.LATER).count()
    times, rest = divmod(put_off, policy_of(complaint).asking.tries)
    above = [role for role in LINE if RANK[role] > RANK[callback.tier]]
    if rest or not above:
        return None
    post = actor.post_in(complaint.community_id)
    facts = {"tier": callback.tier, "round": callback.round, "count": put_off}
    at, besides = min(times, len(above)) - 1, post.staff_id if post else None
    for role in (*above[at:], *reversed(above[:at])):  # where a level is empty, the nearest there is
        if await notices.tell_role(complaint, "put_off", role, now, besides=besides, facts=facts):
            return role
    return None
