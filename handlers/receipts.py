"""The buttons of a receipt: add, urge, wish, another time, withdraw, restore, show anew."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, ReactionTypeEmoji

from bot.buttons import FollowTap, FollowVerb, WithdrawTap, button, keyboard
from bot.ending import may_end, offer_end, speaks_of_end
from bot.expecting import expect, expected
from bot.hearing import Heard, hears
from bot.receipt import withdraw_face
from bot.speaking import edit, say_below, show_buttons
from bot.speech import Face
from bot.texts import Texts
from bot.urge_words import urged_words
from bot.where import by_somebody, in_private
from desk import dispatch, filing, following, showing, urging, withdrawing
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Complaint
from models.kinds import Action, Status

SEEN = ReactionTypeEmoji(emoji="👀")
TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)
SAYING = {
    FollowVerb.ADD: Action.SUPPLEMENT,
    FollowVerb.WISH: Action.WISH,
}


class Telling(StatesGroup):
    """The resident's next message is about one complaint: its ref and what it means are in the data."""

    writing = State()


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(told, StateFilter(Telling.writing), hears)
    router.message.register(said_end, StateFilter(None), hears, tells_end)
    router.callback_query.register(tapped_receipt, FollowTap.filter())
    router.callback_query.register(told_why, WithdrawTap.filter())
    return router


async def tapped_receipt(
    tap: CallbackQuery, callback_data: FollowTap, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    ref, verb = callback_data.ref, callback_data.verb
    if verb in SAYING:
        await _ask(tap, await following.can_follow(ref, actor, SAYING[verb]), verb, state, texts)
    elif verb is FollowVerb.URGE:
        await _urge(tap, ref, actor, texts, now)
    elif verb is FollowVerb.WITHDRAW:
        complaint = await withdrawing.check_withdraw(ref, actor)
        await dispatch.drawn_over(complaint)
        await edit(tap, withdraw_face(await read_sheet(complaint.id), texts))
    else:
        await _do(verb, ref, tap.from_user.id, state, actor, now)
    if verb is not FollowVerb.URGE:
        await tap.answer()


async def _do(
    verb: FollowVerb, ref: str, chat_id: int, state: FSMContext, actor: Actor, now: datetime
) -> None:
    if verb is FollowVerb.RESTORE:
        await withdrawing.restore(ref, actor, now)
    elif verb is FollowVerb.NEW:
        await following.is_new(ref, actor, now)
    elif verb is FollowVerb.OPEN:
        await showing.show_anew(await following.show(ref, actor), chat_id, now)
    elif verb is FollowVerb.KEEP:
        await dispatch.redraw(await following.show(ref, actor))
    elif verb is FollowVerb.NEVER_MIND:
        await state.clear()


async def told_why(tap: CallbackQuery, callback_data: WithdrawTap, actor: Actor, now: datetime) -> None:
    complaint = await withdrawing.withdraw(callback_data.ref, actor, callback_data.why, now)
    if complaint.status is Status.WITHDRAWN:
        await dispatch.redraw(complaint)
    if tap.message and not await dispatch.redraw_at(tap.message.chat.id, tap.message.message_id):
        await show_buttons(tap, None)  # offered below, and done
    await tap.answer()


async def tells_end(message: Message, heard: Heard) -> bool | dict[str, Complaint]:
    """About the one they reply to, or the only one they have."""
    actor, above = heard.actor, message.reply_to_message
    if actor.posts or not speaks_of_end(heard.report.text) or await filing.draft_of(actor) is not None:
        return False
    matters = await following.open_matters(actor)
    if above is not None:
        meant = await following.replied(actor, heard.report.bot_id, message.chat.id, above.message_id)
        matters = [each for each in matters if meant is not None and each.id == meant.id]
    return len(matters) == 1 and may_end(matters[0], heard.report.text, actor) and {"matter": matters[0]}


async def said_end(message: Message, heard: Heard, matter: Complaint, texts: Texts) -> None:
    """The words are kept."""
    await following.follow(matter, heard.actor, heard.report, heard.now)
    await offer_end(matter, heard.report.text, message, texts, heard.now)


async def told(message: Message, heard: Heard, state: FSMContext) -> None:
    """Meant for the complaint whose button was pressed; what comes too late is a report like any other.

    An addition that is plainly another matter is asked about: the button stays the first answer.
    """
    known = await expected(state)
    ref, action = str(known.get("ref", "")), Action(known.get("action", Action.SUPPLEMENT))
    if action is Action.SUPPLEMENT and await following.plainly_other(
        ref, heard.actor, heard.report.text, heard.triage
    ):
        await following.ask_which(await heard.as_report(), heard.actor, heard.now)
    elif await _tell(ref, action, heard) is None:
        await heard.as_report()
    else:
        await message.react([SEEN])


async def _tell(ref: str, action: Action, heard: Heard) -> object:
    if action is Action.SUPPLEMENT:
        return await following.add_to(ref, heard.actor, heard.report, heard.triage, heard.now)
    return await following.say(ref, heard.actor, action, heard.report, heard.triage, heard.now)


async def _ask(
    tap: CallbackQuery, complaint: Complaint, verb: FollowVerb, state: FSMContext, texts: Texts
) -> None:
    """The next message is meant for this complaint, whatever else is open."""
    await expect(state, Telling.writing, ref=complaint.ref, action=SAYING[verb])
    cancel = button(texts.plain("follow.never"), FollowTap(verb=FollowVerb.NEVER_MIND, ref=complaint.ref))
    text = texts(f"follow.ask_{verb}", number=f"{complaint.number:04d}")
    await say_below(tap, Face(text, keyboard([[cancel]])))


async def _urge(tap: CallbackQuery, ref: str, actor: Actor, texts: Texts, now: datetime) -> None:
    urged = await urging.urge(ref, actor, now)
    said = urged_words(urged, await read_sheet(urged.complaint.id), texts, now)
    await tap.answer(said[:TOAST_LIMIT], show_alert=True)
