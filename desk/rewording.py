"""What further words, and edited ones, make of a draft."""

from itertools import pairwise
from typing import Any

from desk.blaming import still_knowing
from desk.likeness import differs, kindred
from desk.sorting import MISCONDUCT, discretion_of, place_sorted, sorted_out
from models import Complaint
from triage import Triage, Verdict
from triage.normal import LONGEST, shown

BORDERS = " ,;\n\u3001\uff0c\uff1b"  # what stands between two matters and belongs to neither
FEWEST = 4  # letters that can name a matter: "it smells" is said of what was named before
TOLD = 20  # letters that tell where a matter begins


def more_said(draft: Complaint, said: str, triage: Triage) -> dict[str, Any]:
    """What a further message makes of a draft; what the resident chose stays.

    Triage reads the beginning of a text only, and danger may come last. What is plainly about something
    else is offered to be filed apart: neither matter hides the other.
    """
    found = _anew(draft, f"{draft.text}\n{said}".strip(), said, triage)
    if "perhaps_danger" in draft.verdict:  # they have not said yet
        found["verdict"]["perhaps_danger"] = True
    matters = [] if found["emergency"] else _matters(draft, triage.verdict(said), said)
    apart = {"matters": matters, "apart": True, "picking": False}
    return found | {"verdict": found["verdict"] | apart} if matters else found


def _matters(draft: Complaint, verdict: Verdict, said: str) -> list[list[str]]:
    """Those of the draft, and the one that came after; [] while there is one."""
    known = draft.verdict.get("matters", []) if draft.verdict.get("apart") else []
    if not draft.text or draft.category is None:
        return []
    known_categories = {category for category, _ in known}
    if len(said) < FEWEST or not differs(verdict, draft) or verdict.category in known_categories:
        return list(known)
    more = [[each.category, each.text] for each in verdict.matters]
    return [*(known or [[str(draft.category), draft.text]]), *(more or [[verdict.category, said]])]


def reworded(draft: Complaint, before: str, said: str, triage: Triage) -> dict[str, Any]:
    """What an edited message makes of a draft."""
    text = draft.text.replace(before, said, 1) if before and before in draft.text else f"{draft.text}\n{said}"
    return _anew(draft, text.strip(), said, triage)


def _anew(draft: Complaint, text: str, said: str, triage: Triage) -> dict[str, Any]:
    triage = still_knowing(triage, draft)
    found = sorted_out(triage.verdict(text))
    latest = sorted_out(triage.verdict(said))
    if latest["emergency"] and not found["emergency"]:
        found |= {"emergency": latest["emergency"], "severity": latest["severity"]}
    kept: dict[str, Any] = {
        key: draft.verdict[key]
        for key in ("chosen", "placed", "alone", "guided", "picking", "home", "beside", "safe")
        if key in draft.verdict
    }
    if latest["verdict"].get("perhaps_danger"):  # asked about, however much else is said
        kept["perhaps_danger"] = True
    elif "safe" in kept:  # they have answered already
        found["verdict"].pop("perhaps_danger", None)
    endangered = found["emergency"] and draft.subject == MISCONDUCT  # rung for, not kept for few (I6)
    if endangered or _gainsays(triage.verdict(said), draft):
        kept.pop("chosen", None)  # chosen before a word was said: the words know better
    if "placed" in kept:
        found |= {"place": draft.place}
        kept |= {"spot": draft.verdict.get("spot", {})}
    if "chosen" in kept:
        own = found["verdict"]["ranked"][0][0] == draft.category  # else the words name no subject of its
        found["category"] = draft.category
        if found["subject"] != MISCONDUCT:  # what is about the staff goes past them, whatever was chosen (D8)
            found["subject"] = draft.subject or (found["subject"] if own else "")
        found["verdict"].pop("matters", None)
    elif found["category"] is None:
        kept |= {"misses": draft.verdict.get("misses", 0) + 1}
    found["discretion"] = discretion_of(found["category"], found["subject"])
    found["place"] = place_sorted(found["place"], kept.get("home", ""), found["discretion"])
    return found | {"text": text, "verdict": found["verdict"] | kept}


def _gainsays(verdict: Verdict, draft: Complaint) -> bool:
    """The first words are plainly about something else than the subject that was chosen without any."""
    if draft.text or not draft.subject or not verdict.subject or not differs(verdict, draft):
        return False
    return not kindred(verdict.subject, draft.subject)


def pieces_of(text: str, matters: list[list[str]]) -> list[str]:
    """The text cut in as many pieces as it has matters, each from where its matter begins; none is lost.

    Where a matter begins nowhere to be found, or nothing stands before it, the text stays whole.
    """
    starts = sorted(_start_of(said, text) for _, said in matters[1:])
    pieces = [text[start:end].strip(BORDERS) for start, end in pairwise([0, *starts, len(text)])]
    return pieces if all(pieces) and -1 not in starts else [text]


def _start_of(said: str, text: str) -> int:
    """Triage tells a matter in plain letters; the resident may have written others. -1 when it isn't there."""
    if said in text:
        return text.find(said)
    begins = (
        at for at in range(len(text[:LONGEST])) if shown(text[at : at + 3 * TOLD]).startswith(said[:TOLD])
    )
    return next(begins, -1)
