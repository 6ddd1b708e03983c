"""Who worked on a round of a complaint: the history says so, whoever held it in the end."""

from models import Complaint, Event, Staff
from models.kinds import Action

WORK = (Action.ACCEPT, Action.ARRIVE, Action.NOTE, Action.COMPLETE)


async def workers_of(complaint_id: int, round_: int) -> set[int]:
    """Posts that had a hand in the work: none of them takes down what the resident says about it."""
    steps = Event.filter(complaint_id=complaint_id, round=round_, action__in=WORK, actor_id__not_isnull=True)
    people = {person_id for (person_id,) in await steps.values_list("actor_id")}
    if not people:
        return set()
    community = Complaint.filter(id=complaint_id).values_list("community_id", flat=True)
    posts = Staff.filter(person_id__in=list(people), community_id__in=list(await community))
    return {int(staff_id) for (staff_id,) in await posts.values_list("id")}
