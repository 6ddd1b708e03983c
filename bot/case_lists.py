"""A list of cases on buttons, page by page; each opens its case. Pure."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from bot.buttons import Rows, button
from bot.figure_buttons import CaseTap
from bot.texts import Texts

PER_PAGE = 8  # cases
IN_ROW = 4


def paged(
    cases: Sequence[tuple[str, str]], page: int, turned: Callable[[int], CallbackData], texts: Texts
) -> Rows:
    """Of labels and the refs behind them: one page, and the way to those before and after it."""
    shown = cases[page * PER_PAGE : (page + 1) * PER_PAGE]
    buttons = [button(label, CaseTap(ref=ref)) for label, ref in shown]
    turn = [
        button(texts.plain(name), turned(to))
        for name, to in (("figures.before", page - 1), ("figures.after", page + 1))
        if 0 <= to * PER_PAGE < len(cases)
    ]
    return [*(buttons[at : at + IN_ROW] for at in range(0, len(buttons), IN_ROW)), turn]
