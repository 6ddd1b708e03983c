"""Building, unit, room: a page of buttons each, at most eight rows."""

from bot.buttons import PickHomeTap, Rows, button, keyboard, two_a_row
from bot.home_buttons import GridTap, Turn
from bot.phrases import home_text
from bot.speech import Face
from bot.texts import Texts
from desk import home_grid
from desk.addresses import address_of, is_named
from desk.home_grid import Grid, Level
from models import Home

SIZE, EASY_SIZE = 12, 5  # buttons on a page: two a row, or one for who reads slowly
LABEL_LIMIT = 32  # characters
BELOW = {Level.BUILDING: Level.UNIT, Level.UNIT: Level.ROOM}


def size_for(texts: Texts) -> int:
    return EASY_SIZE if texts.short else SIZE


def open_row(texts: Texts) -> list[dict[str, object]]:
    return [button(texts.plain("grid.open"), GridTap(turn=Turn.OPEN))]


async def open_rows(community_id: int, texts: Texts) -> Rows:
    """Where the estate's list is known."""
    return [open_row(texts)] if await home_grid.is_known(community_id) else []


def grid_face(grid: Grid, texts: Texts) -> Face:
    """Typing it stays as good a way."""
    choices = [_choice(each, grid, texts) for each in grid.choices]
    rows: Rows = two_a_row(choices)
    turning = [
        button(texts.plain(f"mine.{name}"), _go(grid, page=grid.page + step))
        for name, step in (("back", -1), ("more", 1))
        if 1 <= grid.page + step <= grid.pages
    ]
    back = [button(texts.plain("estate.back"), _back(grid))] if grid.back else []
    text: str = texts(f"grid.{grid.level.name.lower()}")
    if grid.pages > 1:
        text = f"{text}\n{texts('mine.page', page=grid.page, pages=grid.pages)}"
    return Face(text, keyboard([*rows, turning, back]))


def _choice(home: Home, grid: Grid, texts: Texts) -> dict[str, object]:
    if grid.level is Level.ROOM:
        return button(home_text(address_of(home), texts)[:LABEL_LIMIT], PickHomeTap(home=home.id))
    below = GridTap(turn=Turn.GO, level=BELOW[grid.level], under=home.id)
    return button(_label(home, grid.level, texts), below)


def _label(home: Home, level: Level, texts: Texts) -> str:
    """A home's name without its room."""
    unit = "_unit" if level is Level.UNIT and home.unit else ""
    key = f"home.{'named' if is_named(home.building) else 'numbered'}{unit}"
    label = texts.plain(key, building=home.building, unit=home.unit, room="").rstrip(", ")
    return label[:LABEL_LIMIT]


def _go(grid: Grid, page: int) -> GridTap:
    return GridTap(turn=Turn.GO, level=grid.level, under=grid.under, page=page)


def _back(grid: Grid) -> GridTap:
    back = grid.back or Level.BUILDING
    return GridTap(turn=Turn.GO, level=back, under=grid.under if back is Level.UNIT else 0)
