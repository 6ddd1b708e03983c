"""Whoever takes something over is still here when they have it: that waits for leaving, and leaving for that."""

from models import Staff


async def stays(staff_id: int | None) -> bool:
    """Whether they belong to the staff until this transaction ends. Comes before the complaint's own row."""
    return bool(await Staff.filter(id=staff_id or 0, left_at=None).update(left_at=None))
