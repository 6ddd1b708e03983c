"""Whom Telegram lets us reach: people and groups get lost, move, and come back.

Called inside the transaction that learned of it; doing it twice changes nothing.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from desk import deciding
from desk.clearing import take_away
from desk.groups import TOPIC_GONE, can_hear, department_for
from desk.redrawing import owe_edit
from models import Callback, Card, Complaint, Department, GroupChat, Outgoing, Person, Staff
from models.callback_kinds import CallbackState
from models.kinds import CardKind, CardState, Category, OutgoingState, Role, Status

OPEN = (Status.DRAFT, Status.WAITING, Status.ACCEPTED, Status.ON_HOLD, Status.DONE)
UNREACHABLE = "unreachable: "  # begins the reason of what is parked because of a person
GROUP_GONE = "group lost: "
ORPHAN_URGENCY = 2  # tidying up can wait
WATCHED = (CardState.DUE, CardState.SENDING, CardState.SHOWN)
UNSHOWN: dict[str, Any] = {
    "message_id": None,
    "digest": "",
    "pinned": False,
    "boot": "",
    "error": "",
    "not_before": None,
    "state": CardState.DUE,
}
BOUND_TO_MESSAGES = ("editMessage", "deleteMessage", "pinChat", "unpinChat", "stopMessage", "setMessage")


async def person_lost(bot_id: int, telegram_id: int, reason: str) -> None:
    """Someone blocked us or is gone: nothing more is sent, and their open complaints need a phone call."""
    why = f"{UNREACHABLE}{reason}"
    await Outgoing.filter(bot_id=bot_id, lane=telegram_id, state=OutgoingState.WAITING).update(
        state=OutgoingState.PARKED, error=why
    )
    await Card.filter(bot_id=bot_id, chat_id=telegram_id, state__in=WATCHED).update(
        state=CardState.PARKED, error=why, boot=""
    )
    await Person.filter(telegram_id=telegram_id).update(reachable=False)
    await _flag_for_calls(telegram_id, needed=True)


async def person_back(bot_id: int, telegram_id: int) -> None:
    """They wrote to us again: live messages are brought up to date, of old news only what they are to decide."""
    await Person.filter(telegram_id=telegram_id).update(reachable=True)
    parked = Card.filter(bot_id=bot_id, chat_id=telegram_id, state=CardState.PARKED)
    await parked.filter(error__startswith=UNREACHABLE).update(state=CardState.DUE, error="", not_before=None)
    await _flag_for_calls(telegram_id, needed=False)
    await deciding.bring_waiting(bot_id, telegram_id)


async def group_lost(bot_id: int, chat_id: int, reason: str, now: datetime) -> None:
    """A group can't be written to: its tasks go to the desk's group, and the managers hear of it."""
    departments = await Department.filter(chat_id=chat_id)
    fresh = [department for department in departments if department.chat_problem != reason]
    await Department.filter(chat_id=chat_id).update(chat_problem=reason)
    why = f"{GROUP_GONE}{reason}"
    await Outgoing.filter(bot_id=bot_id, lane=chat_id, state=OutgoingState.WAITING).update(
        state=OutgoingState.PARKED, error=why
    )
    await _shelter_cards(bot_id, chat_id, why)
    for department in fresh:
        await _tell_managers(bot_id, department, reason, now)


async def group_back(bot_id: int, chat_id: int) -> None:
    """A lost group can be written to again: what was parked for it is owed again."""
    await Department.filter(chat_id=chat_id).update(chat_problem="")
    await Outgoing.filter(
        bot_id=bot_id, lane=chat_id, state=OutgoingState.PARKED, error__startswith=GROUP_GONE
    ).update(state=OutgoingState.WAITING, error="", not_before=None)
    await Card.filter(
        bot_id=bot_id, chat_id=chat_id, state=CardState.PARKED, error__startswith=GROUP_GONE
    ).update(state=CardState.DUE, error="", not_before=None)


async def group_migrated(bot_id: int, old: int, new: int) -> None:
    """A group became a supergroup: everything moves to its new id, and its messages are new ones.

    Telegram tells it several times, in the chat and as an answer: whoever comes second finds nothing.
    """
    await Department.filter(chat_id=old).update(chat_id=new, topic_id=None, chat_problem="")
    if not await GroupChat.filter(bot_id=bot_id, chat_id=new).exists():
        await GroupChat.filter(bot_id=bot_id, chat_id=old).update(chat_id=new)
    await _drop_rows_about_messages(bot_id, old)
    await Outgoing.filter(
        bot_id=bot_id, lane=old, state__in=(OutgoingState.WAITING, OutgoingState.PARKED)
    ).update(lane=new)
    await move_cards(bot_id, old, new, topic_id=None)


async def topic_lost(bot_id: int, chat_id: int, topic_id: int, now: datetime) -> None:
    """A forum topic is gone, with its messages: the department's are in the group itself from now on."""
    gone = Department.filter(chat_id=chat_id, topic_id=topic_id)
    departments = await gone
    await gone.update(topic_id=None, chat_problem=TOPIC_GONE)
    await _show_afresh(bot_id, chat_id, topic_id, now)
    for department in departments:
        await _tell_managers(bot_id, department, TOPIC_GONE, now)


async def _show_afresh(bot_id: int, chat_id: int, topic_id: int, now: datetime) -> None:
    """What goes on, below the rest; a topic that is only closed keeps no second one."""
    here = Card.filter(bot_id=bot_id, chat_id=chat_id, topic_id=topic_id)
    cards = await here.exclude(state=CardState.VOID).select_related("complaint")
    await here.update(topic_id=None)
    told = {card.bundle_id for card in cards if card.state is CardState.BUNDLED}
    lost = [card for card in cards if card.state is not CardState.BUNDLED and _goes_on(card, told)]
    for card in (one for one in lost if one.message_id is not None):
        await take_away(card, now)
    await Card.filter(id__in=[card.id for card in lost]).update(**UNSHOWN)


async def adopt(
    bot_id: int,
    complaint_id: int,
    chat_id: int,
    message_id: int,
    now: datetime,
    kind: CardKind = CardKind.STAFF,
) -> bool:
    """A press came from this message, so it exists. True when it is the complaint's live message there.

    A card whose first message may or may not have arrived takes the id over (promises R2). A message
    that a doubtful send left behind beside the card is deleted.
    """
    cards = Card.filter(bot_id=bot_id, complaint_id=complaint_id, chat_id=chat_id, kind=kind)
    if await cards.filter(message_id=message_id).exists():
        return True
    unsure = Q(doubts__gt=0) | Q(state=CardState.SENDING)
    lost = await cards.filter(unsure, message_id=None, state__not=CardState.VOID).order_by("-id").first()
    if lost is not None:
        changes = {"message_id": message_id, "state": CardState.DUE, "boot": "", "not_before": None}
        return bool(await Card.filter(id=lost.id, message_id=None).update(**changes))
    if await cards.filter(doubts__gt=0).exists():
        await _delete_orphan(bot_id, chat_id, message_id, now)
    return False


async def _flag_for_calls(telegram_id: int, *, needed: bool) -> None:
    """A callback that has become a phone task stays one: being back in the chat answers nothing."""
    complaints = Complaint.filter(filer__telegram_id=telegram_id, status__in=OPEN, call_needed=not needed)
    owed = Callback.filter(complaint__filer__telegram_id=telegram_id, state=CallbackState.PHONE)
    phoned = set(await owed.values_list("complaint_id", flat=True))
    found = await complaints.values_list("id", flat=True)
    if ids := [each for each in found if needed or each not in phoned]:
        await Complaint.filter(id__in=ids).update(call_needed=needed)
        await owe_edit(Card.filter(complaint_id__in=ids, kind=CardKind.STAFF))


async def _shelter_cards(bot_id: int, chat_id: int, why: str) -> None:
    """Open tasks move to the desk's group; what can't move is parked."""
    here = Card.filter(bot_id=bot_id, chat_id=chat_id, state__in=(*WATCHED, CardState.BUNDLED))
    cards = await here.select_related("complaint")
    for community_id in {card.complaint.community_id for card in cards}:
        desk = await department_for(community_id, Category.OTHER)
        if desk is not None and desk.chat_id is not None and desk.chat_id != chat_id and can_hear(desk):
            mine = [card.id for card in cards if card.complaint.community_id == community_id]
            await move_cards(bot_id, chat_id, desk.chat_id, topic_id=desk.topic_id, only=mine)
    rest = Card.filter(bot_id=bot_id, chat_id=chat_id, state__in=WATCHED)
    await rest.update(state=CardState.PARKED, error=why, boot="")


async def move_cards(
    bot_id: int, old: int, new: int, *, topic_id: int | None, only: list[int] | None = None
) -> None:
    """Fresh messages in the new chat for open complaints that aren't shown there yet; the rest is over.

    A bundle goes on as long as it tells of anything, and what it tells of goes along unseen.
    """
    here = Card.filter(bot_id=bot_id, chat_id=old, state__not=CardState.VOID)
    here = here.filter(id__in=only) if only is not None else here
    cards = await here.select_related("complaint")
    there = {
        (each.complaint_id, each.kind, each.round): each
        for each in await Card.filter(bot_id=bot_id, chat_id=new)
    }
    told = {card.bundle_id for card in cards if card.state is CardState.BUNDLED}
    gone_on = [card for card in cards if _goes_on(card, told)]
    again = [each.id for card in gone_on if (each := there.get(_shows(card))) and each.moved_to]
    moving = [card.id for card in gone_on if _shows(card) not in there]
    await Card.filter(id__in=[card.id for card in cards if card.id not in moving]).update(
        state=CardState.VOID, message_id=None
    )
    along = Card.filter(state=CardState.BUNDLED, bundle_id__in=moving)
    await along.filter(id__in=moving, chat_id=old).update(chat_id=new, topic_id=topic_id)
    await Card.filter(id__in=moving, chat_id=old).update(chat_id=new, topic_id=topic_id, **UNSHOWN)
    await Card.filter(id__in=again).update(topic_id=topic_id, moved_to="", **UNSHOWN)


def _goes_on(card: Card, told: Collection[int | None]) -> bool:
    if card.moved_to:
        return False  # another group has it
    return card.id in told if card.kind is CardKind.BUNDLE else card.complaint.status in OPEN


def _shows(card: Card) -> tuple[int, CardKind, int]:
    return card.complaint_id, card.kind, card.round


async def _drop_rows_about_messages(bot_id: int, chat_id: int) -> None:
    """The new chat has other message ids: edits, deletions and pins of the old ones are void."""
    for start in BOUND_TO_MESSAGES:
        await Outgoing.filter(
            bot_id=bot_id, lane=chat_id, state=OutgoingState.WAITING, method__startswith=start
        ).update(state=OutgoingState.DROPPED, error="group migrated: its old messages are out of reach")


async def _tell_managers(bot_id: int, department: Department, problem: str, now: datetime) -> None:
    """In private, since the group is what doesn't work; at most once a day."""
    posts = await Staff.filter(
        community_id=department.community_id,
        role__in=(Role.SUPERVISOR, Role.MANAGER, Role.DIRECTOR),
        left_at=None,
        person__telegram_id__not_isnull=True,
        person__reachable=True,
    ).select_related("person")
    rows = [
        Outgoing(
            bot_id=bot_id,
            lane=post.person.telegram_id,
            notice="group_lost",
            params={"department": department.name, "problem": problem},
            key=f"group_lost:{department.id}:{post.person_id}:{now:%Y%m%d}",
            created_at=now,
        )
        for post in posts
    ]
    await Outgoing.bulk_create(rows, ignore_conflicts=True)


async def _delete_orphan(bot_id: int, chat_id: int, message_id: int, now: datetime) -> None:
    row = Outgoing(
        bot_id=bot_id,
        lane=chat_id,
        urgency=ORPHAN_URGENCY,
        method="deleteMessage",
        params={"chat_id": chat_id, "message_id": message_id},
        key=f"orphan:{chat_id}:{message_id}",
        doubt="repeat",
        created_at=now,
    )
    await Outgoing.bulk_create([row], ignore_conflicts=True)
