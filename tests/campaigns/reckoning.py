"""What became of every complaint, told only from the sandbox's side: its journal and its chats.

The bot is never asked. Every mark that a resident sent in must have led to one number on one receipt,
and to a card with that number in one group; an estate's numbers must have no gap and no double.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from campaigns.town import NUMBER, Estate, Filing, Town
from sandbox.client import Client

MARK = re.compile(r"ZX\d{4}")
IN_FLIGHT = timedelta(seconds=1)  # between Telegram's taking a message and our having written that down


@dataclass(frozen=True)
class Repeat:
    """The same first message, sent twice."""

    chat: int
    mark: str
    first: datetime
    second: datetime


@dataclass
class Reckoning:
    filed: int = 0
    lost: list[str] = field(default_factory=list)  # no receipt, or no card
    doubled: list[str] = field(default_factory=list)  # several numbers for one mark, or gaps
    foreign: list[str] = field(default_factory=list)  # where it doesn't belong
    repeats: list[Repeat] = field(default_factory=list)
    orphans: int = 0  # drafts that still ask to be confirmed, beside their receipt

    @property
    def whole(self) -> bool:
        return not (self.lost or self.doubled or self.foreign)

    def unexplained(self, kills: Sequence[datetime]) -> list[Repeat]:
        """Repeats without a kill just after the first of the two."""
        return [
            each
            for each in self.repeats
            if not any(each.first <= kill + IN_FLIGHT and kill <= each.second for kill in kills)
        ]


async def reckon(sim: Client, town: Town, filings: Sequence[Filing]) -> Reckoning:
    reckoning = Reckoning(filed=len(filings))
    cards = {estate.key: await _cards(sim, estate) for estate in town.estates}
    receipts: dict[int, set[int]] = {}
    for resident in {filing.resident for filing in filings}:
        receipts[resident.id], orphans = await _private(sim, resident.id)
        reckoning.orphans += orphans
    _match(reckoning, filings, cards, receipts)
    for key, shown in cards.items():
        _check_numbers(reckoning, key, [number for _, number in shown])
    reckoning.repeats = repeats_in(await sim.journal())
    return reckoning


def _match(
    reckoning: Reckoning,
    filings: Sequence[Filing],
    cards: dict[str, set[tuple[str, int]]],
    receipts: dict[int, set[int]],
) -> None:
    """Each mark has one number on its cards, and its resident has just the receipts of those."""
    owed: dict[int, set[int]] = defaultdict(set)
    for filing in filings:
        numbers = {number for mark, number in cards[filing.resident.estate.key] if mark == filing.mark}
        if not numbers:
            reckoning.lost.append(f"{filing.mark} has no card")
        if len(numbers) > 1:
            reckoning.doubled.append(f"{filing.mark} has the numbers {sorted(numbers)}")
        for key, shown in cards.items():
            if key != filing.resident.estate.key and filing.mark in {mark for mark, _ in shown}:
                reckoning.foreign.append(f"{filing.mark} shows up in {key}")
        owed[filing.resident.id] |= numbers
    for resident, numbers in owed.items():
        if missing := numbers - receipts[resident]:
            reckoning.lost.append(f"{resident} has no receipt for {sorted(missing)}")
        if surplus := receipts[resident] - numbers:
            reckoning.doubled.append(f"{resident} has receipts {sorted(surplus)} without a card")


def _check_numbers(reckoning: Reckoning, key: str, numbers: Iterable[int]) -> None:
    counts = Counter(numbers)
    reckoning.doubled += [
        f"{key} has {count} matters under #{number}" for number, count in counts.items() if count > 1
    ]
    if gaps := set(range(1, max(counts, default=0) + 1)) - set(counts):
        reckoning.doubled.append(f"{key} has given out {sorted(gaps)} for nothing")


async def _cards(sim: Client, estate: Estate) -> set[tuple[str, int]]:
    """(mark, number) of everything in the estate's groups."""
    found: set[tuple[str, int]] = set()
    for chat in estate.groups.values():
        for text in await sim.texts(estate.supervisor, chat):
            mark, number = MARK.search(text), NUMBER.search(text)
            if mark and number:
                found.add((mark[0], int(number[1])))
    return found


async def _private(sim: Client, resident: int) -> tuple[set[int], int]:
    """The receipts' numbers, and how many drafts still have buttons."""
    messages = [message for message in await sim.messages(resident) if message["from"]["bot"]]
    numbers = {int(found[1]) for message in messages if (found := NUMBER.search(message["text"]))}
    return numbers, sum(bool(MARK.search(message["text"]) and message["buttons"]) for message in messages)


def repeats_in(journal: Sequence[dict[str, Any]]) -> list[Repeat]:
    """First messages, cards and drafts, that took effect more than once."""
    sent: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for entry in journal:
        mark = MARK.search(str(entry["params"].get("text", "")))
        if entry["method"] == "sendMessage" and entry["applied"] and mark:
            sent[entry["params"]["chat_id"], mark[0]].append(datetime.fromisoformat(entry["at"]))
    return [
        Repeat(chat, mark, first, second)
        for (chat, mark), moments in sent.items()
        for first, second in pairwise(moments)
    ]


def in_flight_at(journal: Sequence[dict[str, Any]], kills: Sequence[datetime]) -> int:
    """Kills that came within a second after a message was taken: the most that can have doubled one."""
    sent = [datetime.fromisoformat(each["at"]) for each in journal if each["method"] == "sendMessage"]
    return sum(any(kill - IN_FLIGHT <= moment <= kill for moment in sent) for kill in kills)


def keep_history(folder: Path, journal: Any, story: dict[str, Any]) -> None:
    """What a failed run leaves for whoever looks into it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal.json").write_text(json.dumps(journal, ensure_ascii=False), encoding="utf-8")
    (folder / "story.json").write_text(
        json.dumps(story, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )
