"""Where what a resident says belongs: to an open complaint, to a new matter, or they are asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from desk import enclosing, filing
from desk.addresses import read_address
from desk.authority import Actor
from desk.enclosing import Report
from desk.following import OPEN, numbered, open_matters, replied
from desk.likeness import alike, categories, differs, elsewhere, one_subject
from models import Complaint
from models.kinds import Discretion, Kind
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
    supplements when only one complaint is open, and whatever is unclear is asked.
    """
    verdict = triage.verdict(report.text) if report.text else None
    if verdict is not None and verdict.emergency:
        return NEW  # staff's: a resident's cry is heard before anything else (desk.crying)
    if await enclosing.begun_album(actor, report):
        return NEW  # the rest of an album goes where it began
    draft = await filing.draft_of(actor)
    other = verdict is not None and draft is not None and await _another(verdict, draft, actor)
    if verdict is not None and verdict.personal:  # never onto a card that those it is about can see (D8)
        return APART if other else NEW
    if meant := await _meant(actor, report, chat_id, replied_to):
        return _replying(meant, actor, verdict)
    if draft or (verdict is not None and verdict.kind == Kind.SUGGESTION):
        return APART if other else NEW
    if read_address(report.text) is not None:
        verdict = None  # says where, and nothing of what
    return _among(await open_matters(actor), verdict, report.text)


async def _another(verdict: Verdict, draft: Complaint, actor: Actor) -> bool:
    """Plainly none of a draft that is asked about, or nothing that may be hidden with it: it begins its own."""
    picking = bool(draft.verdict.get("picking"))
    if verdict.personal:
        return (picking or bool(draft.text)) and draft.discretion is not Discretion.CONFIDENTIAL
    if not picking:
        return False
    known = draft.category is not None  # the two are told apart there (desk.rewording)
    return not known and all(differs(verdict, each) for each in await open_matters(actor))


async def _meant(actor: Actor, report: Report, chat_id: int, replied_to: int | None) -> Complaint | None:
    if replied_to is not None and (above := await replied(actor, report.bot_id, chat_id, replied_to)):
        return above
    numbers = set(NUMBER.findall(normalize("NFKC", report.text)))
    return await numbered(int(numbers.pop()), actor) if len(numbers) == 1 else None


def _replying(meant: Complaint, actor: Actor, verdict: Verdict | None) -> Belonging:
    """To a neighbour's matter that was joined: one's own are not to get lost in it."""
    if meant.status not in OPEN:
        return NEW
    joined = meant.filer_id != actor.person_id
    other = joined and verdict is not None and verdict.subject not in (None, meant.subject)
    return UNSURE if other else Belonging(meant)


def _among(matters: Sequence[Complaint], verdict: Verdict | None, text: str) -> Belonging:
    if not matters or (verdict and all(differs(verdict, each) for each in matters)):
        return NEW
    if len(matters) == 1 and (verdict is None or _clearly(verdict, text, matters[0])):
        return Belonging(matters[0])
    return UNSURE


def _clearly(verdict: Verdict, text: str, complaint: Complaint) -> bool:
    """Plainly the same matter: its subject again, or a few words about nothing else and nowhere else."""
    same = verdict.category in categories(complaint) and alike(verdict, complaint)
    few = (same or not verdict.confident) and _length(text) <= SHORT
    return one_subject(verdict, complaint) or (few and not elsewhere(verdict, complaint))


def _length(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)
