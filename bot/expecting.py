"""A question that the next message answers: what is waited for, and what was known when it was asked."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State


async def expect(state: FSMContext, answer: State, **known: object) -> None:
    await state.set_state(answer)
    await state.set_data(known)


async def expected(state: FSMContext) -> dict[str, Any]:
    """What was known; nothing is waited for any more."""
    known = await state.get_data()
    await state.clear()
    return known
