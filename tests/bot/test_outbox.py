"""What handlers say becomes rows: in their transaction, in the Bot API's own words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot, methods
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.methods import GetMe
from aiogram.types import (
    BufferedInputFile,
    ChatPermissions,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
    User,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from village import TOKEN, StillClock

from bot.outbox import NeedsUpload, NetworkInTransaction, NotSentYet, OutboxSession
from models import Outgoing
from models.database import Database
from models.kinds import Doubt, OutgoingState


class Reader(BaseSession):
    """Records what goes straight through."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> Any:
        self.asked.append(method.__api_method__)
        return User(id=1, is_bot=True, first_name="bot")

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def bot(reader: Reader) -> Bot:
    default = DefaultBotProperties(
        parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
    )
    return Bot(TOKEN, session=OutboxSession(StillClock(), reader), default=default)


async def test_a_call_is_a_row_with_its_defaults_filled_in(database: Database, bot: Bot) -> None:
    rows = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="我来", callback_data="t:take:x")]]
    )
    await bot.send_message(-7, "<b>hi</b>", reply_markup=rows, reply_parameters=ReplyParameters(message_id=3))
    row = await Outgoing.get()
    assert (row.lane, row.method, row.state, row.doubt) == (
        -7,
        "sendMessage",
        OutgoingState.WAITING,
        Doubt.ONCE,
    )
    assert row.params == {
        "chat_id": -7,
        "text": "<b>hi</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "我来", "callback_data": "t:take:x"}]]},
        "reply_parameters": {"message_id": 3, "quote_parse_mode": "HTML"},
    }


async def test_what_was_said_is_undone_with_what_was_done(database: Database, bot: Bot) -> None:
    async def work() -> None:
        await bot.send_message(1, "never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.transaction(work)
    assert await Outgoing.all().count() == 0


async def test_a_result_refuses_to_be_read(database: Database, bot: Bot) -> None:
    sent = await bot.send_message(1, "x")
    for read in (lambda: sent.message_id, lambda: bool(sent), lambda: list(sent), lambda: sent.chat.id):
        with pytest.raises(NotSentYet, match="sendMessage is queued"):
            read()


async def test_reading_calls_go_through_but_never_inside_a_transaction(
    database: Database, bot: Bot, reader: Reader
) -> None:
    assert (await bot.get_me()).id == 1
    with pytest.raises(NetworkInTransaction):
        await database.transaction(bot.get_me)
    assert reader.asked == [GetMe.__api_method__]
    assert await Outgoing.all().count() == 0


async def test_a_file_to_upload_is_refused_at_once(database: Database, bot: Bot) -> None:
    with pytest.raises(NeedsUpload, match="file_id"):
        await bot.send_photo(1, BufferedInputFile(b"x", "x.png"))
    assert await Outgoing.all().count() == 0


async def test_nested_values_become_plain_json(database: Database, bot: Bot) -> None:
    await bot.send_media_group(
        5, [InputMediaPhoto(media="file1", caption="<b>a</b>"), InputMediaPhoto(media="file2")]
    )
    await bot.restrict_chat_member(
        5,
        6,
        permissions=ChatPermissions(can_send_messages=False),
        until_date=datetime(2026, 11, 23, tzinfo=UTC),
    )
    album, restricted = await Outgoing.all().order_by("id")
    assert album.params["media"][0] == {
        "type": "photo",
        "media": "file1",
        "caption": "<b>a</b>",
        "parse_mode": "HTML",
    } | {key: value for key, value in album.params["media"][0].items() if key == "show_caption_above_media"}
    assert restricted.params["permissions"] == {"can_send_messages": False}
    assert int(restricted.params["until_date"]) == int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("call", "lane", "doubt"),
    [
        (methods.EditMessageText(chat_id=4, message_id=1, text="x"), 4, Doubt.REPEAT),
        (methods.DeleteMessage(chat_id=4, message_id=1), 4, Doubt.REPEAT),
        (methods.AnswerCallbackQuery(callback_query_id="1"), 0, Doubt.REPEAT),
        (methods.PinChatMessage(chat_id=4, message_id=1), 4, Doubt.REPEAT),
        (methods.SendVoice(chat_id=4, voice="f"), 4, Doubt.ONCE),
        (methods.SendMessage(chat_id="@channel", text="x"), 0, Doubt.ONCE),
    ],
)
async def test_lanes_and_doubts(database: Database, bot: Bot, call: Any, lane: int, doubt: Doubt) -> None:
    await bot(call)
    row = await Outgoing.get()
    assert (row.lane, row.doubt) == (lane, doubt)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_is_queued_as_it_is(text: str) -> None:
    session = OutboxSession(StillClock(), Reader())
    params = session._plain(Bot(TOKEN, session=session), methods.SendMessage(chat_id=1, text=text))
    assert params["text"] == text
