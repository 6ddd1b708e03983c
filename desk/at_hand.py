"""The danger that somebody has just reported: what they say next is about it, whatever they had left unsent."""

from dataclasses import astuple, dataclass
from datetime import datetime

from desk import beside, danger, filing, following, placing, showing, whereto
from desk.alarms import ONE_DANGER
from desk.authority import Actor
from desk.changes import change
from desk.enclosing import Report, begun_album
from desk.likeness import differs
from desk.origins import NO_THING
from desk.sorting import THANKED
from models import Complaint, Event
from models.kinds import Action, AttachmentKind, Discretion
from triage import Verdict

MARKS = {AttachmentKind.VOICE: "🎙", AttachmentKind.LOCATION: "📍"}  # of what may tell a place without a word


@dataclass(frozen=True)
class AtHand:
    """A danger of theirs; and where else the same answer is needed."""

    danger: Complaint
    own: bool  # or joined: then they are asked for no place
    alarmed: datetime  # when it was told last, and those who come heard of it
    sisters: tuple[
        Complaint, ...
    ] = ()  # dangers in the same place of which nobody knows where that is either
    outdated: bool = False  # they have begun something else since

    @property
    def asks_where(self) -> bool:
        return self.own and whereto.is_open(self.danger)


async def at_hand(actor: Actor, now: datetime) -> AtHand | None:
    """The one that was told last, for as long as one danger lasts."""
    draft = await filing.draft_of(actor)
    own = await following.matters_at_hand(actor)
    joined = await following.joined_at_hand(actor) if draft else ()
    dangers = {each.id: each for each in (*own, *joined) if _runs(each)}
    if not dangers:
        return None
    alarms = Event.filter(complaint_id__in=list(dangers), action__in=(Action.FILE, Action.ALARM))
    last = await alarms.filter(at__gt=now - ONE_DANGER).order_by("-at", "-id").first()
    if last is None:
        return None
    newest = dangers[last.complaint_id]
    sisters = tuple(each for each in dangers.values() if _are_beside(newest, each) and whereto.is_open(each))
    return AtHand(
        newest,
        newest.filer_id == actor.person_id,
        last.at,
        sisters,
        outdated=_is_since(draft, newest, last.at),
    )


async def belongs(found: AtHand, actor: Actor, report: Report, verdict: Verdict) -> bool:
    """Whether a message without an address is about it. What is about the staff never is (D8)."""
    if verdict.personal or verdict.emergency or verdict.kind in THANKED or await _owed_since(found, actor):
        return False
    if await begun_album(actor, report) is not None:
        return False  # the rest goes where it began
    placed = bool(verdict.place or any(astuple(verdict.spot)))
    if found.outdated:
        return found.asks_where and placed and not differs(verdict, found.danger)
    if verdict.perhaps_danger:
        return not beside.may_be_another(found.danger, verdict, report.text, asked=found.asks_where)
    if beside.is_another_matter(found.danger, verdict, report.text):
        return False
    other = differs(verdict, found.danger) and verdict.subject not in NO_THING  # "by the fire hose"
    answers = found.asks_where and (placed or not found.danger.place)
    return not other or (answers and not verdict.confident)


async def take(found: AtHand, actor: Actor, report: Report, verdict: Verdict, now: datetime) -> None:
    """Onto its card; where help is needed, those who run there hear at once, and of every danger in that place."""
    target, asked = found.danger, found.asks_where
    before = target.place
    await following.follow(target, actor, report, now, verdict, asked=True)
    marks = [MARKS[item.kind] for item in report.enclosures if item.kind in MARKS]
    if asked and marks and not report.text and target.place == before:
        await placing.tell(target, {"said": marks}, marks[0], now)
    said = placing.said_of(report)
    if not asked and whereto.tells_another(target, verdict, said):
        await placing.tell(target, {"said": said}, said, now)
    for sister in found.sisters:
        where = placing.place_told(sister, actor, placing.read_off(verdict), said, asked=True)
        if where:
            await change(sister, Action.SUPPLEMENT, actor, now, facts={"text": said}, **where)
            await placing.tell(sister, where, said, now)


async def ask_who_comes(found: AtHand, actor: Actor, report: Report, now: datetime) -> None:
    """They hear how it stands; whoever should come is reminded while nobody has come forward."""
    if report.text:
        await following.follow(found.danger, actor, report, now)
        if found.alarmed <= now - danger.REMINDED:
            await danger.remind(found.danger, now, report.text)
    await showing.show_to([actor.person_id], found.danger, now)


def _runs(complaint: Complaint) -> bool:
    shown = complaint.discretion is not Discretion.CONFIDENTIAL
    return bool(complaint.emergency) and complaint.status in following.AT_WORK and shown


def _are_beside(one: Complaint, other: Complaint) -> bool:
    """Filed as in the same place (desk.beside)."""
    first, second = (each.verdict.get("beside") for each in (one, other))
    return one.id != other.id and (
        first == other.number or second == one.number or bool(first and first == second)
    )


def _is_since(draft: Complaint | None, danger: Complaint, alarmed: datetime) -> bool:
    return draft is not None and (draft.created_at, draft.id) > (alarmed, danger.id)


async def _owed_since(found: AtHand, actor: Actor) -> bool:
    """Whether staff have asked about another matter: that was the last question."""
    owed = [each for each in await following.open_matters(actor) if filing.is_asked(each)]
    return any(each.id != found.danger.id for each in owed)
