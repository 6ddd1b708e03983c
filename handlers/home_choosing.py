"""A resident chooses their home from the estate's own list, button by button."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from bot.home_buttons import GridTap, Turn
from bot.home_grid import grid_face, size_for
from bot.speaking import edit, say_below
from bot.texts import Texts
from desk import home_grid, people
from models import Person


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(chose, GridTap.filter())
    return router


async def chose(tap: CallbackQuery, callback_data: GridTap, bot: Bot, person: Person, texts: Texts) -> None:
    community = await people.community_of(person, bot.id)
    tapped = callback_data
    grid = await home_grid.read_grid(community, tapped.level, tapped.under, tapped.page, size_for(texts))
    show = say_below if tapped.turn is Turn.OPEN else edit
    await show(tap, grid_face(grid, texts))
    await tap.answer()
