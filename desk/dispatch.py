"""Where a complaint is shown: its department's group, its filer's chat."""

from datetime import datetime
from typing import Any

from desk import bundling, doubts, groups, notices
from desk.civility import PHOTOS
from desk.clearing import take_away
from desk.errors import NobodyHome
from desk.leaders import leaders_of
from desk.notices import DANGER, ORDINARY
from desk.redrawing import owe_edit
from models import Attachment, Card, Complaint, Department, Outgoing, Person
from models.kinds import (
    AttachmentKind,
    AttachmentStage,
    CardKind,
    CardState,
    Category,
    Discretion,
    Doubt,
    Status,
)


async def department_for(community_id: int, category: Category) -> Department:
    """Who owns the category; NobodyHome when the community has not even a desk."""
    department = await groups.department_for(community_id, category)
    if department is None:
        raise NobodyHome("department")
    return department


async def show_staff_card(complaint: Complaint, department: Department, now: datetime) -> None:
    """One card a round in the department's group, or the desk's; without any group the leaders hear of it.

    What is about one of the staff goes to those above them, in private (D8).
    """
    if complaint.discretion is Discretion.CONFIDENTIAL:
        for telegram_id in await leaders_of(complaint):
            await _show(complaint, CardKind.STAFF, telegram_id, now)
        return
    place = await groups.place_for(department, complaint.community_id)
    if place is None or place.chat_id is None:
        await notices.tell_leaders(complaint, "unhoused", now)
        return
    urgent = complaint.emergency or doubts.left_open(complaint)
    alone = urgent or complaint.status is not Status.WAITING  # a bundle lists what waits
    bundle = None if alone else await bundling.bundle_for(complaint, place, now)
    await _show(complaint, CardKind.STAFF, place.chat_id, now, topic_id=place.topic_id, bundle_id=bundle)


async def show_bench(complaint: Complaint, person: Person, now: datetime) -> None:
    """The whole case in somebody's private chat, at the bottom of it."""
    if person.telegram_id is not None:
        await _show(complaint, CardKind.BENCH, person.telegram_id, now)


async def show_receipt(complaint: Complaint, now: datetime) -> None:
    """The resident's one live message: a draft to confirm first, then the receipt."""
    if chat_id := await chat_of_filer(complaint):
        await _show(complaint, CardKind.RECEIPT, chat_id, now)


async def hand_receipt_over(one: Complaint, other: Complaint, chat_id: int, now: datetime) -> None:
    """The message that showed the one goes on as the receipt of the other."""
    shows = Card.filter(complaint_id=other.id, kind=CardKind.RECEIPT, chat_id=chat_id)
    mine = Card.filter(complaint_id=one.id, kind=CardKind.RECEIPT, chat_id=chat_id)
    if await owe_edit(shows) or await owe_edit(mine, complaint_id=other.id, digest=""):
        return
    await _show(other, CardKind.RECEIPT, chat_id, now)


async def move_receipt_down(draft: Complaint, now: datetime) -> None:
    """After another message of the resident, the draft is shown below it and no longer above."""
    shown = await Card.filter(
        complaint_id=draft.id, kind=CardKind.RECEIPT, message_id__not_isnull=True
    ).first()
    if shown is None:
        return
    await take_away(shown, now)
    again = {"message_id": None, "digest": "", "state": CardState.DUE}
    await Card.filter(id=shown.id).update(**again, created_at=now)  # below what is said before it


async def redraw(complaint: Complaint) -> None:
    """Somebody drew over the resident's message: it is owed its own face again."""
    receipt = Card.filter(complaint_id=complaint.id, kind=CardKind.RECEIPT)
    await owe_edit(receipt, digest="")


async def redraw_chat(chat_id: int | None) -> None:
    """Everything that is alive in a private chat is owed its face again: it is spoken to otherwise now."""
    alive = Card.filter(chat_id=chat_id, complaint__closed_at=None).exclude(state=CardState.VOID)
    await owe_edit(Card.filter(id__in=await alive.values_list("id", flat=True)), digest="")


async def redraw_at(chat_id: int, message_id: int) -> bool:
    """Whatever stands there now, the message is owed its own face. False when it is no card."""
    return bool(await owe_edit(Card.filter(chat_id=chat_id, message_id=message_id), digest=""))


async def drawn_over_at(chat_id: int, message_id: int) -> None:
    """The card there shows a menu for now, until its next change."""
    await Card.filter(chat_id=chat_id, message_id=message_id).update(digest="")


async def drawn_over(complaint: Complaint) -> None:
    """The resident's message shows something else for now; the next change draws it anew."""
    await Card.filter(complaint_id=complaint.id, kind=CardKind.RECEIPT).update(digest="")


async def take_over(draft: Complaint, chat_id: int, message_id: int, now: datetime) -> None:
    """A message of ours that was tapped on becomes the one that shows the draft."""
    await _show(draft, CardKind.RECEIPT, chat_id, now)
    shown = Card.filter(complaint_id=draft.id, kind=CardKind.RECEIPT, chat_id=chat_id)
    await shown.update(message_id=message_id)


async def show_callback(complaint: Complaint, now: datetime) -> bool:
    """The callback's questions; False when the chat doesn't reach the resident."""
    chat_id = await chat_of_filer(complaint)
    if chat_id:
        await _owe_photos(complaint, chat_id, now)
        await _show(complaint, CardKind.CALLBACK, chat_id, now)
    return bool(chat_id)


async def show_phone_card(complaint: Complaint, now: datetime) -> bool:
    """The desk's task to phone; False when nobody reads the desk's group."""
    desk = await groups.place_for(None, complaint.community_id)
    if desk is None or desk.chat_id is None:
        return False
    await _show(complaint, CardKind.PHONE, desk.chat_id, now, topic_id=desk.topic_id)
    return True


async def move_callback_down(complaint: Complaint, round_: int, message_id: int, now: datetime) -> bool:
    """Pressed on another message than the live one: the conversation goes on below it. Whether it was."""
    cards = Card.filter(complaint_id=complaint.id, kind=CardKind.CALLBACK, round=round_)
    card = await cards.filter(message_id__not_isnull=True).first()
    if card is None or card.message_id == message_id:
        return False
    await take_away(card, now)
    below: dict[str, Any] = {
        "message_id": None,
        "digest": "",
        "created_at": now,
    }  # in the order of what is said
    await Card.filter(id=card.id).update(
        **below, state=CardState.DUE, doubts=0
    )  # the next question, not the same
    return True


async def card_at(chat_id: int, message_id: int) -> Card | None:
    """The card that a message shows to staff, in their group or in private."""
    kinds = (CardKind.STAFF, CardKind.BENCH)
    return await Card.filter(chat_id=chat_id, message_id=message_id, kind__in=kinds).first()


async def chat_of_filer(complaint: Complaint) -> int | None:
    person = await Person.get_or_none(id=complaint.filer_id, reachable=True) if complaint.filer_id else None
    return person.telegram_id if person else None


async def _owe_photos(complaint: Complaint, chat_id: int, now: datetime) -> None:
    """Before and after, above the question: residents judge the result, not their memory."""
    ours = Attachment.filter(
        complaint_id=complaint.id, kind=AttachmentKind.PHOTO, bot_id=complaint.community.bot_id
    )
    theirs = ours.filter(stage=AttachmentStage.REPORT, person_id=complaint.filer_id)
    before = await theirs.order_by("id").first()  # a neighbour's picture is the neighbour's
    proofs = ours.filter(stage=AttachmentStage.PROOF, round=complaint.round)
    after = await proofs.order_by("-id").first()
    if after is None:
        return
    silent: dict[str, Any] = {"chat_id": chat_id, "disable_notification": True}
    if before is None:
        method, params = "sendPhoto", silent | {"photo": after.file_id}
    else:
        media = [{"type": "photo", "media": each.file_id} for each in (before, after)]
        method, params = "sendMediaGroup", silent | {"media": media}
    row = Outgoing(
        bot_id=complaint.community.bot_id,
        lane=chat_id,
        notice=PHOTOS,
        method=method,
        params=params,
        complaint_id=complaint.id,
        key=f"{PHOTOS}:{complaint.id}:{complaint.round}",
        doubt=Doubt.NEVER,
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)


async def _show(
    complaint: Complaint,
    kind: CardKind,
    chat_id: int,
    now: datetime,
    *,
    topic_id: int | None = None,
    bundle_id: int | None = None,
) -> None:
    card = Card(
        bot_id=complaint.community.bot_id,
        complaint_id=complaint.id,
        kind=kind,
        round=1 if kind is CardKind.RECEIPT else complaint.round,
        chat_id=chat_id,
        topic_id=topic_id,
        urgency=DANGER if complaint.emergency else ORDINARY,
        state=CardState.BUNDLED if bundle_id else CardState.DUE,
        bundle_id=bundle_id,
        wanted=complaint.version,
        created_at=now,
    )
    if kind in (CardKind.STAFF, CardKind.BENCH, CardKind.PHONE) and await _bring_down(card, now):
        return
    await Card.bulk_create([card], ignore_conflicts=True)


async def _bring_down(card: Card, now: datetime) -> bool:
    """Shown here before (it went and came back, was opened again, or is owed anew): once more, below the rest."""
    before = await Card.filter(
        complaint_id=card.complaint_id, kind=card.kind, chat_id=card.chat_id, round=card.round
    ).first()
    if before is None:
        return False
    if before.message_id is not None:
        await take_away(before, now)
    await Card.filter(id=before.id).update(
        message_id=None,
        digest="",
        topic_id=card.topic_id,
        moved_to="",
        boot="",
        error="",
        pinned=False,
        not_before=None,
        bundle_id=card.bundle_id,
        state=card.state,
        created_at=now,
    )
    return True
