"""The list of one's own matters: a line and a button each."""

from collections.abc import Sequence
from datetime import datetime

from bot.buttons import FollowTap, FollowVerb, MineTap, PersonTap, Rows, button, keyboard
from bot.joined_card import neighbours
from bot.phrases import begun, number_of
from bot.receipt import beginning, dot_of, progress_line
from bot.speech import Face
from bot.texts import Html, Texts
from desk.listing import Page, Withdrawal
from desk.sheets import Sheet
from models.kinds import Category

LABEL_LIMIT = 28  # characters on a button, the dot aside


def mine_face(page: Page, sheets: Sequence[Sheet], texts: Texts, now: datetime) -> Face:
    """Empty it says how to begin."""
    kind = "over" if page.over else "open"
    title = (
        texts(f"mine.title_{kind}", n=page.total - page.drafts) if page.total else texts(f"mine.none_{kind}")
    )
    lines = [title, *progress_lines(page, sheets, texts, now)]
    if page.pages > 1:
        lines.append(texts("mine.page", page=page.number, pages=page.pages))
    rows: Rows = [[_open_button(sheet, texts, now)] for sheet, _ in _shown(page, sheets)]
    return Face("\n".join(lines), keyboard([*rows, _turning(page, texts), _others(page, texts)]))


def progress_lines(page: Page, sheets: Sequence[Sheet], texts: Texts, now: datetime) -> list[Html]:
    """How each of a page stands; of a neighbour's only what concerns all."""
    return [progress_line(sheet, texts, now, joined=joined) for sheet, joined in _shown(page, sheets)]


def _shown(page: Page, sheets: Sequence[Sheet]) -> list[tuple[Sheet, bool]]:
    return [
        (neighbours(sheet) if complaint_id in page.joined else sheet, complaint_id in page.joined)
        for complaint_id, sheet in zip(page.ids, sheets, strict=True)
    ]


def withdrawn_text(found: Sequence[Withdrawal], texts: Texts, now: datetime) -> str:
    lines = [
        texts(
            "withdrawn.line",
            number=f"{each.number:04d}",
            category=texts(f"category.{each.category}"),
            why=texts(f"withdraw.why_{each.why}"),
            when=texts.moment(each.at, now, each.zone),
        )
        for each in found
    ]
    return "\n".join([texts("withdrawn.title" if lines else "withdrawn.none"), *lines])


def _open_button(sheet: Sheet, texts: Texts, now: datetime) -> dict[str, object]:
    category = texts.plain(f"category.{sheet.category or Category.OTHER}")
    name = f"#{number_of(sheet)} {category}" if sheet.number else texts.plain("mine.draft")
    name = f"{name} {beginning(sheet.text)}".strip()
    name = begun(name, LABEL_LIMIT) if len(name) > LABEL_LIMIT else name
    label = f"{texts.plain(f'dot.{dot_of(sheet, now)}')} {name}"
    return button(label, FollowTap(verb=FollowVerb.OPEN, ref=sheet.ref))


def _turning(page: Page, texts: Texts) -> list[dict[str, object]]:
    back = (
        button(texts.plain("mine.back"), MineTap(page=page.number - 1, over=page.over))
        if page.number > 1
        else None
    )
    more = (
        button(texts.plain("mine.more"), MineTap(page=page.number + 1, over=page.over))
        if page.number < page.pages
        else None
    )
    return [each for each in (back, more) if each]


def _others(page: Page, texts: Texts) -> list[dict[str, object]]:
    label = "mine.show_open" if page.over else "mine.show_over"
    others = [button(texts.plain(label), MineTap(page=1, over=not page.over))] if page.others else []
    return [*others, button(texts.plain("person.ask"), PersonTap())]
