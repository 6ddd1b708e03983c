"""Marked text under construction: plain text, and entities counted in UTF-16 units."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def cannot_parse(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class Marked:
    """Text so far; `here` is where the next character goes, in UTF-16 units."""

    parts: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    here: int = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.here += utf16_length(text)

    def mark(self, kind: str, start: int, **more: Any) -> None:
        if self.here > start:
            self.entities.append({"type": kind, "offset": start, "length": self.here - start, **more})

    def since(self, start: int) -> str:
        return utf16_slice(self.text, start, self.here - start)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def link(url: str) -> tuple[str, Entity]:
    """What a link becomes: a mention of somebody without a username, or a text link."""
    person = url.removeprefix("tg://user?id=")
    if person != url and person.isdigit():
        return "text_mention", {"user": {"$user": int(person)}}
    return "text_link", {"url": url if "://" in url else f"http://{url}/"}


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram trims a message at both ends; entities move and shrink with it."""
    body = text.lstrip()
    cut = utf16_length(text) - utf16_length(body)
    body = body.rstrip()
    end = utf16_length(body)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return body, in_order(kept)


def in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
