"""Where somebody is still found, who is to be forgotten (P18)."""

import json
from typing import Any

from village import PEOPLE, Talk

import models
from models import Complaint, Involvement
from models.kinds import InvolvementRole

LEAVER, LEAVER_ID = "Xanthippe齐", 7312945580123


def contact(number: str, owner: int | None) -> dict[str, Any]:
    more = {"user_id": owner} if owner else {}
    return {"contact": {"phone_number": number, "first_name": "x", **more}}


async def rows_with(marks: tuple[str, ...]) -> list[str]:
    """Where in the tables a mark is still found, as it is or escaped."""
    escaped = tuple(json.dumps(mark)[1:-1] for mark in marks)
    tables = [each for name in models.__all__ if hasattr(each := getattr(models, name), "_meta")]
    found = []
    for table in tables:
        for row in await table.all().values():
            text = "\n".join(map(str, row.values()))  # as it is stored: a repr would escape once more
            found += [f"{table.__name__} {row}" for mark in {*marks, *escaped} if mark in text]
    return found


async def joins(talk: Talk, complaint: Complaint, who: str = "neighbour") -> None:
    """Says "me too"."""
    heir = await talk.village.person(who)
    joined: dict[str, Any] = {"complaint": complaint, "person": heir, "role": InvolvementRole.JOINED}
    await talk.database.transaction(lambda: Involvement.create(**joined, at=talk.clock.now()))


async def leaves(talk: Talk, who: str) -> None:
    await talk.says(who, "/delete_me")
    await talk.presses(who, "全部删除")


async def copy_of(talk: Talk, who: str) -> Any:
    """What /export_my_data gives them."""
    await talk.says(who, "/export_my_data")
    return json.loads([shown.upload for shown in talk._chats[PEOPLE[who]] if shown.upload][-1])
