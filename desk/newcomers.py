"""What a resident is asked, and told, only after a complaint is filed: one question at a time.

Nobody upset has to register first; the number comes before anything about ourselves.
"""

from datetime import datetime

from desk import home_grid, homes, housing, notices
from desk.authority import Actor
from models import Attachment, Community, Complaint, Person, Staff
from models.kinds import AttachmentKind, Status

UNDER_WAY = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
CONSENT_VERSION = "2026-11-23.3"  # of the privacy notice (locales, privacy.*); a new text is a new version


async def after_filing(complaint: Complaint, actor: Actor | None, now: datetime) -> None:
    """The privacy notice once per version, and one question if there is one left to ask. In danger, neither.

    To whoever said "me too", as well as to who filed it; and to the latter when the clock did (no actor).
    """
    if complaint.emergency:
        return
    person = await Person.get(id=actor.person_id if actor else complaint.filer_id)
    posts = Staff.filter(person_id=person.id, community_id=complaint.community_id, left_at=None)
    works_here = actor.post_in(complaint.community_id) if actor else await posts.exists()
    if works_here or not person.reachable or person.telegram_id is None:
        return
    question, remembered = await _question(person, complaint, now)
    await _tell(person, complaint, question, remembered, now)


async def after_home(actor: Actor, community: Community, now: datetime) -> None:
    """They have answered where they live: the next question, so that what is under way need not wait for another report."""
    theirs = Complaint.filter(filer_id=actor.person_id, community_id=community.id, status__in=UNDER_WAY)
    complaint = await theirs.order_by("-id").select_related("community", "filer").first()
    person = await Person.get(id=actor.person_id)
    if complaint is None or complaint.emergency or actor.posts or not person.reachable:
        return
    question, remembered = await _rest(person, complaint)
    await _tell(person, complaint, question, remembered, now)


async def ask_which_home(complaint: Complaint, now: datetime) -> None:
    """Once more, when somebody has it and is about to come."""
    person = await Person.get_or_none(id=complaint.filer_id) if await housing.is_open(complaint) else None
    if person is not None and person.reachable and person.telegram_id is not None:
        await _tell(person, complaint, "which_home", {}, now)


async def _tell(
    person: Person, complaint: Complaint, question: str, remembered: dict[str, object], now: datetime
) -> None:
    told = person.consent_version == CONSENT_VERSION
    if told and not question:
        return
    if not told:
        language = person.language or complaint.community.language
        remembered |= {"consent_version": CONSENT_VERSION, "consent_at": now, "consent_language": language}
    await Person.filter(id=person.id).update(**remembered)
    facts: dict[str, object] = {"consent": not told, "question": question}
    if question == "which_home":
        facts["homes"] = await _choices(complaint)
    if question == "home":
        facts["grid"] = await home_grid.is_known(complaint.community_id)
    await notices.tell_chat(complaint, person.telegram_id or 0, "welcome", now, facts=facts)


async def _question(person: Person, complaint: Complaint, now: datetime) -> tuple[str, dict[str, object]]:
    """What to ask, and what to remember so that it is asked once."""
    lived = await homes.of_person(person.id, complaint.community_id)
    own = complaint.filer_id == person.id
    if own and complaint.home_id is None and sum(each.home_id is not None for each in lived) > 1:
        return "which_home", {}
    if not lived and person.home_asked_at is None:
        return "home", {"home_asked_at": now}
    return await _rest(person, complaint)


async def _rest(person: Person, complaint: Complaint) -> tuple[str, dict[str, object]]:
    """What is asked of whoever has been asked for their home."""
    if not person.elder_asked and await _spoke(complaint, person):
        return "elder", {"elder_asked": True}
    if not person.phone and not person.phone_asked:
        return "phone", {"phone_asked": True}
    return "", {}


async def _choices(complaint: Complaint) -> list[tuple[str, list[str]]]:
    lived = await homes.of_person(complaint.filer_id or 0, complaint.community_id)
    at = [(each.ref, each.home) for each in lived if each.home is not None]
    return [(ref, [home.building, home.unit, home.room]) for ref, home in at]


async def _spoke(complaint: Complaint, person: Person) -> bool:
    voices = Attachment.filter(complaint_id=complaint.id, person_id=person.id, kind=AttachmentKind.VOICE)
    return await voices.exists()
