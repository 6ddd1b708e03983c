"""Text: parse modes, offsets in UTF-16, cleaning, limits, keyboards, in Telegram's words."""

from typing import Any

import pytest
from aiogram.utils.formatting import Bold, ExpandableBlockQuote, Spoiler, Text

from sandbox.client import Client
from sandbox.errors import ApiError
from sandbox.probes import Raw
from sandbox.text import clean, message_text

FAMILY = "👨‍👩‍👧‍👦"  # 7 characters, 11 UTF-16 units


def marks(content: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(each["type"], each["offset"], each["length"]) for each in content.get("entities", [])]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b> <i>b</i>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<u>a</u><s>b</s>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<a href="https://t.me/x">x</a>', "x", [("text_link", 0, 1)]),
        (f"{FAMILY}<b>漏水</b>", f"{FAMILY}漏水", [("bold", 11, 2)]),
        ("&lt;b&gt; &amp; &#33; &nbsp;", "<b> & ! &nbsp;", []),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    content = message_text(source, "HTML", None)
    assert content["text"] == text
    assert marks(content) == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("漏<b>a</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        message_text(source, "HTML", None)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", "a b c d e", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        ("1\\.5 \\* 2", "1.5 * 2", []),
        ("`a*b`", "a*b", ["code"]),
        ("```py\nx\n```", "x", ["pre"]),
        ("[x](https://t.me/a\\)b)", "x", ["text_link"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote"]),
        ("**>a\n>b||", "a\nb", ["expandable_blockquote"]),
    ],
)
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[str]) -> None:
    content = message_text(source, "MarkdownV2", None)
    assert content["text"].rstrip("\n") == text
    assert [each["type"] for each in content.get("entities", [])] == entities


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*a", "Can't find end of Bold entity at byte offset 0"),
        ("a `b", "Can't find end of Code entity at byte offset 2"),
    ],
)
def test_broken_markdown_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        message_text(source, "MarkdownV2", None)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


def test_what_aiogram_formats_is_read_back_the_same() -> None:
    built = Text(FAMILY, Bold("a&b"), " ", Spoiler("<c>"), ExpandableBlockQuote("d"))
    content = message_text(built.as_html(), "HTML", None)
    text, entities = built.render()
    assert content["text"] == text
    assert marks(content) == [(each.type, each.offset, each.length) for each in entities]


def test_commands_mentions_addresses_and_tags_are_recognised() -> None:
    content = message_text("/start@bot_x @somebody https://t.me/x. a@b.com #漏水 5/6", None, None)
    kinds = [each["type"] for each in content["entities"]]
    assert kinds == ["bot_command", "mention", "url", "email", "hashtag"]


def test_code_hides_commands_from_recognition() -> None:
    assert marks(message_text("<code>/start</code>", "HTML", None)) == [("code", 0, 6)]


def test_text_is_cleaned_as_tdlib_does() -> None:
    assert clean("a\x00b\tc\r\nd\u202ee\u2028f\u2066g\u200bh") == "a b c\ndef\u2066g\u200bh"
    with pytest.raises(ApiError, match="UTF-8"):
        clean("\ud800")


def test_limits_count_characters_after_parsing() -> None:
    assert len(message_text("<b>" + "漏" * 4096 + "</b>", "HTML", None)["text"]) == 4096
    assert len(message_text("👍" * 4096, None, None)["text"]) == 4096
    with pytest.raises(ApiError, match="message is too long"):
        message_text("x" * 4097, None, None)


def test_of_more_than_a_hundred_entities_the_rest_is_dropped() -> None:
    assert len(message_text("<b>a</b> " * 150, "HTML", None)["entities"]) == 100


async def test_empty_texts_and_long_captions_get_telegrams_words(raw: Raw, owner: int) -> None:
    assert await raw.refused("sendMessage", chat_id=owner, text="") == "Bad Request: message text is empty"
    assert (
        await raw.refused("sendMessage", chat_id=owner, text=" \n") == "Bad Request: text must be non-empty"
    )
    reason = await raw.refused("sendPhoto", chat_id=owner, photo="x", caption="x" * 1025)
    assert reason == "Bad Request: message caption is too long"
    reason = await raw.refused("sendMessage", chat_id=owner, text="x", parse_mode="BBCode")
    assert reason == "Bad Request: unsupported parse_mode"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "漏" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"callback_data": "a"}, "can't parse inline keyboard button: can't find field \"text\""),
    ],
)
async def test_impossible_buttons_are_refused(
    button: dict[str, str], reason: str, raw: Raw, owner: int
) -> None:
    markup = {"inline_keyboard": [[button]]}
    found = await raw.refused("sendMessage", chat_id=owner, text="x", reply_markup=markup)
    assert found == f"Bad Request: {reason}"


async def test_phone_numbers_are_asked_for_in_private_only(raw: Raw, owner: int, group: int) -> None:
    markup = {"keyboard": [[{"text": "phone", "request_contact": True}]]}
    await raw.ok("sendMessage", chat_id=owner, text="x", reply_markup=markup)
    reason = await raw.refused("sendMessage", chat_id=group, text="x", reply_markup=markup)
    assert reason == "Bad Request: phone number can be requested in private chats only"


async def test_people_see_safe_html(sim: Client, raw: Raw, owner: int) -> None:
    await raw.ok("sendMessage", chat_id=owner, text="<b>a</b> &lt;script&gt;", parse_mode="HTML")
    assert (await sim.last(owner))["html"] == "<b>a</b> &lt;script&gt;"
