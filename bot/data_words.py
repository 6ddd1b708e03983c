"""A copy of somebody's own data: made when it is sent, to them and nobody else, and kept nowhere."""

import json

from bot.speech import Call, Upload
from bot.texts import Texts
from desk import privacy
from models import Outgoing, Person

NAME = "my-data.json"


async def my_data(row: Outgoing, texts: Texts) -> Call | None:
    person = await Person.get_or_none(telegram_id=row.lane)
    if person is None:
        return None
    content = json.dumps(await privacy.my_data(person.id), ensure_ascii=False, indent=2)
    params = {"chat_id": row.lane, "caption": texts("notice.my_data"), "parse_mode": "HTML"}
    return Call("sendDocument", params, Upload(NAME, content.encode()))
