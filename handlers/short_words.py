"""Short words that are no report: answered in private as somebody at the desk would."""

from datetime import datetime
from html import escape
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReactionTypeEmoji

from bot.buttons import MineTap, PersonTap, VisitTap, VisitVerb, button, keyboard
from bot.ending import chosen_to_end, offer_end, way_to_withdraw
from bot.hearing import Heard, hears
from bot.last_question import answer_to_guess, last_question, question_at
from bot.mine_card import mine_face, progress_lines
from bot.person_words import called
from bot.small_talk import SmallTalk, bare_number, choice_in, confirms, drops_it, heard, number_in, says_yes
from bot.speaking import say
from bot.texts import Texts, texts_in
from bot.urge_words import urged_words
from bot.where import by_somebody, in_private
from desk import dispatch, doubts, filing, following, humans, listing, people, showing, urging
from desk.authority import Actor
from desk.policy import policy_for
from desk.sheets import read_sheet
from models import Community, Complaint, Person

THANKED = ReactionTypeEmoji(emoji="🙏")
TOLD_TO_STAFF = ("Answering:writing", "Replying:words")  # what is waited for goes to them
CHOSEN = (SmallTalk.URGE, SmallTalk.WITHDRAW)  # of several, one has to be chosen
ABOUT_ONE = (SmallTalk.PROGRESS, *CHOSEN)
MOST_CHOICES = 9  # one digit
MOST_TOLD = 3  # open matters in an answer; the list has the rest


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(wanted_a_person, says_person)
    router.message.register(thought_better, thinks_better)
    router.message.register(named_a_number, StateFilter(None), says_number)
    router.message.register(chose_by_number, StateFilter(None), says_choice)
    router.message.register(chose_by_number, StateFilter(None), answers_a_visit)
    router.message.register(chose_by_number, StateFilter(None), answers_a_guess)
    router.message.register(wrote_a_number, StateFilter(None), hears, writes_a_number)
    router.message.register(said_little, StateFilter(None), says_little)
    router.callback_query.register(asked_for_a_person, PersonTap.filter())
    return router


async def says_person(message: Message) -> bool:
    return heard(message.text or "") is SmallTalk.PERSON


async def thinks_better(message: Message, actor: Actor, raw_state: str | None = None) -> bool:
    """Not what staff are told: to them the same words are an answer, or news about an open matter."""
    if not drops_it(message.text or "") or message.reply_to_message is not None or actor.posts:
        return False
    if raw_state is not None:
        return raw_state not in TOLD_TO_STAFF
    return await filing.draft_of(actor) is not None or not await following.matters_at_hand(actor)


async def says_little(message: Message, actor: Actor) -> bool | dict[str, Any]:
    """Not when staff have asked something, or in a reply: there the same words mean more."""
    number = choice_in(message.text or "")
    talk = SmallTalk.HELLO if number else heard(message.text or "")  # a number that answers nothing
    if talk is None or message.reply_to_message is not None:
        return False
    if talk is SmallTalk.URGE and await filing.draft_of(actor) is not None:
        return False  # said of what they are just reporting
    return not await following.owes_answer(actor) and {"talk": talk}


async def says_number(message: Message) -> bool | dict[str, Any]:
    number = number_in(message.text or "")
    return number is not None and {"number": number}


async def says_choice(message: Message, actor: Actor, now: datetime) -> bool | dict[str, Any]:
    """Only while something is asked that has as many answers. To a question in words a number is the answer."""
    number = choice_in(message.text or "")
    if number is None or message.reply_to_message is not None:
        return False
    asked = await last_question(message.chat.id, now, at_work=bool(actor.posts))
    if asked is None or number > len(asked.choices) or not asked.choices[number - 1]:
        return False
    return {"asked": asked.message_id, "answer": asked.choices[number - 1]}


async def writes_a_number(message: Message, actor: Actor) -> bool:
    """One that chooses nothing, while something is being reported: a room, or a slip of the finger."""
    bare = bare_number(message.text or "") and message.reply_to_message is None
    return bool(bare) and await filing.draft_of(actor) is not None


async def answers_a_visit(message: Message, actor: Actor, now: datetime) -> bool | dict[str, Any]:
    """ "Yes" or "no" to the time that staff propose, where that is what was asked last, or in a reply to it."""
    yes, above = says_yes(message.text or ""), message.reply_to_message
    if yes is None or actor.posts:
        return False
    chat = message.chat.id
    asked = await (
        question_at(chat, above.message_id, now) if above else last_question(chat, now, at_work=False)
    )
    answer = f"{VisitTap.__prefix__}:{VisitVerb.YES if yes else VisitVerb.OTHER}:"
    meant = [each for each in asked.choices if each.startswith(answer)] if asked else []
    return {"asked": asked.message_id, "answer": meant[0]} if asked and meant else False


async def answers_a_guess(message: Message, actor: Actor, now: datetime) -> bool | dict[str, Any]:
    """Of what may be a danger something else is asked first: there only the buttons' own words file it."""
    draft = await filing.draft_of(actor) if message.reply_to_message is None else None
    yes = confirms(message.text or "", strictly=doubts.is_asked(draft)) if draft else None
    if draft is None or yes is None:
        return False
    asked = await last_question(message.chat.id, now, at_work=bool(actor.posts))
    return answer_to_guess(asked, draft.ref, yes=yes)


async def wanted_a_person(
    message: Message, bot: Bot, state: FSMContext, person: Person, texts: Texts
) -> None:
    """From anywhere in a conversation, at once."""
    await state.clear()
    community = await people.community_of(person, bot.id)
    await message.answer(_way_to_a_person(community, texts), reply_markup=_person_keyboard(texts))


async def thought_better(
    message: Message, state: FSMContext, actor: Actor, texts: Texts, now: datetime
) -> None:
    """Nothing is thrown away that was not asked about: a draft is shown, with its way out."""
    await state.clear()
    draft = await filing.draft_of(actor)
    await message.answer(texts("talk.never_draft" if draft else "start.cancelled"))
    if draft is not None:
        await dispatch.move_receipt_down(draft, now)


async def asked_for_a_person(
    tap: CallbackQuery, bot: Bot, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    community = await people.community_of(person, bot.id)
    words = texts_in(community.language).plain("person.request")
    requested = await humans.ask_for_person(actor, community, bot.id, words, now)
    await tap.answer(await called(requested, texts, now), show_alert=True)


async def wrote_a_number(message: Message, heard: Heard, texts: Texts) -> None:
    """Part of the report, but not in silence: whoever meant a button hears how to choose."""
    asked = await last_question(message.chat.id, heard.now, at_work=bool(heard.actor.posts))
    lines = [texts("talk.number_added", number=heard.report.text)]
    if asked is not None:
        lines += [texts("talk.number_choices", most=min(len(asked.choices), MOST_CHOICES))]
    await message.answer("\n".join(lines))
    await heard.as_report()


async def said_little(message: Message, talk: SmallTalk, actor: Actor, texts: Texts, now: datetime) -> None:
    if talk is SmallTalk.THANKS:
        await message.react([THANKED])
        return
    draft = await filing.draft_of(actor)
    if draft is not None:
        await message.answer(texts("talk.never_draft" if talk is SmallTalk.WITHDRAW else "hello.draft_waits"))
        await dispatch.move_receipt_down(draft, now)
        return
    matters = await following.open_matters(actor)
    page = await listing.page_of(actor, 1, over=False)
    if page.total == 1 and talk in (
        ABOUT_ONE if matters else CHOSEN
    ):  # a neighbour's is urged, and left, too
        await _of_one(await following.shared(page.ids[0], actor), message, talk, actor, texts, now)
        return
    sheets = [await read_sheet(each) for each in page.ids]
    if talk in CHOSEN and page.total:
        await say(message, mine_face(page, sheets, texts, now))
        return
    told = progress_lines(page, sheets, texts, now)
    asked = "talk.here" if told else "talk.here_first" if talk is SmallTalk.HELLO else "talk.nothing_open"
    await message.answer(
        "\n".join([texts(asked), *told[:MOST_TOLD]]),
        reply_markup=_person_keyboard(texts, mine=bool(told)),
    )


async def _of_one(
    matter: Complaint, message: Message, talk: SmallTalk, actor: Actor, texts: Texts, now: datetime
) -> None:
    """The only open one is meant; to withdraw takes a press, since it can't be half meant."""
    at_work = matter.status in following.AT_WORK
    if talk is SmallTalk.URGE and at_work:
        urged = await urging.urge(matter.ref, actor, now)
        said = urged_words(urged, await read_sheet(matter.id), texts, now)
        await message.answer(escape(said, quote=False))
        return
    if talk is SmallTalk.WITHDRAW and at_work:
        await message.answer(way_to_withdraw(matter, texts, joined=matter.filer_id != actor.person_id))
    await showing.show_anew(matter, message.chat.id, now)


async def named_a_number(message: Message, number: int, actor: Actor, texts: Texts, now: datetime) -> None:
    """Which one it is, where that is asked; else to look at it. NotFound alike for none and for somebody else's (T8)."""
    draft, meant = await filing.draft_of(actor), await following.by_number(number, actor)
    if draft is not None and draft.verdict.get("picking") and meant.status in following.OPEN:
        ends = await chosen_to_end(draft, meant.ref, actor)
        merged = await following.merge(draft.ref, meant.ref, actor, now)
        if ends:
            await offer_end(merged, draft.text, message, texts, now)
        else:
            await message.answer(texts("draft.merged", number=f"{number:04d}"))
        return
    await showing.show_anew(meant, message.chat.id, now)


async def chose_by_number(
    message: Message, bot: Bot, asked: int, answer: str, event_router: Router, **data: Any
) -> None:
    """As if the button had been pressed; what its toast would say becomes a message."""
    top = event_router
    while top.parent_router is not None:
        top = top.parent_router
    above = Message(message_id=asked, date=message.date, chat=message.chat).as_(bot)
    press = Pressed(id="0", from_user=message.from_user, chat_instance="0", message=above, data=answer)
    given = {name: value for name, value in data.items() if name not in EVENT}
    await top.propagate_event("callback_query", press.as_(bot), bot=bot, **given)


EVENT = frozenset({"talk", "number", "handler"})


class Pressed(CallbackQuery):
    """A press that was typed: there is no toast to show."""

    async def answer(self, text: str | None = None, **_: Any) -> None:  # type: ignore[override]
        if text and isinstance(self.message, Message):
            await self.message.answer(text)


def _way_to_a_person(community: Community, texts: Texts) -> str:
    phone = policy_for(community.policy).duty_phone
    return texts("person.phone", phone=phone) if phone else texts("person.no_phone")


def _person_keyboard(texts: Texts, *, mine: bool = False) -> InlineKeyboardMarkup:
    person = [button(texts.plain("person.ask"), PersonTap(wants="call"))]
    listed = [button(texts.plain("mine.button"), MineTap(page=1))] if mine else []
    return InlineKeyboardMarkup.model_validate(keyboard([person, listed]))
