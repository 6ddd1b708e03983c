"""Whether what somebody says now is about what they said before."""

from desk.sorting import SUBJECTS, likely
from models import Complaint
from models.kinds import Category
from triage import Spot, Verdict

# Subjects by which one matter may be called.
KIN = (
    frozenset({"leak", "water", "drainage", "burst_pipe", "building_quality"}),
    frozenset({"noise", *SUBJECTS[Category.NOISE]}),
    frozenset({"garbage", "cleanliness", "smell"}),
)


def kindred(one: str, other: str) -> bool:
    return one == other or any({one, other} <= kin for kin in KIN)


def differs(verdict: Verdict, complaint: Complaint) -> bool:
    """Plainly another matter: likely another category; or another subject or place, and sure of it."""
    if not likely(verdict):
        return False
    if complaint.category is Category.OTHER:
        other = complaint.subject and verdict.subject and complaint.subject != verdict.subject
        return bool(verdict.confident and other)
    elsewhere = verdict.confident and not alike(verdict, complaint)
    return verdict.category not in categories(complaint) or elsewhere


def one_subject(verdict: Verdict, complaint: Complaint) -> bool:
    """About the very same thing, and no other place is told."""
    same = verdict.category in categories(complaint) and alike(verdict, complaint)
    return same and bool(verdict.subject) and verdict.subject == complaint.subject


def categories(complaint: Complaint) -> set[str]:
    """The present one and triage's first guess: the resident or the desk may have chosen another."""
    ranked = complaint.verdict.get("ranked") or [[complaint.category]]
    return {str(complaint.category), str(ranked[0][0])}


def alike(verdict: Verdict, complaint: Complaint) -> bool:
    same = not (verdict.subject and complaint.subject) or kindred(verdict.subject, complaint.subject)
    return same and not elsewhere(verdict, complaint)


def elsewhere(verdict: Verdict, complaint: Complaint) -> bool:
    here, there = verdict.place or "", complaint.place
    told = bool(here and there) and here not in there and there not in here
    return told and not _together(verdict.spot, Spot(**complaint.verdict.get("spot", {})))


def _together(one: Spot, other: Spot) -> bool:
    """A lobby, and the building that it is in: each tells what the other leaves out."""
    ground, building = bool(one.ground) != bool(other.ground), bool(one.building) != bool(other.building)
    return ground and building and bool(one.ground) != bool(one.building) and not (one.room or other.room)
