"""What triage found out, as a complaint keeps it."""

from dataclasses import asdict
from typing import Any

from models import Complaint
from models.kinds import Category, Discretion, Kind, Severity, Status
from triage import Triage, Verdict

LIKELY = 0.6  # a guess worth showing: the resident sees it and confirms it
PLACE_LIMIT = 255  # characters, of the column
THANKED = frozenset({Kind.SUGGESTION, Kind.PRAISE})  # thanked and passed on; nothing is promised (I4)
PERSON = "person"  # wants to talk to a human being
MISCONDUCT = "staff_attitude"  # how somebody of the staff behaved (D8)
DESPAIR = "despair"  # wants to die: answered, and told to one above only
# What the guided way offers in each category; anything else is said in words.
SUBJECTS: dict[Category, tuple[str, ...]] = {
    Category.REPAIRS: ("leak", "power", "elevator", "door", "drainage"),
    Category.CLEANING: ("garbage", "cleanliness", "smell", "pests", "greening"),
    Category.SECURITY: ("parking", "strangers", "animals", "falling_objects", "fire_safety"),
    Category.NOISE: ("renovation", "neighbours", "machines", "music", "construction"),
    Category.FEES: ("fees", "parking_fee", "water_fee", "refund"),
    Category.OTHER: (MISCONDUCT, "suggestion", "praise", "question"),
}
# What triage hears besides; "noise" and "repair_work" would only say the category once more.
HEARD = frozenset(
    [
        "access",
        "air_conditioning",
        "bearing_wall",
        "break_in",
        "building",
        "building_quality",
        "burst_pipe",
        "committee",
        "deeds",
        "developer",
        "dust",
        "facilities",
        "falling",
        "fire",
        "fumes",
        "gas",
        "government",
        "guards",
        "health",
        "heating",
        "illegal_building",
        "injury",
        "labour",
        "lighting",
        "network",
        "obstruction",
        "order",
        "road",
        "safety",
        "schools",
        "short_let",
        "staff",
        "trade",
        "traffic",
        "transport",
        "vandalism",
        "vendors",
        "water",
    ]
)
DANGERS = frozenset(
    {"trapped", "fire", "gas", "shock", "burst", "falling", "injury", "break_in", "brink", DESPAIR}
)
NAMED = HEARD | DANGERS | {PERSON, *(name for names in SUBJECTS.values() for name in names)}  # have words
KINDS = {"suggestion": Kind.SUGGESTION, "praise": Kind.PRAISE, "question": Kind.QUESTION}


def likely(verdict: Verdict) -> bool:
    """Whether it is about one of the departments, as far as a guess worth showing goes."""
    _, share = verdict.ranked[0]
    return verdict.category != Category.OTHER and (verdict.confident or share >= LIKELY)


def at_risk(kind: Kind) -> bool:
    """Whether somebody may need help at once; not in a word of thanks."""
    return kind not in THANKED


def is_thanked(complaint: Complaint) -> bool:
    """Thanked for, and nobody works on it: nothing more is to be said of it unless they reply to it."""
    return complaint.kind in THANKED and complaint.status is Status.WAITING


def sorted_out(verdict: Verdict) -> dict[str, Any]:
    """What triage found out. An unsure verdict leaves the category open, to be asked (never guessed)."""
    category = verdict.category
    found: dict[str, Any] = {
        "category": Category(category) if verdict.confident or likely(verdict) else None,
        "subject": verdict.subject or "",
        "kind": Kind(verdict.kind) if verdict.kind != "none" else Kind.COMPLAINT,
        "severity": Severity(verdict.severity),
        "emergency": verdict.emergency or "",
        "place": verdict.place or "",
        "verdict": {
            "ranked": [[category, round(share, 3)] for category, share in verdict.ranked],
            "because": [[reason.word, reason.category, reason.weight] for reason in verdict.because],
            "spot": {part: told for part, told in asdict(verdict.spot).items() if told},
        },
    }
    if verdict.emergency == DESPAIR:
        found |= {"subject": DESPAIR, "category": Category.OTHER, "kind": Kind.COMPLAINT}
    elif verdict.personal and found["kind"] is not Kind.PRAISE:
        found |= {"subject": MISCONDUCT, "category": found["category"] or Category.OTHER}
        found["verdict"]["about"] = {"ranks": list(verdict.ranks), "names": list(verdict.named)}
        if (
            found["kind"] in THANKED
        ):  # "dismiss him": nothing to be thanked for, and not read by him either (D8)
            found["kind"] = Kind.COMPLAINT
    if verdict.perhaps_danger:
        found["verdict"]["perhaps_danger"] = True
    if len(verdict.matters) > 1 and not verdict.emergency:
        found["verdict"]["matters"] = [[matter.category, matter.text] for matter in verdict.matters]
    return found | {"discretion": discretion_of(found["category"], found["subject"])}


def discretion_of(category: Category | None, subject: str) -> Discretion:
    """Whoever reports a neighbour isn't named; what is about the staff, and whoever wants to die, goes past them (D8)."""
    if subject in (MISCONDUCT, DESPAIR):
        return Discretion.CONFIDENTIAL
    return Discretion.ANONYMOUS if category is Category.NOISE else Discretion.OPEN


def is_about_those_who_see(complaint: Complaint, said: str, triage: Triage) -> bool:
    """About one of the staff: never onto a card that they can see (D8)."""
    open_to_all = complaint.discretion is not Discretion.CONFIDENTIAL
    return open_to_all and bool(said) and triage.verdict(said).personal


def discretion_sorted(complaint: Complaint, category: Category | None) -> Discretion:
    """What another category makes of it; what is about the staff stays so, whatever it is called (D8)."""
    if complaint.discretion is Discretion.CONFIDENTIAL:
        return Discretion.CONFIDENTIAL
    return discretion_of(category, "")


def place_sorted(place: str, home: str, discretion: Discretion) -> str:
    """A home told in words stands before the place, but not that of somebody who isn't named (T9)."""
    bare = place.removeprefix(home).strip()
    return bare if discretion is Discretion.ANONYMOUS else f"{home} {bare}".strip()[:PLACE_LIMIT]


def hidden_or_shown(complaint: Complaint, discretion: Discretion) -> dict[str, Any]:
    """What changes with who may know whose matter it is."""
    home = str(complaint.verdict.get("home", ""))
    return {"discretion": discretion, "place": place_sorted(complaint.place, home, discretion)}
