"""Cards: found when due, taken, drawn from the present state, and cleared up after a crash."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F, Q

from bot.errand import Errand, Post
from bot.items import Item, Sort
from bot.lanes import Lanes
from bot.speech import PROTECTED, Call, Face
from desk.civility import PROMPTED, cards_for_later
from models import Card
from models.kinds import CardKind, CardState

PAGE = 500  # cards per look
EVIDENCE = timedelta(seconds=20)  # for a press that proves a doubtful send arrived (promises R2)
EDIT_GAP = timedelta(seconds=5)  # between two edits of one card in a group; the latest state wins
PROMPTS = (CardKind.CALLBACK,)  # whoever reads one twice feels nagged (C5): rather never than a third time
MOST_DOUBTS = 1  # sends of a prompt that may have arrived and are tried again all the same (R4)
SOON = timedelta(seconds=5)  # a first send that is due later than this isn't kept in memory
COLUMNS = ("id", "chat_id", "urgency", "message_id", "boot", "not_before", "created_at", "sent_at", "kind")
LEFT_BEHIND = "nobody knows whether it was sent: the process ended meanwhile"
OF_STAFF = (CardKind.STAFF, CardKind.BENCH, CardKind.BUNDLE, CardKind.PHONE)
LIVE = (CardState.DUE, CardState.SENDING)


class LiveCards:
    def __init__(self, post: Post, edit_gap: timedelta = EDIT_GAP) -> None:
        self._bot_id = post.bot_id
        self._boot = post.boot
        self._clock = post.clock
        self._edit_gap = edit_gap

    async def look(self, lanes: Lanes) -> None:
        """What is due, as far as memory takes it."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        soon = Q(not_before=None) | Q(not_before__lte=now + SOON)
        due = Card.filter(soon, bot_id=self._bot_id, state=CardState.DUE)
        if full := lanes.full([Sort.CARD, Sort.EDIT]):
            due = due.filter(chat_id__not_in=full)
        for row in await due.order_by("urgency", "id").limit(min(PAGE, lanes.room)).values_list(*COLUMNS):
            sort = Sort.CARD if row[3] is None else Sort.EDIT
            if not lanes.knows(sort, row[0]):
                lanes.add(self._item(row, now, monotonic))

    async def take(self, errands: Iterable[Errand]) -> None:
        """Mark first sends as leaving; what changed meanwhile stays without a card and is read anew."""
        wanted = {errand.item.id: errand for errand in errands}
        new = [errand.item.id for errand in wanted.values() if errand.item.sort is Sort.CARD]
        waits = await self._keep_for_later([each.item.id for each in wanted.values() if each.item.unasked])
        new = [card_id for card_id in new if card_id not in waits]
        if new:
            await Card.filter(id__in=new, state=CardState.DUE, message_id=None).update(
                state=CardState.SENDING, boot=self._boot, attempts=F("attempts") + 1
            )
        for card in await Card.filter(id__in=list(wanted)):
            errand = wanted[card.id]
            first = card.state is CardState.SENDING and card.boot == self._boot and card.message_id is None
            later = card.state is CardState.DUE and card.message_id is not None
            if first if errand.item.sort is Sort.CARD else later:
                errand.card = card

    async def _keep_for_later(self, ids: list[int]) -> Collection[int]:
        """What asks unasked is first shown by day."""
        later = await cards_for_later(ids, self._clock.now()) if ids else {}
        for card_id, moment in later.items():
            await Card.filter(id=card_id, message_id=None).update(not_before=moment, boot="")
        return later.keys()

    async def recover(self, under_way: Iterable[int] = ()) -> None:
        """First sends that another run left behind wait for evidence, then are sent again."""
        cards = Card.filter(bot_id=self._bot_id)
        mine = cards.filter(state=CardState.SENDING, boot=self._boot)
        if ids := list(under_way):
            mine = mine.exclude(id__in=ids)
        await mine.update(state=CardState.DUE, boot="")
        left = cards.filter(state__in=LIVE, message_id=None).exclude(boot__in=("", self._boot))
        told: dict[str, Any] = {"doubts": F("doubts") + 1, "boot": "", "error": LEFT_BEHIND}
        again = left.filter(kind__in=PROMPTS, doubts__gte=MOST_DOUBTS)
        await again.update(state=CardState.PARKED, **told)
        await left.update(state=CardState.DUE, not_before=self._clock.now() + EVIDENCE, **told)
        await cards.filter(state=CardState.SENDING, message_id__not_isnull=True).update(
            state=CardState.DUE, boot=""
        )

    async def recent(self, since: datetime) -> list[tuple[int, datetime]]:
        """(chat, moment) of what was sent or edited since then, rather too many than too few.

        A card remembers its last request only: a live one counts as edited at every gap before, as
        often as it may have been; one that is due may have been edited just now.
        """
        now, moments = self._clock.now(), []
        touched = Card.filter(Q(sent_at__gte=since) | Q(state__in=LIVE, attempts__gt=0), bot_id=self._bot_id)
        for chat_id, state, shown, sent in await touched.values_list("chat_id", "state", "shown", "sent_at"):
            edits = [sent - k * EDIT_GAP for k in range(max(shown, 1))] if sent else []
            moments += [(chat_id, moment) for moment in edits[:20] if moment >= since]
            if state is not CardState.SHOWN:
                moments.append((chat_id, now))
        return moments

    def _item(self, row: Any, now: datetime, monotonic: float) -> Item:
        card_id, chat_id, urgency, message_id, _, not_before, created, sent, kind = row
        edit = message_id is not None
        moments = [not_before] if not_before else []
        if edit and sent and chat_id < 0:
            moments.append(sent + self._edit_gap)
        earliest = monotonic + max((moment - now).total_seconds() for moment in moments) if moments else 0.0
        order = sent.timestamp() if edit and sent else card_id
        sort = Sort.EDIT if edit else Sort.CARD
        item = Item(sort, card_id, chat_id, urgency, created.timestamp(), order, earliest)
        item.unasked = not edit and kind in PROMPTED
        return item


def draw(card: Card, face: Face | None) -> tuple[Call | None, str]:
    """The request that makes the chat show this face, and its digest; no request when it does already."""
    place = {"chat_id": card.chat_id, "message_id": card.message_id}
    if face is None:
        return (None if card.message_id is None else Call("deleteMessage", place)), ""
    digest = _digest(face)
    looks: dict[str, Any] = {
        "text": face.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        **({"reply_markup": face.keyboard} if face.keyboard else {}),
    }
    if card.message_id is None:
        return Call("sendMessage", _first(card, face) | looks), digest
    if card.digest == digest:
        return None, digest
    return Call("editMessageText", place | looks), digest


def _first(card: Card, face: Face) -> dict[str, Any]:
    topic = {"message_thread_id": card.topic_id} if card.topic_id else {}
    silent = {"disable_notification": True} if face.silent else {}
    kept = PROTECTED if card.kind in OF_STAFF else {}
    return {"chat_id": card.chat_id, **topic, **silent, **kept, **face.extra}


def _digest(face: Face) -> str:
    shown = json.dumps([face.text, face.keyboard], sort_keys=True)
    return hashlib.blake2s(shown.encode(), digest_size=16).hexdigest()
