"""What is kept, and for how long: policy.toml says it, every night does it."""

from datetime import datetime, timedelta

from desk import callers, erasing, put_aside
from desk.policy import policy_for
from models import Community, Incoming, Outgoing, Person
from models.kinds import IncomingState

SINCE_LAST_NIGHT = timedelta(hours=25)  # an hour more than a day: clocks change


async def tidy(now: datetime) -> bool:
    """Forgets what has been kept long enough. True when the file should be rewritten without it."""
    general = policy_for({})
    await forget_raw_updates(now - general.keep_raw_updates)
    old = Incoming.filter(received_at__lt=now - general.keep_put_aside)
    await put_aside.empty(old, "kept long enough")
    await Outgoing.filter(state__in=erasing.FINISHED, created_at__lt=now - general.keep_sent).delete()
    forgotten = 0
    for community in await Community.all():
        before = now - policy_for(community.policy).keep_closed
        forgotten += await erasing.forget_old(before, community.id, now)
        forgotten += await erasing.end_old_residencies(before, community.id)
        forgotten += await erasing.forget_nameless(community.id, now)
        forgotten += await callers.forget_done(community.id, now)
    return bool(forgotten) or await Person.filter(erased_at__gte=now - SINCE_LAST_NIGHT).exists()


async def forget_raw_updates(before: datetime) -> int:
    """Deletes handled updates older than that. Of quarantined ones it is seen until somebody looks."""
    return await Incoming.filter(state=IncomingState.DONE, received_at__lt=before).delete()
