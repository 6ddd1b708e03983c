"""Text as Telegram takes it: cleaned, parsed, measured, with what it recognises by itself."""

import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.html_mode import parse_html
from sandbox.markdown_mode import parse_markdown
from sandbox.markup import Entity, Marked, in_order, trimmed, utf16_length

MOST_TEXT = 4096  # characters, after parsing
MOST_CAPTION = 1024
MOST_BYTES = 35_000  # of what is sent; the rest is cut off
MOST_ENTITIES = 100
MODES = {"html": parse_html, "markdownv2": parse_markdown}
CONTROL = {code: " " for code in range(32) if chr(code) != "\n"} | {13: None}
DIRECTION = dict.fromkeys(range(0x2028, 0x202F), None)
CLEANING = CONTROL | DIRECTION
SPECIAL = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[a-zA-Z]{2,})"
    r"|(?P<mention>(?<![\w@])@[a-zA-Z0-9_]{3,32}\b)"
    r"|(?P<url>https?://[^\s<>]*[^\s<>.,!?;:)\]}\"']|(?<![\w@./])(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|cn|hk|tw|io|me)\b(?:/[^\s<>]*)?)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)",
)


def clean(text: str) -> str:
    """What Telegram does to every string: control characters become spaces, direction marks go."""
    check_unicode(text)
    cut = text.translate(CLEANING).encode()[:MOST_BYTES]
    return cut.decode(errors="ignore")


def check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    marked = parsed(clean(text), parse_mode, entities)
    body, found = trimmed(marked.text, marked.entities)
    found = in_order(found + recognised(body, found))
    return body, found[:MOST_ENTITIES]


def parsed(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Marked:
    if not parse_mode or parse_mode.lower() == "none":
        return Marked([text], [checked_entity(text, each) for each in entities or []])
    if parse_mode.lower() not in MODES:
        raise bad_request("unsupported parse_mode")
    return MODES[parse_mode.lower()](text)


def checked_entity(text: str, entity: Entity) -> Entity:
    if (
        entity["offset"] < 0
        or entity["length"] <= 0
        or entity["offset"] + entity["length"] > utf16_length(text)
    ):
        raise bad_request("entity beginning or end is out of the text")
    user = entity.get("user")
    return entity | {"user": {"$user": user["id"]}} if user else dict(entity)


def recognised(text: str, marked: list[Entity]) -> list[Entity]:
    """Commands, mentions, addresses and hashtags are entities without anybody marking them."""
    closed = [
        each
        for each in marked
        if each["type"] in ("code", "pre", "text_link", "text_mention", "custom_emoji")
    ]
    found = []
    for match in SPECIAL.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
        inside = any(
            each["offset"] < offset + length and offset < each["offset"] + each["length"] for each in closed
        )
        if not inside:
            found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return found


def message_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> dict[str, Any]:
    if not text:
        raise bad_request("message text is empty")
    body, found = formatted(text, parse_mode, entities)
    if not body:
        raise bad_request("text must be non-empty")
    if len(body) > MOST_TEXT:
        raise bad_request("message is too long")
    return {"text": body} | ({"entities": found} if found else {})


def caption(text: str | None, parse_mode: str | None, entities: list[Entity] | None) -> dict[str, Any]:
    body, found = formatted(text or "", parse_mode, entities)
    if len(body) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    if not body:
        return {}
    return {"caption": body} | ({"caption_entities": found} if found else {})
