"""Below the promise on a receipt: what the resident added, who comes when, and how far it is. Pure."""

from datetime import datetime

from bot.phrases import OVER, coming, cut
from bot.texts import Html, Texts
from desk.sheets import Sheet
from models.kinds import Status

SAID_LIMIT = 100  # characters of a wish; more would bury the promise
AT_WORK = (Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)


def own_lines(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    """What the resident added, so that they see it has arrived."""
    own, lines = sheet.own, []
    if own.wish:
        lines.append(texts("receipt.wish", text=cut(own.wish, SAID_LIMIT)))
    if sheet.question_open and sheet.status is Status.ACCEPTED:
        lines.append(texts("receipt.asked", worker=sheet.worker))
    lines += _appointed(sheet, texts, now) if sheet.status in AT_WORK else []
    if own.supplemented_at:
        lines.append(texts("receipt.supplemented", when=texts.moment(own.supplemented_at, now, sheet.zone)))
    if own.urged_at and sheet.status in AT_WORK:
        lines.append(texts("receipt.urged", when=texts.moment(own.urged_at, now, sheet.zone)))
    return lines


def _appointed(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    """When somebody comes, or the other time that was asked for and nobody has answered yet."""
    work = sheet.work
    if work.wished:
        return [texts("receipt.other_time", text=cut(work.wished, SAID_LIMIT))]
    visit = coming(sheet, now)
    if visit is None:
        return []
    key = "visit_agreed" if visit.agreed else "visit_asked" if visit.by_resident else "visit"
    return [texts(f"receipt.{key}", when=texts.moment(visit.at, now, sheet.zone))]


def steps(sheet: Sheet, texts: Texts, now: datetime) -> list[Html]:
    reached = [
        ("filed", sheet.filed_at),
        ("accepted", sheet.accepted_at),
        ("done", sheet.done_at),
        ("closed", sheet.closed_at if sheet.status is Status.CLOSED else None),
    ]
    over = sheet.status in OVER  # nothing lies ahead any more; a round that was called off has gaps
    return [
        texts("progress.reached", step=texts(f"progress.{name}"), when=texts.moment(at, now, sheet.zone))
        if at
        else texts("progress.ahead", step=texts(f"progress.{name}"))
        for name, at in reached
        if at or not over
    ]
