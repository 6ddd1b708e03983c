"""Whose home a phone number is, by the estate's roster: what the desk need not be asked (T6)."""

from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from desk.calendar import region_of
from models import Community, Home, Occupant

# Region → how its numbers begin from abroad, how long they are at home, and what they begin with there.
# The mainland's own prefix is dropped when a number is read (desk.privacy.plain_phone).
DIALLING: Mapping[str, tuple[str, int, str]] = MappingProxyType(
    {"HK": ("852", 8, ""), "MO": ("853", 8, ""), "TW": ("886", 9, "0"), "SG": ("65", 8, "")}
)


def written_at(phone: str, community: Community) -> frozenset[str]:
    """A number as Telegram tells it, and as this estate's roster may have it: without the area code.

    Only that of its own region: 9123 4567 is somebody else in Hong Kong than in Singapore.
    """
    region = region_of(ZoneInfo(community.timezone))
    if not phone or region not in DIALLING:
        return frozenset({phone} - {""})
    code, length, trunk = DIALLING[region]
    local = phone.removeprefix(code).removeprefix(trunk)
    abroad = phone.startswith(code) and len(local) == length
    return frozenset({phone, local, f"{trunk}{local}", f"{code}{trunk}{local}"} if abroad else {phone})


def written_in(phone: str, community: Community) -> frozenset[str]:
    """The same for a number as it is written in this estate's region, with the area code or without."""
    region = region_of(ZoneInfo(community.timezone))
    forms = written_at(phone, community)
    if region in DIALLING:
        code, length, trunk = DIALLING[region]
        local = phone.removeprefix(trunk)
        forms |= written_at(f"{code}{local}", community) if len(local) == length else frozenset()
    return forms


async def named(phone: str, home: Home, community: Community) -> Occupant | None:
    """Whom the roster names with this number for this home."""
    forms = list(written_at(phone, community))
    return await Occupant.filter(home_id=home.id, phone__in=forms).order_by("id").first() if forms else None


async def forget(phone: str) -> None:
    """No roster names this number any more, however it writes it."""
    for community in await Community.all():
        forms = list(written_at(phone, community))
        await Occupant.filter(home__community_id=community.id, phone__in=forms).delete()
