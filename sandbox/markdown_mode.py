"""parse_mode MarkdownV2, as strict as Telegram's."""

import re
from dataclasses import dataclass, field

from sandbox.markup import Marked, cannot_parse, link

RESERVED = "_*[]()~`>#+-=|{}.!"
# The longest mark first: "__" is underline, not two italics.
MARKS = {
    "||": ("spoiler", "Spoiler"),
    "__": ("underline", "Underline"),
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "~": ("strikethrough", "Strikethrough"),
}
ADDRESS = re.compile(r"\(((?:\\.|[^)\\])*)\)", re.DOTALL)
ESCAPABLE = {chr(code) for code in range(1, 127)}
FENCE = re.compile(r"(?:([A-Za-z0-9_+-]*)\n)?(.*)", re.DOTALL)


@dataclass
class Reader:
    source: str
    at: int = 0
    out: Marked = field(default_factory=Marked)
    open: list[tuple[str, int, int]] = field(default_factory=list)  # mark, start in text, byte in source
    quote: tuple[int, bool] | None = None  # where the block quote began, and whether it folds

    def sees(self, what: str) -> bool:
        return self.source.startswith(what, self.at)

    @property
    def byte(self) -> int:
        return len(self.source[: self.at].encode())

    @property
    def line_starts(self) -> bool:
        return self.at == 0 or self.source[self.at - 1] == "\n"


def parse_markdown(source: str) -> Marked:
    reader = Reader(source)
    while reader.at < len(source):
        _step(reader)
    _end_quote(reader)
    if reader.open:
        mark, _, byte = reader.open[-1]
        name = MARKS[mark][1] if mark in MARKS else "TextUrl"
        raise cannot_parse(f"Can't find end of {name} entity at byte offset {byte}")
    return reader.out


def _step(reader: Reader) -> None:
    if reader.line_starts and _line_start(reader):
        return
    char = reader.source[reader.at]
    if char == "\\" and reader.source[reader.at + 1 : reader.at + 2] in ESCAPABLE:
        reader.out.write(reader.source[reader.at + 1])
        reader.at += 2
    elif char == "`":
        _code(reader)
    elif char not in RESERVED:
        reader.out.write(char)
        reader.at += 1
    elif not _mark(reader) and not _link(reader):
        _refuse(char)


def _refuse(char: str) -> None:
    reason = f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
    raise cannot_parse(reason)


def _line_start(reader: Reader) -> bool:
    folding = reader.sees("**>")
    if folding or reader.sees(">"):
        if folding or reader.quote is None:
            _end_quote(reader)
            reader.quote = (reader.out.here, folding)
        reader.at += 3 if folding else 1
        return True
    _end_quote(reader)
    return False


def _end_quote(reader: Reader) -> None:
    if reader.quote is None:
        return
    start, folding = reader.quote
    reader.quote = None
    reader.out.mark("expandable_blockquote" if folding else "blockquote", start)


def _mark(reader: Reader) -> bool:
    mark = next((mark for mark in MARKS if reader.sees(mark)), None)
    if mark is None:
        return False
    if _ends_folding_quote(reader, mark):
        return True
    if reader.open and reader.open[-1][0] == mark:
        _, start, _ = reader.open.pop()
        reader.out.mark(MARKS[mark][0], start)
    else:
        reader.open.append((mark, reader.out.here, reader.byte))
    reader.at += len(mark)
    return True


def _ends_folding_quote(reader: Reader, mark: str) -> bool:
    after = reader.source[reader.at + len(mark) : reader.at + len(mark) + 1]
    open_spoiler = any(each[0] == "||" for each in reader.open)
    if mark != "||" or not reader.quote or open_spoiler or after not in ("", "\n"):
        return False
    reader.quote = (reader.quote[0], True)
    reader.at += len(mark)
    return True


def _code(reader: Reader) -> None:
    fence = "```" if reader.sees("```") else "`"
    start, body = reader.at + len(fence), ""
    end = start
    while not reader.source.startswith(fence, end):
        if end >= len(reader.source):
            kind = "Pre" if len(fence) > 1 else "Code"
            raise cannot_parse(f"Can't find end of {kind} entity at byte offset {reader.byte}")
        end += reader.source[end] == "\\"
        body += reader.source[end : end + 1]
        end += 1
    _write_code(reader.out, fence, body)
    reader.at = end + len(fence)


def _write_code(out: Marked, fence: str, body: str) -> None:
    found = FENCE.fullmatch(body)
    language = found[1] if found and len(fence) > 1 else None
    begins = out.here
    out.write(found[2] if found and language is not None else body)
    out.mark("pre" if len(fence) > 1 else "code", begins, **({"language": language} if language else {}))


def _link(reader: Reader) -> bool:
    if reader.sees("![") or reader.sees("["):
        emoji = reader.sees("!")
        reader.open.append(("![" if emoji else "[", reader.out.here, reader.byte))
        reader.at += 2 if emoji else 1
        return True
    if not (reader.sees("]") and reader.open and reader.open[-1][0] in ("[", "![")):
        return False
    _close_link(reader)
    return True


def _close_link(reader: Reader) -> None:
    mark, start, _ = reader.open.pop()
    reader.at += 1
    url = ""
    if reader.sees("("):
        found = ADDRESS.match(reader.source, reader.at)
        if not found:
            raise cannot_parse(f"Can't find end of a URL at byte offset {reader.byte}")
        url = re.sub(r"\\(.)", r"\1", found[1])
        reader.at = found.end()
    if mark == "![":
        reader.out.mark("custom_emoji", start, custom_emoji_id=url.rpartition("=")[2])
    elif url:
        kind, more = link(url)
        reader.out.mark(kind, start, **more)
