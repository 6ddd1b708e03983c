"""Who somebody is: met by Telegram id, acting with the posts they hold."""

from datetime import datetime

from desk import dispatch, reach
from desk.authority import Actor, Post, may_look, may_now, parts_of
from desk.errors import NobodyHome, NotFound
from models import Community, Complaint, Department, Membership, Person, Staff
from models.kinds import Action
from models.prepared import Lookup

_BY_TELEGRAM_ID = Lookup(Person, lambda telegram_id: Person.filter(telegram_id=telegram_id))
_POSTS_OF = Lookup(Staff, lambda person_id: Staff.filter(person_id=person_id, left_at=None).order_by("id"))
_COMMUNITY = Lookup(Community, lambda one, bot_id: Community.filter(id=one, bot_id=bot_id))
_FIRST_COMMUNITY = Lookup(Community, lambda bot_id: Community.filter(bot_id=bot_id).order_by("id").limit(1))

NAME_LIMIT = 256  # characters; Telegram allows 64 + 64
LANGUAGE_LIMIT = 16  # characters; longer tags tell nothing more


async def meet(
    telegram_id: int, name: str, language: str, now: datetime, *, private: bool, bot_id: int
) -> Person:
    """The person behind a Telegram id. Whoever writes to us in private can be written to, and is again."""
    person = await _BY_TELEGRAM_ID.first(telegram_id)
    if person is None:
        person = await _welcome(telegram_id, name, language, now, private=private)
    changes: dict[str, object] = {}
    if name and person.name != name[:NAME_LIMIT]:
        changes["name"] = name[:NAME_LIMIT]
    if language and not person.language:  # staff are known from a file before they write
        changes["language"] = language[:LANGUAGE_LIMIT]
    if private and not person.reachable:
        changes["reachable"] = True
        await reach.person_back(bot_id, telegram_id)
    if changes:
        await Person.filter(id=person.id).update(**changes)
        person.update_from_dict(changes)
    return person


async def _welcome(telegram_id: int, name: str, language: str, now: datetime, *, private: bool) -> Person:
    fresh = Person(
        telegram_id=telegram_id,
        name=name[:NAME_LIMIT],
        language=language[:LANGUAGE_LIMIT],
        reachable=private,
        created_at=now,
    )
    await Person.bulk_create([fresh], ignore_conflicts=True)  # another process may meet them too
    return await Person.get(telegram_id=telegram_id)


async def actor_for(person: Person) -> Actor:
    staff = await _POSTS_OF.all(person.id)
    if not staff:
        return Actor(person.id, person.name)
    rows = await Membership.filter(staff_id__in=[one.id for one in staff]).values_list(
        "staff_id", "department_id"
    )
    posts = tuple(
        Post(
            one.id,
            one.community_id,
            one.role,
            frozenset(department for owner, department in rows if owner == one.id),
            one.title,
        )
        for one in staff
    )
    return Actor(person.id, person.name, posts)


async def known(telegram_id: int) -> Actor | None:
    """Who that is, without getting to know anybody."""
    person = await Person.get_or_none(telegram_id=telegram_id)
    return await actor_for(person) if person else None


async def community_of(person: Person, bot_id: int) -> Community:
    """Where this person reports to, among the estates of this bot.

    The one they last came in through, else the one they work for, else the first.
    """
    found = await _COMMUNITY.first(person.community_id, bot_id) if person.community_id else None
    if found is None:
        work = sorted(one.community_id for one in await _POSTS_OF.all(person.id))
        found = await Community.filter(bot_id=bot_id, id__in=work).order_by("id").first() if work else None
    found = found or await _FIRST_COMMUNITY.first(bot_id)
    if found is None:
        raise NobodyHome("community")
    return found


async def community_at(chat_id: int, bot_id: int) -> Community | None:
    """Whose group this is; None when it is none of ours."""
    bound = Department.filter(chat_id=chat_id, community__bot_id=bot_id).order_by("id")
    department = await bound.first().select_related("community")
    return department.community if department else None


async def workplaces(actor: Actor, bot_id: int, chat_id: int) -> list[Community]:
    """Where they work: the estate whose group this is, else every one of this bot. NotFound to strangers."""
    works = [post.community_id for post in actor.posts]
    groups = Department.filter(chat_id=chat_id, community_id__in=works)
    here = await groups.values_list("community_id", flat=True)
    found = await Community.filter(id__in=list(here) or works, bot_id=bot_id).order_by("id")
    if not found:
        raise NotFound
    return found


async def speak(person: Person, language: str) -> None:
    """They chose this language themselves; what Telegram tells no longer counts."""
    await _keep(person, language=language, language_asked=True)
    await dispatch.redraw_chat(person.telegram_id)


async def asked_language(person: Person) -> bool:
    """Whether they may be asked which language: once, and never again."""
    first = not person.language_asked
    await _keep(person, language_asked=True)
    return first


async def asked_elder(person: Person) -> bool:
    """Whether they may be asked if they like it simpler: once."""
    first = not person.elder_asked
    await _keep(person, elder_asked=True)
    return first


async def speak_simply(person: Person, *, on: bool) -> None:
    await _keep(person, elder=on, elder_asked=True)
    await dispatch.redraw_chat(person.telegram_id)


async def _keep(person: Person, **columns: object) -> None:
    await Person.filter(id=person.id).update(**columns)
    person.update_from_dict(columns)


async def enter(person: Person, key: str, bot_id: int) -> bool:
    """Comes in through a link of a community. False when this bot serves no such community."""
    community = await Community.get_or_none(key=key, bot_id=bot_id)
    if community is not None:
        await Person.filter(id=person.id).update(community_id=community.id)
        person.community_id = community.id
    return community is not None


async def may_now_in(chat_id: int, complaint_id: int) -> frozenset[Action] | None:
    """What the member of staff whose private chat this is could do to a complaint now.

    None for those who may not know of it: it is about them (D8), or they have left (T19).
    """
    person = await Person.get_or_none(telegram_id=chat_id)
    actor = await actor_for(person) if person else None
    complaint = await Complaint.get(id=complaint_id)
    if actor is None or not actor.posts or not parts_of(actor, complaint):
        return None
    may = may_now(actor, complaint)
    return may if may_look(actor, complaint) else may - {Action.REVEAL}


async def language_of(bot_id: int) -> str:
    """Of the bot's first estate, for whoever has no name. Raises NobodyHome."""
    first = await Community.filter(bot_id=bot_id).order_by("id").first()
    if first is None:
        raise NobodyHome("community")
    return first.language
