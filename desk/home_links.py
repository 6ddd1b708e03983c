"""Links that bind a home: letters of the desk and invitations of the family (T6)."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F

from desk import claim_cards, homes, housing, notices
from desk.authority import Actor
from desk.errors import NotFound, SpentLink
from desk.homes import OPEN, facts_of
from desk.policy import policy_for
from models import Community, Home, HomeLink, Person, Residency
from models.kinds import ResidencyKind, ResidencyState

TOKEN_BYTES = 18  # 144 random bits, 24 letters in a link (T6 wants 128)


async def make_link(home: Home, now: datetime, kind: ResidencyKind, by: Person | None = None) -> str:
    """A fresh token for a letter or an invitation; only its digest is kept."""
    policy = policy_for((await Community.get(id=home.community_id)).policy)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await HomeLink.create(
        home=home,
        digest=digest_of(token),
        kind=kind,
        made_by=by,
        expires_at=now + (policy.invitation_valid if by else policy.letter_valid),
    )
    return token


async def invite(ref: str, actor: Actor, now: datetime) -> str:
    """A token for the rest of the family. Whoever uses it is confirmed like everybody else."""
    residency = await homes.by_ref(ref)
    if residency.person_id != actor.person_id or residency.state is not ResidencyState.CONFIRMED:
        raise NotFound
    if residency.home is None:
        raise NotFound  # never offered: nobody knows which home that is
    return await make_link(residency.home, now, ResidencyKind.FAMILY, residency.person)


async def open_link(actor: Actor, token: str, now: datetime) -> Residency:
    """Binds whoever opens the link first. Used, expired or made up: the answer is the same.

    Where somebody lives already, they or the desk are asked first.
    """
    link = await HomeLink.get_or_none(digest=digest_of(token)).select_related("home__community")
    if link is None:
        raise SpentLink
    again = await Residency.filter(person_id=actor.person_id, home_id=link.home_id, state__in=OPEN).first()
    fresh = HomeLink.filter(id=link.id, used_at=None, expires_at__gt=now)
    if again is not None and (again.state is ResidencyState.CONFIRMED or not await fresh.exists()):
        return await homes.by_ref(again.ref)
    if not await fresh.update(used_at=now):
        raise SpentLink
    await Home.filter(id=link.home_id).update(room=F("room"))  # its letters are opened one after another
    present = await homes.present(link.home_id)
    state = ResidencyState.PENDING if present else ResidencyState.CONFIRMED
    if again is not None:
        return await _vouch(again, link.kind, state, present, now)
    residency = await homes.move_in(actor.person_id, link.home.community, link.home, link.kind, state, now)
    await housing.house_complaints(actor, residency, now)
    if present:
        await _ask_present(residency, present, now)
        await notices.tell_community(residency.community, "home_claimed", now, facts_of(residency))
    return residency


async def _vouch(
    claim: Residency, kind: ResidencyKind, state: ResidencyState, present: Sequence[Person], now: datetime
) -> Residency:
    """Their own word was waiting, and now the letter speaks for it. The desk was asked then, those at home not."""
    waiting = Residency.filter(id=claim.id, state=ResidencyState.PENDING)
    told = claim.kind if kind is ResidencyKind.UNTOLD else kind
    await waiting.update(state=state, kind=told, address="")
    residency = await homes.by_ref(claim.ref)
    await claim_cards.answer_all(residency, now)
    if claim.address:
        await _ask_present(residency, present, now)
    return residency


async def _ask_present(residency: Residency, present: Sequence[Person], now: datetime) -> None:
    for person in present:
        await notices.tell_person(person, residency.community, "home_newcomer", now, facts_of(residency))


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
