"""What a resident is asked, and told, only after a complaint is filed: at most one question each time.

Nobody upset has to register first; the number comes before anything about ourselves.
"""

from datetime import datetime

from desk import home_grid, homes, notices
from desk.authority import Actor
from models import Attachment, Complaint, Person
from models.kinds import AttachmentKind

CONSENT_VERSION = "2026-11-23"  # of the privacy notice (locales, privacy.*); a new text is a new version


async def after_filing(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """The privacy notice once per version, and one question if there is one left to ask. In danger, neither."""
    if complaint.emergency:
        return
    person = await Person.get(id=complaint.filer_id)
    if actor.post_in(complaint.community_id) or not person.reachable or person.telegram_id is None:
        return
    told = person.consent_version == CONSENT_VERSION
    question, remembered = await _question(person, complaint, now)
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
    await notices.tell_filer(complaint, "welcome", now, facts=facts)


async def _question(person: Person, complaint: Complaint, now: datetime) -> tuple[str, dict[str, object]]:
    """What to ask, and what to remember so that it is asked once."""
    lived = await homes.of_person(person.id, complaint.community_id)
    if complaint.home_id is None and sum(each.home_id is not None for each in lived) > 1:
        return "which_home", {}
    if not lived and person.home_asked_at is None:
        return "home", {"home_asked_at": now}
    if not person.elder_asked and await _spoke(complaint):
        return "elder", {"elder_asked": True}
    if not person.phone and not person.phone_asked:
        return "phone", {"phone_asked": True}
    return "", {}


async def _choices(complaint: Complaint) -> list[tuple[str, list[str]]]:
    lived = await homes.of_person(complaint.filer_id or 0, complaint.community_id)
    at = [(each.ref, each.home) for each in lived if each.home is not None]
    return [(ref, [home.building, home.unit, home.room]) for ref, home in at]


async def _spoke(complaint: Complaint) -> bool:
    voices = Attachment.filter(complaint_id=complaint.id, kind=AttachmentKind.VOICE)
    return await voices.exists()
