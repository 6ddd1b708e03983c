"""Whoever takes something over is still here when they have it: that waits for leaving, and leaving for that."""

from models import Person, Staff


async def stays(staff_id: int | None) -> bool:
    """Whether they belong to the staff until this transaction ends. Comes before the complaint's own row."""
    return bool(await Staff.filter(id=staff_id or 0, left_at=None).update(left_at=None))


async def remains(person_id: int) -> bool:
    """The same for a person: whether they are not forgotten until this transaction ends."""
    return bool(await Person.filter(id=person_id, erased_at=None).update(erased_at=None))
