"""Before filing: the resident changes what we understood. Whatever they chose stays chosen."""

from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from desk import corrections, doubts, filing, homes
from desk.authority import Actor
from desk.blaming import still_knowing
from desk.changes import change, check_can, complaint_by_ref
from desk.enclosing import Report
from desk.errors import AlreadySettled, NotFound
from desk.rewording import pieces_of
from desk.sorting import (
    KINDS,
    MISCONDUCT,
    PLACE_LIMIT,
    discretion_of,
    discretion_sorted,
    hidden_or_shown,
    sorted_out,
)
from models import Attachment, Complaint, Event, Remark
from models.kinds import Action, Category, Discretion, Kind
from models.learning import Teacher
from triage import Triage

STEPS = ("category", "subject")  # of the guided way; the third is to confirm, and no step any more


async def choose_category(ref: str, actor: Actor, category: Category, now: datetime) -> Complaint:
    """The resident's own word on the category wins over triage's guess.

    When there was no guess to confirm, the choice is the confirmation: one tap either way.
    """
    draft = await complaint_by_ref(ref)
    guided, unsure = "guided" in draft.verdict and not draft.text, draft.category is None
    subject = draft.subject if category is draft.category and not guided else ""
    verdict = (
        _without(draft, "matters", "apart", "step")
        | {"chosen": True}
        | ({"step": "subject"} if guided else {})
    )
    await _refine(
        draft, actor, now, {"category": category}, category=category, subject=subject, verdict=verdict
    )
    if draft.text:
        await corrections.note_down(draft, category, Teacher.RESIDENT, now)
    return await filing.file(ref, actor, now) if unsure and not guided else draft


async def choose_subject(ref: str, actor: Actor, subject: str, now: datetime) -> Complaint:
    """The second step of the guided way; "" stands for something else."""
    draft = await complaint_by_ref(ref)
    if draft.text and draft.discretion is Discretion.CONFIDENTIAL:  # so their words are (D8)
        subject = MISCONDUCT
    kind = KINDS.get(subject, draft.kind)
    chosen = {"subject": subject, "kind": kind, "discretion": discretion_of(draft.category, subject)}
    await _refine(draft, actor, now, {"subject": subject}, **chosen, verdict=_without(draft, "step"))
    return draft


async def step_back(ref: str, actor: Actor, now: datetime) -> Complaint:
    """One step back on the guided way."""
    draft = await complaint_by_ref(ref)
    step = STEPS[max(0, STEPS.index(draft.verdict["step"]) - 1)] if "step" in draft.verdict else STEPS[-1]
    return await _refine(draft, actor, now, {"step": step}, verdict=draft.verdict | {"step": step})


async def set_place(ref: str, actor: Actor, place: str, triage: Triage, now: datetime) -> Complaint:
    """Where it is, in the resident's own words."""
    draft = await complaint_by_ref(ref)
    words = triage.of(draft.community.key).verdict(place)
    spot = sorted_out(words)["verdict"]["spot"]
    verdict = draft.verdict | {"placed": True, "spot": spot}
    place = " ".join(place.split())[:PLACE_LIMIT]
    columns: dict[str, Any] = {"place": place, "verdict": verdict}
    if spot.get("building"):  # a place of its own, and not more about the one whose code was scanned
        columns |= {"spot_id": None}
    return await _refine(draft, actor, now, {"place": place}, **columns)


async def set_home(ref: str, actor: Actor, residency_ref: str, now: datetime) -> Complaint:
    """In one of their homes, and nowhere else; none that they were refused, or have left, meanwhile."""
    draft, residency = await complaint_by_ref(ref), await homes.by_ref(residency_ref)
    if residency.person_id != draft.filer_id or residency.home_id is None:
        raise NotFound
    if not await homes.is_theirs(residency.id):
        raise AlreadySettled
    verdict = {name: told for name, told in draft.verdict.items() if name not in ("spot", "home")}
    where: dict[str, Any] = {"home_id": residency.home_id, "place": "", "spot_id": None}
    return await _refine(
        draft, actor, now, {"home": residency.id}, **where, verdict=verdict | {"placed": True}
    )


async def ask_for_work(ref: str, actor: Actor, now: datetime) -> Complaint:
    """What looked like praise or a suggestion is something to be dealt with, within the deadlines."""
    draft = await complaint_by_ref(ref)
    return await _refine(draft, actor, now, {"kind": Kind.COMPLAINT}, kind=Kind.COMPLAINT)


async def split(ref: str, actor: Actor, triage: Triage, now: datetime) -> list[Complaint]:
    """Two matters in one message become two complaints, each with its own number and department.

    What is about the staff keeps the row, with its history and what was sent along; the rest begins afresh, so that
    nothing of it is where those it is about can look (D8).
    """
    draft = await complaint_by_ref(ref)
    check_can(draft, Action.REFINE, actor)
    matters = draft.verdict.get("matters") or []
    words = still_knowing(triage.of(draft.community.key), draft)
    pieces = pieces_of(draft.text, matters)
    parts = [
        _part(words, piece, Category(category)) for piece, (category, _) in zip(pieces, matters, strict=False)
    ]
    hidden = [part for part in parts if part["discretion"] is Discretion.CONFIDENTIAL]
    exposed = draft.discretion is Discretion.CONFIDENTIAL and not hidden
    if len(parts) < 2 or exposed:  # noqa: PLR2004 - said more meanwhile, and it is one matter now
        return [await filing.file(ref, actor, now)]
    if draft.verdict.get("placed"):  # by the resident, when there was only the first
        told = {key: draft.verdict[key] for key in ("placed", "spot") if key in draft.verdict}
        first = next((part for part in parts if part not in hidden), parts[0])
        first |= {"place": draft.place, "verdict": first["verdict"] | told}
    parts.sort(key=lambda part: part["discretion"] is not Discretion.CONFIDENTIAL)
    await _refine(draft, actor, now, {"text": draft.text, "split": True}, **parts[0])
    made = [draft]
    for part in parts[1:]:
        report = Report(draft.community.bot_id or 0, part["text"])
        made.append(await filing.begin(actor, draft.community, report, part, now))
        await _hand_on(draft, made[-1])
    return [await filing.file(each.ref, actor, now) for each in made]


async def _hand_on(draft: Complaint, part: Complaint) -> None:
    """What came in the same message as the words of a part goes with them, and so do later edits of it."""
    said = Event.filter(complaint_id=draft.id)
    versions = [each.version for each in await said if str(each.facts.get("text") or "\0") in part.text]
    remarks = Remark.filter(complaint_id=draft.id, told_in=draft.id, version__in=versions)
    await remarks.update(complaint_id=part.id)
    sent = await Attachment.filter(complaint_id=draft.id).exclude(caption="")
    theirs = [each for each in sent if each.caption.strip() in part.text]
    albums = [each.album for each in theirs if each.album]
    moved = Q(id__in=[each.id for each in theirs]) | Q(album__in=albums)
    await Attachment.filter(moved, complaint_id=draft.id).update(complaint_id=part.id)


def _part(words: Triage, piece: str, category: Category) -> dict[str, Any]:
    found = sorted_out(words.verdict(piece))
    found["verdict"].pop("matters", None)
    return found | {
        "category": category,
        "discretion": discretion_of(category, found["subject"]),
        "text": piece,
    }


async def nobody_is_in_danger(draft: Complaint, actor: Actor, now: datetime) -> Complaint:
    """They were asked, and say so: not asked again about the same words."""
    verdict = _without(draft, "perhaps_danger") | {"safe": True}
    await _refine(draft, actor, now, {"safe": True}, verdict=verdict)
    await doubts.watch(draft, now)
    return draft


async def _refine(
    draft: Complaint, actor: Actor, now: datetime, facts: dict[str, Any], **columns: Any
) -> Complaint:
    category, subject = columns.get("category", draft.category), columns.get("subject", draft.subject)
    sorted_anew = discretion_of(category, subject) if subject else discretion_sorted(draft, category)
    discretion = columns.setdefault("discretion", sorted_anew)
    columns.setdefault("place", hidden_or_shown(draft, discretion)["place"])
    return await change(draft, Action.REFINE, actor, now, facts=facts, **columns)


def _without(draft: Complaint, *names: str) -> dict[str, Any]:
    return {key: value for key, value in draft.verdict.items() if key not in names}
