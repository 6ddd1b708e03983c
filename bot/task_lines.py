"""The history of a task, line by line, and what stands beside its name."""

from dataclasses import replace
from datetime import datetime

from bot.branches import branch
from bot.phrases import coming, cut
from bot.texts import Html, Texts
from desk.retelling import JUDGED
from desk.sheets import Line, Sheet
from models.kinds import Action

LINE_LIMIT = 300  # characters of each thing said
EARLIER_LIMIT = 120  # of what was said in the rounds before
EARLIER_LINES = 6  # the latest of them
WISH_LIMIT = 24  # characters of a time in words, on the third line
RESTS = (Action.HOLD, Action.RESTORE_REST)
REASONS = {Action.HOLD: "hold", Action.RETURN: "return", Action.TRANSFER: "move"}


def history(sheet: Sheet, texts: Texts, now: datetime, most: int) -> list[Html]:
    """The latest of what was said and done; what it rests for stands above already."""
    rest = sheet.work.rest
    told = [line for line in sheet.lines if not (rest and line.action in RESTS and line.until == rest.until)]
    return [_line(line, sheet, texts, now) for line in told[-most:]]


def earlier(sheet: Sheet, texts: Texts, now: datetime, *, judged: bool) -> list[Html]:
    """The rounds before; how the resident judged them only for those who may read that of the worker."""
    told = [line for line in sheet.earlier if judged or line.action not in JUDGED]
    short = (replace(line, text=cut(line.text, EARLIER_LIMIT)) for line in told[-EARLIER_LINES:])
    lines = [_line(line, sheet, texts, now) for line in short]
    return [texts("staff.earlier"), *lines] if lines else []


def tags(sheet: Sheet, texts: Texts, now: datetime) -> list[str]:
    """How far it has come, in a few words each."""
    work, found = sheet.work, []
    if work.arrived_at:
        found.append(texts("tag.arrived"))
    if sheet.question_open:
        found.append(texts("tag.asked"))
    if work.undecided:
        found.append(texts("tag.undecided"))
    if work.wished:
        found.append(texts("tag.visit_wished", text=cut(work.wished, WISH_LIMIT)))
    if visit := coming(sheet, now):
        kind = "_agreed" if visit.agreed else "_preferred" if visit.by_resident else ""
        found.append(texts(f"tag.visit{kind}", when=texts.moment(visit.at, now, sheet.zone)))
    return [str(tag) for tag in found]


def reason_of(prefix: str, reason: str, text: str, texts: Texts) -> str:
    """A reason known by name in the reader's language; any other in the words it was given in."""
    return texts.plain(f"why.{prefix}_{reason}") if reason else text


def _line(line: Line, sheet: Sheet, texts: Texts, now: datetime) -> Html:
    stuck = line.action in (Action.TRANSFER, Action.RETURN) and not line.to
    key = "stuck" if stuck else f"{line.action}_neighbour" if line.neighbour else line.action
    return texts(
        f"line.{key}",
        text=_said(line, texts),
        when=texts.moment(line.at, now, sheet.zone),
        until=texts.moment(line.until, now, sheet.zone) if line.until else "",
        who=line.who,
        to=branch(line.to, sheet.language, texts),
        reason=cut(_reason(line, texts), LINE_LIMIT),
    )


def _reason(line: Line, texts: Texts) -> str:
    prefix = REASONS.get(line.action)
    return reason_of(prefix, line.reason, line.text, texts) if prefix else ""


def _said(line: Line, texts: Texts) -> str:
    if line.action is Action.REOPEN:
        return texts.plain(f"callback.button_{line.reason}" if line.reason else f"score.{line.text}")
    if line.action in JUDGED and not line.text:
        return texts.plain(f"reason.{line.reason}")
    if line.canned:
        return texts.plain(f"ask.{line.canned}")
    return cut(line.text, LINE_LIMIT) or texts.plain("line.without_words")
