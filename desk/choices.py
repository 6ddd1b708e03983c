"""The few policy values a manager changes in the chat; the estate file changes any of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from desk.arranging import hold
from desk.authority import Actor, check_manages
from desk.errors import DoesNotFit, NotFound
from desk.policy import WrongPolicy, defaults, policy_for
from models import Community

PHONE = "danger.duty_phone"  # is typed, not chosen
CHOICES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "clocks.first_answer": ("30min service", "1h service", "2h service", "4h service"),
        "clocks.emergency_on_site": ("15min", "20min", "30min", "45min"),
        "clocks.finish_minor": ("1d working", "2d working", "3d working", "5d working"),
        "callback.civil_from": ("08:00", "09:00", "10:00"),
        "callback.civil_to": ("19:00", "20:00", "20:30", "21:00"),
        "callback.low_score": (2, 3),
        "joining.incident_from": (2, 3, 5, 8),
        "shifts.sign_within": ("10min", "15min", "30min"),
        "calendar.region": ("auto", "CN", "HK", "MO", "TW", "SG", ""),
    }
)


def value_of(policy: Mapping[str, Mapping[str, Any]], line: str) -> Any:
    """What holds now: the community's own value, else the default."""
    section, _, name = line.partition(".")
    own = policy.get(section, {})
    return own[name] if name in own else defaults()[section][name]


async def choose(community_id: int, actor: Actor, line: str, said: str) -> Community:
    """One of the choices, from now on. Raises NotFound, ManagersOnly, DoesNotFit."""
    check_manages(actor, community_id)
    value = next((each for each in CHOICES.get(line, ()) if str(each) == said), None)
    if value is None:
        raise NotFound
    return await _keep(community_id, line, value)


async def say_phone(community_id: int, actor: Actor, said: str) -> Community:
    """The duty desk's number, which residents are told when there is danger; "" tells none."""
    check_manages(actor, community_id)
    return await _keep(community_id, PHONE, said)


async def _keep(community_id: int, line: str, value: Any) -> Community:
    await hold(community_id)
    community = await Community.get(id=community_id)
    section, _, name = line.partition(".")
    policy = community.policy | {section: community.policy.get(section, {}) | {name: value}}
    try:
        policy_for(policy)
    except WrongPolicy as wrong:
        raise DoesNotFit from wrong
    await Community.filter(id=community_id).update(policy=policy)
    community.policy = policy
    return community
