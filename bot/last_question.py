"""What a resident was asked last, for those who type a number instead of pressing a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.buttons import AnswerTap, DraftTap, DraftVerb, PrivacyTap, PrivacyVerb
from bot.callback_buttons import ContradictTap
from bot.filing_buttons import Need, NeedTap
from bot.home_buttons import GridTap
from bot.wording import Wording
from models import Card, Outgoing
from models.kinds import CardKind, CardState, OutgoingState, Status

LOOKS = 3  # this many of the newest messages that may hold a question
ROWS = 20  # of the latest calls: what menus stand where
# Too much for a digit that meant something else; and what staff ask in words, a number may answer itself.
NEVER = (
    NeedTap(need=Need.FALSE_ALARM, ref="").pack(),
    PrivacyTap(verb=PrivacyVerb.SURE).pack(),
    AnswerTap(ref="").pack(),
    f"{ContradictTap.__prefix__}:",
)


@dataclass(frozen=True)
class Asked:
    """The message that asks, and what its buttons mean, in reading order; "" means not by a number."""

    message_id: int
    choices: list[str]


@dataclass(frozen=True)
class _Moment:
    """A clock that stands, for words at one moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


async def last_question(chat_id: int, now: datetime, *, at_work: bool) -> Asked | None:
    """The newest message if it has buttons, else a draft or a callback above; None when nothing is asked.

    Who works here (`at_work`) presses the buttons of their work themselves.
    """
    wording = Wording(_Moment(now))
    asking = await _questions(chat_id)
    if not at_work and (newest := await _newest(chat_id, wording)):
        return newest
    for card in asking:
        if choices := await _of_card(card, wording):
            return Asked(card.message_id or 0, choices)
    return None


def answer_to_guess(asked: Asked | None, ref: str, *, yes: bool) -> dict[str, Any] | bool:
    """Which button it means, where one guess is shown to be confirmed; False where something else is asked."""
    file, other = (DraftTap(verb=verb, ref=ref).pack() for verb in (DraftVerb.FILE, DraftVerb.SORT))
    answer = file if yes else other
    if asked is None or asked.choices[0] != file or answer not in asked.choices:
        return False
    return {"asked": asked.message_id, "answer": answer}


async def question_at(chat_id: int, message_id: int, now: datetime) -> Asked | None:
    """What a message asks that somebody replies to."""
    sent = Outgoing.filter(lane=chat_id, message_id=message_id, state=OutgoingState.SENT)
    row = await sent.order_by("-id").first()
    choices = await _of_row(row, Wording(_Moment(now))) if row else []
    return Asked(message_id, choices) if choices else None


async def _newest(chat_id: int, wording: Wording) -> Asked | None:
    """Whatever stands at the bottom of the chat, a menu drawn over a card as well."""
    sent = Outgoing.filter(lane=chat_id, state=OutgoingState.SENT).order_by("-id").limit(ROWS)
    rows: dict[int, Outgoing] = {}
    for row in await sent:
        if at := row.message_id or row.params.get("message_id"):
            rows.setdefault(at, row)
    card = await Card.filter(chat_id=chat_id, message_id__not_isnull=True).order_by("-message_id").first()
    there = [at for at, row in rows.items() if row.method != "deleteMessage"]
    at = max([*there, card.message_id or 0 if card else 0], default=0)
    if card is not None and card.message_id == at and (card.digest or at not in rows):
        choices = [] if card.state is CardState.VOID else await _of_card(card, wording)
    else:
        choices = await _of_row(rows[at], wording) if at in rows else []
    return Asked(at, choices) if choices else None


async def _questions(chat_id: int) -> list[Card]:
    shown = Card.filter(chat_id=chat_id, message_id__not_isnull=True, state__not=CardState.VOID)
    drafts = shown.filter(kind=CardKind.RECEIPT, complaint__status=Status.DRAFT)
    callbacks = shown.filter(kind=CardKind.CALLBACK)
    cards = [*await drafts.order_by("-id").limit(LOOKS), *await callbacks.order_by("-id").limit(LOOKS)]
    return sorted(cards, key=lambda each: each.message_id or 0, reverse=True)


async def _of_card(card: Card, wording: Wording) -> list[str]:
    face = await wording.face(card)
    return _choices(face.keyboard) if face else []


async def _of_row(row: Outgoing, wording: Wording) -> list[str]:
    call = await wording.call(row)
    return _choices(call.params.get("reply_markup")) if call else []


def _choices(markup: Mapping[str, Any] | None) -> list[str]:
    rows = (markup or {}).get("inline_keyboard", ())
    data = [each["callback_data"] for row in rows for each in row if "callback_data" in each]
    if any(each.startswith(f"{GridTap.__prefix__}:") for each in data):
        return []  # the labels are numbers themselves
    return ["" if each.startswith(NEVER) else each for each in data]
