"""All that the courier reads and writes, rows and cards alike."""

from collections.abc import Iterable
from datetime import datetime

from bot.card_ends import settle_card
from bot.errand import FINISHED, Errand, Next, Post
from bot.items import Sort
from bot.lanes import Lanes
from bot.letter_ends import is_simply_sent, settle_letter, settle_sent
from bot.letters import Letters
from bot.live_cards import LiveCards
from models import Card, Outgoing
from models.database import Database
from models.kinds import CardState, OutgoingState


class Ledger:
    def __init__(self, post: Post, letters: Letters, cards: LiveCards) -> None:
        self._post, self._letters, self._cards = post, letters, cards

    async def look(self, lanes: Lanes) -> None:
        """What is new."""
        await self._letters.look(lanes)
        await self._cards.look(lanes)

    async def look_again(self, lanes: Lanes) -> None:
        """What is old and due again."""
        await self._letters.look_again(lanes)

    async def recover(self, under_way: Iterable[Errand], since: datetime) -> list[tuple[int, datetime]]:
        """Put what another run was sending in doubt; (chat, moment) of what was sent since then."""
        history = await self._letters.recent(since) + await self._cards.recent(since)
        busy = list(under_way)
        await self._letters.recover([errand.item.id for errand in busy if errand.item.sort is Sort.ROW])
        await self._cards.recover([errand.item.id for errand in busy if errand.item.sort is not Sort.ROW])
        self._letters.rewind()
        return history

    async def write(self, landed: Iterable[Errand], leaving: Iterable[Errand]) -> list[Next]:
        """How those ended that are back, and that these are about to leave."""
        nexts = await self._settle_all(list(landed))
        chosen = list(leaving)
        if rows := [errand for errand in chosen if errand.item.sort is Sort.ROW]:
            await self._letters.take(rows)
        if cards := [errand for errand in chosen if errand.item.sort is not Sort.ROW]:
            await self._cards.take(cards)
        return nexts

    async def _settle_all(self, landed: list[Errand]) -> list[Next]:
        if simple := [errand for errand in landed if is_simply_sent(errand)]:
            await settle_sent(simple)
        return [FINISHED if is_simply_sent(each) else await self._settle(each) for each in landed]

    async def _settle(self, errand: Errand) -> Next:
        settle = settle_letter if errand.item.sort is Sort.ROW else settle_card
        return await settle(self._post, errand)


async def replay_parked(database: Database, bot_id: int) -> int:
    """Owe again whatever was parked; how many rows and cards that are."""
    fresh = {"error": "", "boot": "", "doubts": 0, "attempts": 0, "not_before": None}

    async def work() -> int:
        rows = Outgoing.filter(bot_id=bot_id, state=OutgoingState.PARKED)
        cards = Card.filter(bot_id=bot_id, state=CardState.PARKED)
        replayed = await rows.update(state=OutgoingState.WAITING, **fresh)
        return replayed + await cards.update(state=CardState.DUE, **fresh)

    return await database.transaction(work)
