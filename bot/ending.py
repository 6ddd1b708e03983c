"""Somebody says that it is all right again, or thinks better of it: words alone end nothing, the one tap that
does is offered.
"""

from datetime import datetime

from aiogram.types import MaybeInaccessibleMessageUnion

from bot.buttons import FollowVerb, WithdrawTap, button, keyboard
from bot.filing_buttons import Need
from bot.small_talk import drops_it, says_fixed
from bot.speaking import say
from bot.speech import Face
from bot.texts import Html, Texts
from desk import filing, following, showing
from desk.authority import Actor
from models import Complaint
from models.kinds import WithdrawReason


def speaks_of_end(said: str) -> bool:
    return says_fixed(said) or drops_it(said)


def may_end(matter: Complaint, said: str, actor: Actor) -> bool:
    """Whether such words are about its end. To what staff have asked they are an answer."""
    if matter.filer_id != actor.person_id or filing.is_asked(matter):
        return False
    return says_fixed(said) or (drops_it(said) and matter.status in following.AT_WORK)


async def chosen_to_end(draft: Complaint, into: str, actor: Actor) -> bool:
    """Of several, which one such words were about had to be asked first."""
    meant = await following.theirs(into, actor)
    return meant is not None and may_end(meant, draft.text, actor)


async def offer_end(
    matter: Complaint, said: str, message: MaybeInaccessibleMessageUnion, texts: Texts, now: datetime
) -> None:
    number = f"{matter.number:04d}"
    if matter.status not in following.AT_WORK:
        await message.answer(texts("talk.fixed_done", number=number))
    elif not says_fixed(said):
        await message.answer(way_to_withdraw(matter, texts))
    else:
        tap = WithdrawTap(why=WithdrawReason.SOLVED, ref=matter.ref)
        rows = keyboard([[button(texts.plain("withdraw.why_solved"), tap)]])
        await say(message, Face(texts("talk.fixed", number=number), rows))
        return
    await showing.show_anew(matter, message.chat.id, now)


def way_to_withdraw(matter: Complaint, texts: Texts, *, joined: bool = False) -> Html:
    """The receipt below has the button. A neighbour's is left, and goes on."""
    if joined:
        return texts("talk.quit", button=texts.plain("join.quit"))
    key = f"need.{Need.FALSE_ALARM}" if matter.emergency else f"follow.{FollowVerb.WITHDRAW}"
    return texts("talk.withdraw", button=texts.plain(key))
