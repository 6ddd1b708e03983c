"""What somebody says in one message: words, and what is sent along. The bytes stay with Telegram."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.expressions import F

from desk import notices
from desk.authority import Actor
from desk.changes import refresh_cards
from desk.errors import Outrun
from desk.policy import policy_for
from models import Attachment, Complaint, Remark
from models.kinds import Action, AttachmentKind, AttachmentStage


@dataclass(frozen=True)
class Enclosure:
    """Something sent along with a message; the bytes stay with Telegram."""

    kind: AttachmentKind
    file_id: str = ""
    file_unique_id: str = ""
    caption: str = ""
    album: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Report:
    """What a resident said in one message."""

    bot_id: int
    text: str
    enclosures: Sequence[Enclosure] = ()
    message_id: int | None = None


def said_in(report: Report) -> dict[str, Any]:
    """The facts of what is passed on: the words, and the first file that goes along."""
    enclosed = [{"kind": item.kind, "file_id": item.file_id} for item in report.enclosures if item.file_id]
    return {"text": report.text} | (enclosed[0] if enclosed else {})


async def has_album(complaint: Complaint, report: Report) -> bool:
    """Whether the message is a further part of an album that has begun already."""
    albums = {item.album for item in report.enclosures if item.album}
    return bool(albums) and await Attachment.filter(complaint_id=complaint.id, album__in=albums).exists()


async def begun_album(actor: Actor, report: Report) -> Complaint | None:
    """Where the earlier parts of this album went: Telegram sends each part as a message of its own."""
    albums = {item.album for item in report.enclosures if item.album}
    if not albums:
        return None
    parts = Attachment.filter(person_id=actor.person_id, stage=AttachmentStage.REPORT, album__in=albums)
    first = await parts.first().select_related("complaint__community", "complaint__assignee__person")
    return first.complaint if first else None


async def enclose_report(complaint: Complaint, actor: Actor, report: Report, now: datetime) -> None:
    """What a resident's message brought, words recorded before: where it went is known from now on.

    Raises Outrun when it has gone on without the picture: it may be a part of another one by now.
    """
    if not report.text and not await _is_as_read(complaint):
        raise Outrun(Action.SUPPLEMENT, complaint.status, number=complaint.number)
    kept = await _within_room(complaint, actor, report, now)
    await enclose(complaint, actor, kept, AttachmentStage.REPORT, now)
    if report.message_id is None:
        return
    remark = Remark(
        complaint_id=complaint.id,
        person_id=actor.person_id,
        bot_id=report.bot_id,
        message_id=report.message_id,
        told_in=complaint.id,
        version=complaint.version if report.text else None,
        at=now,
    )
    await Remark.bulk_create([remark], ignore_conflicts=True)


async def _is_as_read(complaint: Complaint) -> bool:
    """Until this transaction ends; words have made a step, and are as good."""
    same = Complaint.filter(id=complaint.id, version=complaint.version)
    return bool(await same.update(version=F("version")))


async def _within_room(complaint: Complaint, actor: Actor, report: Report, now: datetime) -> Report:
    """As many as anybody will look at (T13), each person's counted alone; who sends more hears it."""
    if not report.enclosures:
        return report
    most = policy_for(complaint.community.policy).enclosures
    mine = Attachment.filter(
        complaint_id=complaint.id, person_id=actor.person_id, stage=AttachmentStage.REPORT
    )
    left = max(0, most - await mine.count())
    if len(report.enclosures) > left:
        await notices.tell_actor(complaint, actor, "full", now, hourly=True, most=most)
    return replace(report, enclosures=report.enclosures[:left])


async def enclose(
    complaint: Complaint, actor: Actor, report: Report, stage: AttachmentStage, now: datetime
) -> None:
    rows = [
        Attachment(
            complaint_id=complaint.id,
            person_id=actor.person_id,
            bot_id=report.bot_id,
            kind=item.kind,
            stage=stage,
            round=complaint.round,
            file_id=item.file_id,
            file_unique_id=item.file_unique_id,
            caption=item.caption,
            album=item.album,
            latitude=item.latitude,
            longitude=item.longitude,
            at=now,
        )
        for item in report.enclosures
    ]
    if rows:
        await Attachment.bulk_create(rows)
        await refresh_cards(complaint)
