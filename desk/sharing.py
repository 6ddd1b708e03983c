"""Whose matter it is: of which estate, who may know of it, and who shares it. A part of its sheet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk import housing, indoors, joining, opinions, whereto
from desk.drafting import read_drafting
from desk.history import steps_of
from desk.pauses import asked_until
from desk.policy import policy_for
from models import Attachment, Complaint, Event
from models.kinds import Action, AttachmentKind, AttachmentStage, Discretion, Status


async def read_shared(row: Complaint, told: Mapping[Action, Event]) -> dict[str, Any]:
    """Rows of a sheet, by name."""
    return {
        "subject": row.subject,
        "discretion": row.discretion,
        "beside": row.verdict.get("beside") or 0,
        "where_open": whereto.is_open(row),
        "home_open": await housing.is_open(row),
        "unsettled": await housing.is_unsettled(row),
        "place_to_neighbours": _with_code(row, indoors.place_to_neighbours(row)),
        "assistance": row.assistance,
        "incident": row.incident_at is not None,
        "households": await _households(row) if row.incident_at or Action.JOIN in told else 1,
        "opinions": await opinions.said(row.id, row.round) if row.done_at else {},
        "filer_chat": row.filer.telegram_id if row.filer else None,
        "drafting": await read_drafting(row),
        "policy": policy_for(row.community.policy),
        "community": row.community.name,
        "zone": ZoneInfo(row.community.timezone),
        "language": row.community.language,
    }


def place_shown(row: Complaint) -> str:
    return _with_code(row, row.place)


def _with_code(row: Complaint, place: str) -> str:
    return " ".join(filter(None, [row.spot.name if row.spot else "", place]))


def hides_home(row: Complaint) -> bool:
    """Whoever reports a neighbour isn't named by their door either (T9)."""
    told = row.home_id is not None or bool(row.verdict.get("home"))
    return told and row.discretion is Discretion.ANONYMOUS


async def _households(row: Complaint) -> int:
    return await joining.households_of(row.id, row.community_id)


async def read_asked(row: Complaint) -> datetime | None:
    """Until when the work may wait for the resident's answer; an emergency waits for none."""
    if row.question_at is None or row.status is not Status.ACCEPTED or row.emergency:
        return None
    return asked_until(await steps_of(row), policy_for(row.community.policy).timing)


async def read_enclosed(row: Complaint) -> dict[str, Any]:
    """How much came with the report, and the photos that prove the work of this round."""
    rows = await Attachment.filter(complaint_id=row.id).values_list("kind", "stage", "round", "file_id")
    reported = [kind for kind, stage, _, _ in rows if stage is AttachmentStage.REPORT]
    photos, voices = (reported.count(kind) for kind in (AttachmentKind.PHOTO, AttachmentKind.VOICE))
    proofs = (
        file_id
        for kind, stage, round_, file_id in rows
        if kind is AttachmentKind.PHOTO and stage is AttachmentStage.PROOF and round_ == row.round
    )
    others = len(reported) - photos - voices
    return {"photos": photos, "voices": voices, "others": others, "proofs": tuple(proofs)}
