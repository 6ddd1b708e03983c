"""Ways to begin, below the greeting, and the first step of the guided one."""

from aiogram.types import InlineKeyboardMarkup

from bot.buttons import Rows, button, keyboard, two_a_row
from bot.filing_buttons import BeginTap, Start, StartTap
from bot.speech import Face
from bot.texts import Texts
from models.kinds import Category


def hello_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    return _markup(
        [
            [_start(Start.LIFT, texts), _start(Start.DIRT, texts)],
            [_start(Start.GUIDE, texts), _start(Start.PERSON, texts)],
        ]
    )


def guide_face(texts: Texts) -> Face:
    """The first step: which category."""
    choices = [
        button(texts.plain(f"category.button_{category}"), BeginTap(category=category))
        for category in Category
    ]
    rows: Rows = two_a_row(choices)
    rows = [*rows, [button(texts.plain("draft.cancel"), StartTap(what=Start.CANCEL))]]
    return Face(f"{texts('guide.step', n=1)}\n{texts('draft.which')}", keyboard(rows))


def _start(what: Start, texts: Texts) -> dict[str, object]:
    return button(texts.plain(f"start.{what}"), StartTap(what=what))


def _markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.model_validate(keyboard(rows))
