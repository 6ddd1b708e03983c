"""What a danger may have grown out of: what somebody has open, and the words in which they told where it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

from desk import following, joining
from desk.authority import Actor
from desk.likeness import categories, differs, elsewhere, one_subject
from desk.sorting import likely
from models import Complaint, Event, Home
from models.kinds import Action, Category, Discretion, InvolvementRole
from triage import Verdict

HANDS_ON = (Category.REPAIRS, Category.SECURITY)  # whoever has these runs there and can help
CALLED = "called"  # a mere cry for help: which danger it is, isn't told
_WATER = frozenset({"leak", "water", "drainage", "heating", "burst_pipe"})
_BUILT = frozenset({"building", "building_quality", "bearing_wall", "falling_objects", "falling"})
# What each danger grows out of, as triage names subjects; and by which of them its own words may call it.
KIN: Mapping[str, tuple[frozenset[str], ...]] = {
    "burst": (_WATER,),
    "shock": (frozenset({"power", "lighting"}), _WATER | {"power"}),
    "fire": (frozenset({"power", "gas", "fire"}),),
    "gas": (frozenset({"gas"}),),
    "trapped": (frozenset({"elevator"}),),
    "falling": (_BUILT, frozenset({"elevator", "falling"})),
    "break_in": (frozenset({"strangers", "order", "break_in"}),),
}
# Dangers that come of what is broken; a fire, an injury or a thief may come of themselves.
OF_THINGS = frozenset({"burst", "shock", "gas", "trapped", "falling"})
# Subjects that only name a danger: they speak of no other thing than the one that was replied to.
NO_THING = frozenset({"fire", "gas", "burst_pipe", "injury", "safety", "falling", "break_in"})


@dataclass(frozen=True)
class Origin:
    """Something open, and where this person told that it is."""

    complaint: Complaint
    told: Complaint  # their own report of it: of who joined, the draft that went in (T9)


async def near(actor: Actor, verdict: Verdict) -> list[Origin]:
    """What they have open, or joined, unless the words tell that they are elsewhere.

    What is about one of the staff never goes onto a card that they can see, nor the other way (D8).
    """
    own = [
        Origin(each, each)
        for each in await following.matters_at_hand(actor)
        if (each.discretion is Discretion.CONFIDENTIAL) is verdict.personal
    ]
    joined = [] if verdict.personal else await _joined(actor)
    return [each for each in (*own, *joined) if not await is_away(verdict, each.told)]


async def is_akin(verdict: Verdict, draft: Complaint) -> bool:
    """Whether the danger grew out of what is still being asked about."""
    return grew_from(verdict, draft) and not await is_away(verdict, draft)


def grew_from(verdict: Verdict, complaint: Complaint) -> bool:
    """Whether nobody need say it: a burst is of the leak, a shock of the socket."""
    groups = KIN.get(verdict.emergency or "", ())
    kin = next((each for each in groups if complaint.subject in each), frozenset())
    named = verdict.subject is None or verdict.subject in kin
    told_elsewhere = not any(astuple(verdict.spot)) and elsewhere(verdict, complaint)
    return bool(kin) and named and not (told_elsewhere or verdict.personal or complaint.emergency)


def may_be_of(verdict: Verdict, complaint: Complaint) -> bool:
    """Of what is replied or added to: unless they name another thing, or it is nobody's who could help."""
    if complaint.emergency or complaint.category not in HANDS_ON:
        return not differs(verdict, complaint)
    unnamed = not (verdict.subject and complaint.subject) or verdict.subject in NO_THING
    return unnamed or verdict.subject == complaint.subject or grew_from(verdict, complaint)


def raised_by(verdict: Verdict, near: Sequence[Origin], *, asked: bool) -> Complaint | None:
    """The one that these words make an emergency. Between two places nobody guesses."""
    new = [each for each in near if each.complaint.emergency != verdict.emergency]
    akin = (grew_from(verdict, each.complaint) or one_subject(verdict, each.complaint) for each in new)
    found = only_place([each for each, is_akin in zip(new, akin, strict=True) if is_akin])
    if found is None and not asked and len(near) == 1 and _may_be_any(verdict, near[0].complaint):
        found = near[0]
    return found.complaint if found else None


def only_place(origins: Iterable[Origin]) -> Origin | None:
    """The newest, if all of them are in one place."""
    known = list(origins)
    places = {(each.told.place, each.told.spot_id, each.told.home_id) for each in known}
    return known[0] if len(places) == 1 else None


def _may_be_any(verdict: Verdict, complaint: Complaint) -> bool:
    """Words that tell no place and no thing, of the only matter that is open."""
    if verdict.subject or verdict.place or complaint.emergency or complaint.category not in HANDS_ON:
        return False
    nameless = not complaint.subject and verdict.emergency in OF_THINGS
    alike = nameless and likely(verdict) and verdict.category in categories(complaint)
    return verdict.emergency == CALLED or alike


async def is_away(verdict: Verdict, told: Complaint) -> bool:
    """Whether the words tell another place than this."""
    home = await Home.get_or_none(id=told.home_id) if told.home_id else None
    here, there = verdict.spot, joining.spot_of(told, home)
    shared = any(astuple(there)) and here.ground not in ("", there.ground)
    return joining.apart(here, there) or shared


async def _joined(actor: Actor) -> list[Origin]:
    theirs = {"involvements__person_id": actor.person_id, "involvements__role": InvolvementRole.JOINED}
    open_ones = Complaint.filter(**theirs, status__in=following.AT_WORK)
    open_ones = open_ones.exclude(discretion=Discretion.CONFIDENTIAL).order_by("-id")
    found = []
    for each in await open_ones.select_related("community", "assignee__person"):
        joins = Event.filter(complaint_id=each.id, action=Action.JOIN, actor_id=actor.person_id)
        last = await joins.order_by("-version").first()
        told = await Complaint.get_or_none(ref=last.facts["draft"]) if last else None
        each.joiners = frozenset({actor.person_id})
        found += [Origin(each, told)] if told else []
    return found
