"""parse_mode HTML, as strict as Telegram's."""

import html
import re
from dataclasses import dataclass

from sandbox.markup import Entity, Marked, cannot_parse, link

TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[^\s>/]*)"
    r"(?P<attributes>(?:\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>"
)
ATTRIBUTE = re.compile(r"([^\s=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S*)))?")
KNOWN_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
PLAIN = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
}
RICH = ("a", "code", "pre", "span", "blockquote", "tg-emoji")


@dataclass
class Open:
    name: str
    attributes: dict[str, str]
    start: int  # in the text, UTF-16 units
    at: int  # in the source, bytes


def parse_html(source: str) -> Marked:
    marked, stack, at = Marked(), list[Open](), 0
    while at < len(source):
        at = _tag(source, at, marked, stack) if source[at] == "<" else _words(source, at, marked)
    if stack:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{stack[-1].name}"')
    return marked


def _words(source: str, at: int, marked: Marked) -> int:
    end = source.find("<", at)
    end = len(source) if end < 0 else end
    marked.write(KNOWN_REFERENCE.sub(lambda found: html.unescape(found[0]), source[at:end]))
    return end


def _tag(source: str, at: int, marked: Marked, stack: list[Open]) -> int:
    where = len(source[:at].encode())
    found = TAG.match(source, at)
    if not found:
        raise cannot_parse(f"{_broken(source, at)} at byte offset {where}")
    name = found["name"].lower()
    if found["end"]:
        _close(name, where, marked, stack)
    else:
        stack.append(_opened(name, found["attributes"], where, marked))
    return found.end()


def _broken(source: str, at: int) -> str:
    if source.startswith("</", at):
        return "Unclosed end tag"
    name = re.match(r"<([^\s>]*)", source[at:])
    known = name and (name[1].lower() in PLAIN or name[1].lower() in RICH)
    return "Unclosed start tag" if known else f'Unsupported start tag "{name[1] if name else ""}"'


def _opened(name: str, attributes: str, where: int, marked: Marked) -> Open:
    if name not in PLAIN and name not in RICH:
        raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
    values = {
        key.lower(): html.unescape(one or two or three)
        for key, one, two, three in ATTRIBUTE.findall(attributes)
    }
    if name == "span" and values.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    return Open(name, values, marked.here, where)


def _close(name: str, where: int, marked: Marked, stack: list[Open]) -> None:
    if not stack:
        raise cannot_parse(f"Unexpected end tag at byte offset {where}")
    tag = stack.pop()
    if name and name != tag.name:
        expected = f'expected "</{tag.name}>", found "</{name}>"'
        raise cannot_parse(f"Unmatched end tag at byte offset {where}, {expected}")
    kind, more = _meaning(tag, marked, inside_pre=bool(stack) and stack[-1].name == "pre")
    if kind == "pre":
        more |= _take_language(tag.start, marked)
    if kind:
        marked.mark(kind, tag.start, **more)


def _meaning(tag: Open, marked: Marked, *, inside_pre: bool) -> tuple[str, Entity]:
    name, values = tag.name, tag.attributes
    if name == "a":
        url = values.get("href") or marked.since(tag.start)
        return link(url) if re.search(r"[.:]\S", url) else ("", {})
    if name == "code":
        language = values.get("class", "").removeprefix("language-") if inside_pre else ""
        return "code", {"language": language} if language else {}
    if name == "blockquote":
        return ("expandable_blockquote" if "expandable" in values else "blockquote"), {}
    if name == "tg-emoji":
        return "custom_emoji", {"custom_emoji_id": values.get("emoji-id", "")}
    return ("spoiler" if name == "span" else PLAIN.get(name, name)), {}


def _take_language(start: int, marked: Marked) -> Entity:
    """`<pre><code class="language-x">` is one entity: the code inside gives its language away."""
    inner = [each for each in marked.entities if each["type"] == "code" and each["offset"] >= start]
    marked.entities = [each for each in marked.entities if each not in inner]
    whole = [each for each in inner if each["offset"] == start and each["length"] == marked.here - start]
    return {"language": whole[0]["language"]} if whole and "language" in whole[0] else {}
