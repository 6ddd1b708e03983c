"""Where what a resident says belongs: to an open complaint, to a new matter, or they are asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from desk import beside, enclosing, filing, whereto
from desk.addresses import own_address, read_address
from desk.authority import Actor
from desk.enclosing import Report
from desk.following import OPEN, joined_at_hand, matters_at_hand, numbered, replied
from desk.likeness import alike, categories, differs, one_subject
from desk.sorting import THANKED, likely
from models import Complaint
from models.kinds import Discretion, Kind, Status
from triage import Triage, Verdict

NUMBER = re.compile(r"#\s*(\d{1,9})")  # as receipts tell it
SHORT = 15.0  # characters; two of the Latin alphabet say as much as one Chinese


@dataclass(frozen=True)
class Belonging:
    """Where a message belongs: to an open complaint, to a new matter (neither), or nobody can tell."""

    target: Complaint | None = None
    unsure: bool = False
    apart: bool = False  # new, and not to what is being asked about


NEW, UNSURE, APART = Belonging(), Belonging(unsure=True), Belonging(apart=True)


async def belonging_of(
    actor: Actor, report: Report, triage: Triage, chat_id: int, replied_to: int | None
) -> Belonging:
    """A reply, or a number in it, says it itself; danger never waits to be asked; a draft takes what follows.

    For the rest: ideas and other subjects are new matters, short or same-subject words and pictures are
    supplements when only one complaint is open, and whatever is unclear is asked. What fits none of their own
    may be about a neighbour's that they joined.
    """
    verdict = triage.verdict(report.text) if report.text else None
    if verdict is not None and verdict.emergency:
        return NEW  # staff's: a resident's cry is heard before anything else (desk.crying)
    if await enclosing.begun_album(actor, report):
        return NEW  # the rest of an album goes where it began
    draft = await filing.draft_of(actor)
    other = verdict is not None and draft is not None and await _another(verdict, draft, actor)
    meant = await _meant(actor, report, chat_id, replied_to)
    if verdict is not None and verdict.personal and not (meant and _hidden(meant)):
        return APART if other else NEW  # never onto a card that those it is about can see (D8)
    if meant:
        return _replying(meant, actor, verdict)
    if draft or (verdict is not None and verdict.kind == Kind.SUGGESTION):
        return APART if other else NEW
    return await _open_to(actor, verdict, report.text)


async def _open_to(actor: Actor, verdict: Verdict | None, text: str) -> Belonging:
    """Their own matters first; an address says where, and nothing of what, and a neighbour's needs none."""
    where = read_address(own_address(text) or text) is not None
    own = _among(await matters_at_hand(actor), None if where else verdict, text)
    return own if own != NEW or where else _among(await joined_at_hand(actor), verdict, text)


async def _another(verdict: Verdict, draft: Complaint, actor: Actor) -> bool:
    """Plainly none of a draft that is asked about, or nothing that may be hidden with it: it begins its own."""
    picking = bool(draft.verdict.get("picking"))
    if verdict.personal:
        return (picking or bool(draft.text)) and draft.discretion is not Discretion.CONFIDENTIAL
    if not picking:
        return False
    if verdict.kind in THANKED:
        return True
    if draft.category is not None:
        return False  # the two are told apart there (desk.rewording)
    if len(verdict.matters) > 1:
        return True
    matters = await matters_at_hand(actor)
    clear = verdict.confident and not any(_alike(verdict, each) for each in matters)
    return clear or all(differs(verdict, each) for each in matters)


async def _meant(actor: Actor, report: Report, chat_id: int, replied_to: int | None) -> Complaint | None:
    if replied_to is not None and (above := await replied(actor, report.bot_id, chat_id, replied_to)):
        return above
    numbers = set(NUMBER.findall(normalize("NFKC", report.text)))
    return await numbered(int(numbers.pop()), actor) if len(numbers) == 1 else None


def _hidden(meant: Complaint) -> bool:
    """A matter about the staff already: more of the same belongs there, as with its button."""
    return meant.discretion is Discretion.CONFIDENTIAL and meant.status in OPEN


def _replying(meant: Complaint, actor: Actor, verdict: Verdict | None) -> Belonging:
    """To a neighbour's matter that was joined: one's own are not to get lost in it."""
    if meant.status not in OPEN:
        return NEW
    joined = meant.filer_id != actor.person_id
    other = joined and verdict is not None and verdict.subject not in (None, meant.subject)
    return UNSURE if other else Belonging(meant)


def _among(matters: Sequence[Complaint], verdict: Verdict | None, text: str) -> Belonging:
    if not matters or (verdict and all(_is_other(verdict, text, each) for each in matters)):
        return NEW
    if len(matters) == 1 and (verdict is None or _clearly(verdict, text, matters[0])):
        return Belonging(matters[0])
    return UNSURE


def _is_other(verdict: Verdict, text: str, complaint: Complaint) -> bool:
    """Also what may be a second danger, or is told beside one, however few its words (desk.beside)."""
    if differs(verdict, complaint) or not complaint.emergency:
        return differs(verdict, complaint)
    if verdict.perhaps_danger:
        return beside.may_be_another(complaint, verdict, text, asked=whereto.is_open(complaint))
    return beside.is_another_matter(complaint, verdict, text)


def _clearly(verdict: Verdict, text: str, complaint: Complaint) -> bool:
    """Plainly the same matter: its subject again, or words about nothing else and nowhere else.

    Few words while somebody works on it; of work just done people speak at length, where nothing else is named.
    """
    feedback = complaint.status is Status.DONE and not likely(verdict)
    few = feedback or _length(text) <= SHORT
    nothing_else = verdict.category in categories(complaint) or not verdict.confident
    return one_subject(verdict, complaint) or (few and nothing_else and alike(verdict, complaint))


def _alike(verdict: Verdict, complaint: Complaint) -> bool:
    return verdict.category in categories(complaint) and alike(verdict, complaint)


def _length(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)
