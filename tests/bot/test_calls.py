"""Any Bot API call goes through python-telegram-bot as it was written; a refused one gives up only what it must."""

import json
from typing import Any

import pytest
from api_stub import MESSAGE, Stub
from telegram.ext import ExtBot

from bot.calls import Concession, concede, place
from bot.speech import Call


async def test_what_the_library_does_not_know_goes_along_all_the_same(bot: ExtBot[None], stub: Stub) -> None:
    await place(bot, Call("sendMessage", {"chat_id": 5, "text": "x", "brand_new_field": {"a": 1}}))
    assert json.loads(stub.fields["brand_new_field"]) == {"a": 1}
    assert await place(bot, Call("sendRichMessage", {"chat_id": 5, "rich_message": {"html": "x"}})) == 7
    assert stub.calls[-1][0] == "sendRichMessage"
    assert json.loads(stub.fields["rich_message"]) == {"html": "x"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "好", "show_alert": True}),
        ("editMessageText", {"chat_id": 5, "message_id": 7, "text": "x", "link_preview_options": {"a": 1}}),
        ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 7, "reply_markup": {"inline_keyboard": []}}),
        ("editMessageMedia", {"chat_id": 5, "message_id": 7, "media": {"type": "photo", "media": "id"}}),
        ("deleteMessage", {"chat_id": 5, "message_id": 7}),
        ("pinChatMessage", {"chat_id": -5, "message_id": 7, "disable_notification": True}),
        ("sendPhoto", {"chat_id": 5, "photo": "AgACAgIAAx", "caption": "x"}),
        ("sendVoice", {"chat_id": 5, "voice": "AwACAgIAAx"}),
        ("sendLocation", {"chat_id": 5, "latitude": 22.5, "longitude": 114.1}),
        ("sendContact", {"chat_id": 5, "phone_number": "+86", "first_name": "x"}),
        ("sendChatAction", {"chat_id": 5, "action": "typing"}),
        ("forwardMessage", {"chat_id": 5, "from_chat_id": 6, "message_id": 7}),
        ("copyMessage", {"chat_id": 5, "from_chat_id": 6, "message_id": 7}),
        ("sendMediaGroup", {"chat_id": 5, "media": [{"type": "photo", "media": "a", "caption": "x"}] * 2}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "x"}]}),
        (
            "setMessageReaction",
            {"chat_id": 5, "message_id": 7, "reaction": [{"type": "emoji", "emoji": "👍"}]},
        ),
        ("createForumTopic", {"chat_id": -5, "name": "x"}),
        ("sendPoll", {"chat_id": 5, "question": "x", "options": [{"text": "a"}, {"text": "b"}]}),
    ],
)
async def test_json_goes_through_every_method_unharmed(
    bot: ExtBot[None], stub: Stub, method: str, params: dict[str, Any]
) -> None:
    stub.result = _result_of(method)
    await place(bot, Call(method, params))
    name, fields = stub.calls[-1]
    assert name == method
    sent = {
        key: value if isinstance(params[key], str) else json.loads(value) for key, value in fields.items()
    }
    assert sent == params


def _result_of(method: str) -> Any:
    if method == "sendMediaGroup":
        return [MESSAGE]
    if method == "createForumTopic":
        return {"message_thread_id": 3, "name": "x", "icon_color": 1}
    return MESSAGE if method.startswith(("send", "forward", "copy", "editMessage")) else True


async def test_a_text_that_happens_to_be_a_path_is_never_opened(
    bot: ExtBot[None], stub: Stub, tmp_path: Any
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the token")
    await place(bot, Call("sendDocument", {"chat_id": 5, "document": str(secret)}))
    assert stub.fields["document"] == str(secret)
    stub.result = [MESSAGE]
    await place(
        bot, Call("sendMediaGroup", {"chat_id": 5, "media": [{"type": "photo", "media": str(secret)}]})
    )
    assert json.loads(stub.fields["media"])[0]["media"] == str(secret)


@pytest.mark.parametrize(
    ("concession", "call", "left"),
    [
        (
            Concession.PLAIN,
            Call("sendMessage", {"chat_id": 5, "text": "<b>a &lt; b</b>" + "x" * 5000, "parse_mode": "HTML"}),
            {"chat_id": 5, "text": "a < b" + "x" * 4091},
        ),
        (
            Concession.BUTTONLESS,
            Call("sendMessage", {"text": "a", "reply_markup": {"inline_keyboard": []}}),
            {"text": "a"},
        ),
        (
            Concession.BARE,
            Call("sendPhoto", {"chat_id": 5, "photo": "x", "caption": "看", "parse_mode": "HTML"}),
            {"chat_id": 5, "text": "看", "parse_mode": "HTML"},
        ),
        (Concession.GENERAL, Call("sendMessage", {"text": "a", "message_thread_id": 3}), {"text": "a"}),
        (Concession.UNREPLIED, Call("sendMessage", {"text": "a", "reply_parameters": {}}), {"text": "a"}),
        (Concession.FRESH, Call("editMessageText", {"text": "a", "message_id": 3}), {"text": "a"}),
    ],
)
def test_a_concession_keeps_the_rest(concession: Concession, call: Call, left: dict[str, Any]) -> None:
    made = concede(call, concession)
    assert made is not None
    assert made.params == left
    assert concession is Concession.PLAIN or concede(made, concession) is None


def test_nothing_is_conceded_when_nothing_would_be_left() -> None:
    assert concede(Call("sendPhoto", {"chat_id": 5, "photo": "x"}), Concession.BARE) is None
    assert (
        concede(
            Call("sendMessage", {"chat_id": 5, "text": "<b></b>", "parse_mode": "HTML"}), Concession.PLAIN
        )
        is None
    )
    assert concede(Call("editMessageReplyMarkup", {"message_id": 3}), Concession.FRESH) is None
