"""A message that should show something else is owed an edit, beside a courier that writes down what it shows."""

from typing import Any

from tortoise.expressions import Case, F, When
from tortoise.queryset import QuerySet

from models import Card
from models.kinds import CardState

DUE_IF_SHOWN = Case(When(state=CardState.SHOWN, then=CardState.DUE), default=F("state"))


async def owe_edit(cards: QuerySet[Card], **changes: Any) -> int:
    """Owe each of them one edit more; how many there are. What is still to be sent stays where it is.

    One statement: between two, PostgreSQL lets the courier write "shown" in, and the change would never
    be seen. What the courier draws just now is of before: `wanted` rises, and it will draw once more.
    """
    return await cards.update(wanted=F("wanted") + 1, state=DUE_IF_SHOWN, **changes)
