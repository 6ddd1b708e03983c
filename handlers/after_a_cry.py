"""What somebody says next who has just reported a danger: it is about that, before any draft or step of a guided way."""

from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import Message, ReactionTypeEmoji

from bot.hearing import Heard, hears
from bot.small_talk import (
    SmallTalk,
    begins,
    choice_in,
    confirms,
    drops_it,
    heard,
    number_in,
    says_fixed,
    says_yes,
)
from bot.texts import Texts
from bot.where import by_somebody, in_private
from desk import at_hand, filing, whereto
from desk.at_hand import AtHand
from desk.likeness import differs

SEEN = ReactionTypeEmoji(emoji="👀")
ASKS = (SmallTalk.HELLO, SmallTalk.PROGRESS, SmallTalk.URGE)  # whether anybody is there, and comes


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody, StateFilter(None))
    router.message.register(asked_who_comes, hears, asks_who_comes)
    router.message.register(told_of_it, hears, tells_of_it)
    return router


async def asks_who_comes(message: Message, heard: Heard) -> bool | dict[str, Any]:
    text, talk = heard.report.text, _talk(heard)
    asks = talk in ASKS or (bool(text) and whereto.asks_who_comes(text))
    if not asks or message.reply_to_message is not None or heard.actor.posts:
        return False
    found = await at_hand.at_hand(heard.actor, heard.now)
    if found is None or heard.verdict.personal or (found.outdated and talk is SmallTalk.HELLO):
        return False
    other = talk is None and heard.verdict.confident and differs(heard.verdict, found.danger)
    return not other and {"found": found}


async def asked_who_comes(_: Message, heard: Heard, found: AtHand) -> None:
    """How it stands, at the bottom of the chat."""
    await at_hand.ask_who_comes(found, heard.actor, heard.report, heard.now)


async def tells_of_it(message: Message, heard: Heard) -> bool | dict[str, Any]:
    """Not a button's word, a number of a matter, or what is said to the bot itself; nor a reply, which says so."""
    text = heard.report.text
    small = _talk(heard) is not None or number_in(text) is not None or begins(text) or drops_it(text)
    if heard.actor.posts or message.reply_to_message is not None or (small and choice_in(text) is None):
        return False
    found = await at_hand.at_hand(heard.actor, heard.now)
    if found is None or not await at_hand.belongs(found, heard.actor, heard.report, heard.verdict):
        return False
    if choice_in(text) is not None:
        return found.asks_where and not found.outdated and {"found": found}
    drafted = await filing.draft_of(heard.actor) is not None
    answered = confirms(text) if drafted else says_yes(text)
    ends = says_fixed(text) and not drafted  # that is offered elsewhere
    return answered is None and not ends and {"found": found}


async def told_of_it(message: Message, heard: Heard, found: AtHand, texts: Texts) -> None:
    """What is still needed is asked at once: nobody looks above for what changed."""
    before = found.danger.place
    await at_hand.take(found, heard.actor, heard.report, heard.verdict, heard.now)
    await message.react([SEEN])
    if found.asks_where and not before and found.danger.place:
        await message.answer(texts("danger.where_closer", place=found.danger.place))


def _talk(said: Heard) -> SmallTalk | None:
    return heard(said.report.text) if said.report.text else None
