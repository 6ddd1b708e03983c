"""A press by staff: where it was made, and what its message shows next."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.buttons import Rows, keyboard
from bot.menus import back
from bot.speaking import show_buttons, take_away
from bot.texts import Texts
from desk import dispatch
from desk.authority import Actor
from desk.nameless import is_nameless
from models import Complaint, Person

TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)


@dataclass(frozen=True)
class Press:
    """Everything a step needs to know."""

    tap: CallbackQuery
    bot: Bot
    person: Person
    actor: Actor
    texts: Texts
    now: datetime

    @property
    def private(self) -> bool:
        return self.tap.message is not None and self.tap.message.chat.id == self.person.telegram_id

    @property
    def place(self) -> tuple[int, int]:
        """Chat and message."""
        message = self.tap.message
        return (message.chat.id, message.message_id) if message else (0, 0)

    async def offer(self, ref: str, rows: Rows, said: str, *, aloud: bool = False) -> None:
        """A menu in place of the buttons, and what it is about."""
        await show_buttons(self.tap, _markup([*rows, *back(ref, self.texts)]))
        await dispatch.drawn_over_at(*self.place)
        await self.tap.answer(said[:TOAST_LIMIT], show_alert=aloud)

    async def settle(self, said: str) -> None:
        """It is done: a card is drawn anew by itself, anything else has served its purpose."""
        if not await dispatch.redraw_at(*self.place):
            await take_away(self.tap)
        await self.tap.answer(said[:TOAST_LIMIT])

    def moment(self, at: datetime, complaint: Complaint) -> str:
        return self.texts.moment(at, self.now, ZoneInfo(complaint.community.timezone))


async def pressed(
    tap: CallbackQuery, bot: Bot, person: Person, actor: Actor, texts: Texts, now: datetime
) -> dict[str, Press]:
    """No real filter: gives the handlers of a router the press as a whole."""
    return {"press": Press(tap, bot, person, actor, texts, now)}


def opening(bot: Bot, payload: str) -> str | None:
    """The address that opens our private chat with this; None while our name is unknown."""
    me = bot._me  # noqa: SLF001 - set once at start, while Telegram can be reached
    return f"https://t.me/{me.username}?start={payload}" if me else None


def _markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard(rows))


def unheard(complaint: Complaint) -> str:
    """How words about the resident end, where nothing that is sent reaches them."""
    return "_nameless" if is_nameless(complaint) else "_unheard" if complaint.call_needed else ""
