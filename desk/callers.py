"""Who phones is known by their number only, until Telegram says whose it is (T7) or nothing of theirs is left (P18)."""

from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery

from desk import dispatch, known_numbers, reach
from desk.lifecycle import OVER
from models import Community, Complaint, Involvement, Person
from models.kinds import InvolvementRole, Status


async def known(phone: str, community: Community) -> Person | None:
    """Somebody of this estate with that very number, or of none yet; whoever can be written to before others."""
    here = Q(community_id=community.id) | Q(community_id=None, telegram_id__not_isnull=True)
    forms = list(known_numbers.written_in(phone, community))
    found = await Person.filter(here, phone__in=forms, erased_at=None) if forms else []
    return min(found, key=lambda one: (one.telegram_id is None, one.id), default=None)


async def join(person: Person, phone: str, now: datetime) -> None:
    """What a desk took down from this number, before it was known whose it is, is theirs: to see, copy and delete."""
    for community in await Community.all():
        forms = list(known_numbers.written_at(phone, community))
        if not forms:
            continue
        nameless = Person.filter(telegram_id=None, erased_at=None, community_id=community.id)
        theirs = nameless.filter(phone__in=forms)
        await theirs.update(erased_at=None)  # a desk may be taking something down from them just now
        callers = await theirs.order_by("id")
        for caller in callers:
            await _hand_over(caller, person, now)
        if callers and community.bot_id is not None and person.telegram_id is not None:
            await reach.person_back(community.bot_id, person.telegram_id)  # nobody need phone any more


async def forget_done(community_id: int, now: datetime) -> int:
    """With the last matter that they had any part in goes the number to phone them about it."""
    kept = Involvement.filter(complaint__community_id=community_id, complaint__filer_id__not_isnull=True)
    nameless = Person.filter(telegram_id=None, erased_at=None, community_id=community_id)
    done = nameless.exclude(id__in=Subquery(kept.values("person_id")))
    return await Person.filter(id__in=await done.values_list("id", flat=True)).update(**_nobody(now))


async def _hand_over(caller: Person, person: Person, now: datetime) -> None:
    """Every row of theirs, whatever it is. The empty one stays: to delete it would take along what comes meanwhile."""
    open_ones = Complaint.filter(filer_id=caller.id, status__not_in=(*OVER, Status.DRAFT))
    shown = await open_ones.select_related("community", "assignee__person")
    await _belong_once(caller, person)
    tables = Person._meta  # noqa: SLF001 - Tortoise's own list of what points to a person
    for name in tables.backward_fk_fields:
        pointing = tables.fields_map[name]
        column, model = pointing.relation_field, pointing.related_model  # type: ignore[attr-defined]
        await model.filter(**{column: caller.id}).update(**{column: person.id})
    await Person.filter(id=caller.id).update(**_nobody(now))
    for complaint in shown:
        complaint.filer_id = person.id
        await dispatch.show_receipt(complaint, now)


def _nobody(now: datetime) -> dict[str, Any]:
    return {"name": "", "phone": "", "community_id": None, "erased_at": now}


async def _belong_once(caller: Person, person: Person) -> None:
    """Who phoned and said "me too" in the chat filed it."""
    for theirs in await Involvement.filter(person_id=caller.id):
        twice = Involvement.filter(complaint_id=theirs.complaint_id)
        less = person if theirs.role is InvolvementRole.FILER else caller
        if await twice.filter(person_id=person.id).exists():
            await twice.filter(person_id=less.id).delete()
