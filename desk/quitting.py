"""A neighbour who said "me too" takes that back, and nothing of it is filed; it goes on as the others'."""

from datetime import datetime

from desk import joining
from desk.authority import Actor
from desk.changes import change, complaint_by_ref
from desk.clearing import take_away
from models import Attachment, Card, Complaint, Event, Involvement, Person, Remark
from models.kinds import Action, CardKind


async def quit_it(ref: str, actor: Actor, now: datetime) -> Complaint:
    """What they sent along goes with them. What the desk had brought together has no draft to go back to."""
    target = await joining.joined_by(ref, actor)
    await change(target, Action.LEAVE, actor, now)
    await Involvement.filter(complaint_id=target.id, person_id=actor.person_id).delete()
    joins = Event.filter(complaint_id=target.id, action=Action.JOIN, actor_id=actor.person_id)
    if last := await joins.order_by("-version").first():
        draft = await complaint_by_ref(str(last.facts["draft"]))
        sent = Attachment.filter(complaint_id=target.id, person_id=actor.person_id)
        await sent.update(complaint_id=draft.id, round=1)
        said = Remark.filter(complaint_id=target.id, person_id=actor.person_id)
        await said.update(complaint_id=draft.id)
    await take_receipt(target, actor, now)
    return target


async def take_receipt(complaint: Complaint, actor: Actor, now: datetime) -> None:
    """The live message of who is out would go on telling them."""
    person = await Person.get(id=actor.person_id)
    mine = Card.filter(complaint_id=complaint.id, kind=CardKind.RECEIPT, chat_id=person.telegram_id)
    for card in await mine.exclude(message_id=None):
        await take_away(card, now)
    await mine.delete()
