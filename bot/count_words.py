"""The counts of a period, and the cases of one: a number on a button is how many its list holds. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from bot.buttons import Rows, button, keyboard
from bot.case_lists import paged
from bot.figure_words import Asked
from bot.speech import Face
from bot.texts import Texts
from desk.asking import TIERS
from desk.counts import Case, Count

IN_ROW = 2
LINES = (  # as they stand together on the page of figures
    (Count.FILED, Count.DONE, Count.OPEN, Count.PENDING, Count.LATE),
    (Count.CHAT, Count.PHONE, Count.VISIT, Count.UNRATED, Count.DECLINED, Count.UNREACHED),
    (Count.WITHDRAWN, Count.REFUSED, Count.QUESTION, Count.SUGGESTION, Count.PRAISE),
    (Count.ASKED,),
    (Count.MANAGER_DRAWN, Count.MANAGER_HELD, Count.MANAGER_PASSED_ON),
    (Count.DIRECTOR_DRAWN, Count.DIRECTOR_HELD, Count.DIRECTOR_PASSED_ON),
    (Count.DENIED, Count.CHECKED, Count.DIFFERS, Count.NOBODY),
    (Count.JOINED, Count.JOINED_YES),
)
LEFT_OUT = LINES[2]
WAYS = (Count.CHAT, Count.PHONE, Count.VISIT)


def counts_face(
    cases: Mapping[Count, Sequence[Case]], asked: Asked, first: date, last: date, texts: Texts
) -> Face:
    """Every count that isn't nothing; each opens its cases."""
    rows: Rows = []
    for line in LINES:
        told = [
            button(f"{name_of(count, texts)} {len(cases[count])}", asked.count(count))
            for count in line
            if cases[count]
        ]
        rows += [told[at : at + IN_ROW] for at in range(0, len(told), IN_ROW)]
    text = texts("figures.counts", span=asked.span(first, last, texts))
    return Face(text, keyboard([*rows, [_overview(asked, texts)]]))


def count_face(count: Count, cases: Sequence[Case], asked: Asked, page: int, texts: Texts) -> Face:
    """The cases of one count; what counts twice says so."""
    times = Counter(cases)
    labels = [(f"#{case.number:04d}" + (f" ×{n}" if n > 1 else ""), case.ref) for case, n in times.items()]
    text = texts("figures.count", name=name_of(count, texts), count=len(cases))
    if len(times) < len(cases):
        text = texts("figures.count_times", told=text)
    rows = paged(labels, page, lambda to: asked.count(count, to), texts)
    back = [button(texts.plain("figures.counts_back"), asked.counts()), _overview(asked, texts)]
    return Face(text, keyboard([*rows, back]))


def name_of(count: Count, texts: Texts) -> str:
    """In the words of the line that it stands in."""
    if count in WAYS:
        return texts.plain("count.by", way=texts.plain(f"way.{count}"))
    if count in LEFT_OUT:
        return texts.plain(f"left_out.{count}")
    tier, _, step = count.partition("_")
    if tier in TIERS:
        return texts.plain(f"count.{step}", role=texts.plain(f"role.{tier}"))
    return texts.plain(f"count.{count}")


def _overview(asked: Asked, texts: Texts) -> dict[str, object]:
    return button(texts.plain("figures.back"), asked.turned(asked.days, asked.back))
