"""Nobody said whether somebody is in danger: it rests with nobody, and whoever gets it knows what isn't known."""

from datetime import datetime

from desk import danger, dispatch, doubts, filing, following, groups, notices, showing
from desk.authority import Actor
from desk.changes import change
from desk.doubts import Said
from models import Complaint
from models.kinds import Action, Category, Doubt, Status


async def file_unanswered(draft: Complaint, now: datetime) -> None:
    """By day and by night; the question stays on what shows it, for danger can be told as long as it is open."""
    if not doubts.is_asked(draft):
        return
    await doubts.remember(draft, Said.NOTHING)
    filed = await filing.file(draft.ref, None, now)
    await _tell_staff(filed, now)
    await notices.tell_filer(filed, "doubt_filed", now, doubt=Doubt.NEVER)
    if chat := await dispatch.chat_of_filer(filed):
        await showing.show_anew(filed, chat, now)


async def open_for(actor: Actor) -> Complaint | None:
    """Theirs that was filed without an answer, as long as nobody has accepted it: what they say then is about the work."""
    for each in await following.matters_at_hand(actor):
        if each.status is Status.WAITING and doubts.left_open(each) in doubts.OPEN:
            return each
    return None


async def answer(
    complaint: Complaint, actor: Actor, text: str, now: datetime, *, yes: bool | None
) -> Complaint:
    """Of what is filed. None: they don't know, and it stays open."""
    if yes:
        return await danger.call_now(complaint.ref, actor, now)
    verdict = complaint.verdict | {"doubt": Said.UNSURE if yes is None else Said.SAFE}
    return await change(complaint, Action.SUPPLEMENT, actor, now, facts={"text": text}, verdict=verdict)


async def file_unsure(draft: Complaint, actor: Actor, now: datetime) -> Complaint:
    """They don't know themselves: somebody looks."""
    await doubts.remember(draft, Said.UNSURE)
    filed = await filing.file(draft.ref, actor, now, alone=True)
    await _tell_staff(filed, now)
    return filed


async def _tell_staff(filed: Complaint, now: datetime) -> None:
    """The desk phones, whoever else has the card; in its own group the card says it."""
    desk = await groups.department_for(filed.community_id, Category.OTHER)
    if desk is None or desk.id != filed.department_id:
        await notices.tell_desk(filed, "doubt_open", now)
