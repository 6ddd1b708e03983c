"""Staff find complaints and see what is open; each opens in private."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from bot.desk_buttons import CaseTap
from bot.desk_faces import hits_face, open_face, tools_face
from bot.speaking import say, say_below
from bot.texts import Texts
from bot.where import Says, by_somebody, in_private
from desk import dispatch, people, searching
from desk.authority import Actor
from desk.sheets import read_sheet
from models import Person


def build() -> Router:
    router = Router(name=__name__)
    router.message.filter(in_private, by_somebody)
    router.message.register(asked_what, Says(r"/find(?:@\w+)?"))
    router.message.register(searched, Says(r"/find(?:@\w+)?\s+(?P<wanted>.+)"))
    router.message.register(asked_for_open, Says(r"/open(?:@\w+)?"))
    router.callback_query.register(opened, CaseTap.filter())
    return router


async def asked_what(message: Message, texts: Texts) -> None:
    await message.answer(texts("find.how"))


async def searched(
    message: Message, wanted: str, bot: Bot, person: Person, actor: Actor, texts: Texts
) -> None:
    community = await people.community_of(person, bot.id)
    await say(message, hits_face(await searching.find(actor, community.id, wanted), texts))


async def asked_for_open(
    message: Message, bot: Bot, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    community = await people.community_of(person, bot.id)
    found = await searching.open_ones(actor, community.id, now)
    await say(message, open_face(found, texts, now))


async def opened(
    tap: CallbackQuery, callback_data: CaseTap, person: Person, actor: Actor, texts: Texts, now: datetime
) -> None:
    """The case itself is a live card; below it stands what only the desk and its superiors do to one."""
    complaint = await searching.case(callback_data.ref, actor)
    await dispatch.show_bench(complaint, person, now)
    if searching.has_tools(actor, complaint):
        await say_below(tap, tools_face(await read_sheet(complaint.id), texts))
    await tap.answer()
