"""A manager chooses colleagues with Telegram's own picker, and gives them roles and departments."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import (
    CallbackQuery,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    SharedUser,
)

from bot.acting import texts_for
from bot.setup_buttons import AddStaffTap, MemberTap, RankTap, StaffListTap, StaffTap, StaffVerb
from bot.speaking import edit, say
from bot.staff_faces import colleague_face, leaving_face, staff_list_face
from bot.texts import Texts
from bot.where import Says, by_somebody, in_private
from desk import posts
from desk.authority import Actor, check_manages, managed_by
from desk.errors import ManagersOnly
from desk.overview import read_colleague, read_estate
from models import Staff

MOST_AT_ONCE = 10  # people (Bot API, KeyboardButtonRequestUsers)


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(asked_for_staff, Says(r"/staff(?:@\w+)?"))
    router.message.register(chose_people, has_shared_people)
    router.callback_query.register(tapped_list, StaffListTap.filter())
    router.callback_query.register(wants_to_add, AddStaffTap.filter())
    router.callback_query.register(tapped_colleague, StaffTap.filter())
    router.callback_query.register(gave_rank, RankTap.filter())
    router.callback_query.register(moved, MemberTap.filter())
    return router


async def has_shared_people(message: Message) -> bool:
    return message.users_shared is not None


async def asked_for_staff(message: Message, actor: Actor, texts: Texts) -> None:
    mine = managed_by(actor)
    if not mine:
        raise ManagersOnly
    for community in mine:
        await say(message, staff_list_face(await read_estate(community), 0, texts))


async def tapped_list(tap: CallbackQuery, callback_data: StaffListTap, actor: Actor, texts: Texts) -> None:
    check_manages(actor, callback_data.community)
    await edit(tap, staff_list_face(await read_estate(callback_data.community), callback_data.page, texts))
    await tap.answer()


async def wants_to_add(tap: CallbackQuery, callback_data: AddStaffTap, actor: Actor, texts: Texts) -> None:
    """The request's own number says for which estate, so nothing has to be remembered."""
    check_manages(actor, callback_data.community)
    picker = KeyboardButtonRequestUsers(
        request_id=callback_data.community, user_is_bot=False, max_quantity=MOST_AT_ONCE, request_name=True
    )
    choose = KeyboardButton(text=texts.plain("staff_list.choose"), request_users=picker)
    rows = ReplyKeyboardMarkup(keyboard=[[choose]], resize_keyboard=True, one_time_keyboard=True)
    if tap.message is not None:
        await tap.message.answer(texts("staff_list.how"), reply_markup=rows)
    await tap.answer()


async def chose_people(message: Message, bot: Bot, actor: Actor, texts: Texts, now: datetime) -> None:
    if message.users_shared is None:
        return
    community = message.users_shared.request_id
    people = message.users_shared.users
    fresh = [await posts.appoint(community, actor, one.user_id, _name(one), now) for one in people]
    estate = await read_estate(community)
    await message.answer(
        texts.many("staff_list.added", len(fresh), community=estate.name), reply_markup=ReplyKeyboardRemove()
    )
    for post in fresh:
        await say(message, colleague_face(await read_colleague(post.id), estate, texts))
        await _greet(bot, post)


async def tapped_colleague(
    tap: CallbackQuery, callback_data: StaffTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    if callback_data.verb is StaffVerb.GONE:
        left = await posts.dismiss(callback_data.staff, actor, now)
        numbers = " ".join(f"#{number:04d}" for number in left.numbers)
        text = texts(
            "colleague.left_with_tasks" if numbers else "colleague.left", name=left.name, numbers=numbers
        )
        await edit(tap, text)
    else:
        post = await posts.post_by_id(callback_data.staff, actor)
        if callback_data.verb is StaffVerb.LEAVE:
            await edit(tap, leaving_face(await read_colleague(post.id), texts))
        else:
            await _show(tap, post, texts)
    await tap.answer()


async def gave_rank(
    tap: CallbackQuery, callback_data: RankTap, actor: Actor, texts: Texts, now: datetime
) -> None:
    post = await posts.rank(callback_data.staff, actor, callback_data.rank, now)
    await _show(tap, post, texts)
    await tap.answer(texts.plain("colleague.kept"))


async def moved(tap: CallbackQuery, callback_data: MemberTap, actor: Actor, texts: Texts) -> None:
    post = await posts.move(callback_data.staff, actor, callback_data.department)
    await _show(tap, post, texts)
    await tap.answer(texts.plain("colleague.kept"))


async def _show(tap: CallbackQuery, post: Staff, texts: Texts) -> None:
    await edit(
        tap, colleague_face(await read_colleague(post.id), await read_estate(post.community_id), texts)
    )


async def _greet(bot: Bot, post: Staff) -> None:
    """Who has started the bot hears it at once; nobody else can be written to."""
    person = post.person
    if person.reachable and person.telegram_id is not None:
        texts = await texts_for(person, bot.id)
        await bot.send_message(person.telegram_id, texts("hello.staff", community=post.community.name))


def _name(one: SharedUser) -> str:
    return " ".join(filter(None, (one.first_name, one.last_name))) or str(one.user_id)
