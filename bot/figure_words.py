"""Figures in words: the morning digest, a period, the cases behind a rate. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.buttons import Rows, button, keyboard
from bot.figure_buttons import DAYS, CaseTap, FiguresTap, RateTap
from bot.phrases import cut
from bot.speech import Call, Face, message_call
from bot.texts import Texts
from desk.rates import Item, RateKind
from models.callback_kinds import Solved, Way

PER_PAGE = 8  # cases
PLACE_ON_BUTTON = 20  # characters
QUIET = ("filed", "done")
LEFT_OUT = ("withdrawn", "refused", "question", "suggestion", "praise")
IN_DIGEST = (RateKind.ANSWERED, RateKind.FINISHED, RateKind.SATISFIED, RateKind.HELD)


def digest_call(chat_id: int, facts: dict[str, Any], texts: Texts) -> Call:
    """Yesterday in a few lines, and what to look at now; a quiet day is one line."""
    day = _day(date.fromisoformat(facts["day"]), texts)
    rows: Rows = [[_line_button(line, texts)] for line in facts["lines"]]
    if not rows and not any(facts[name] for name in QUIET):
        text = str(texts("digest.quiet", day=day, open=facts["open"]))
    else:
        numbers = {name: facts[name] for name in ("filed", "done", "open", "late")}
        rates = [
            rate_text(kind, facts["rates"][kind], texts)
            for kind in IN_DIGEST
            if facts["rates"][kind]["n"] or facts["rates"][kind]["left_out"]
        ]
        text = "\n".join([texts("digest.title", day=day, **numbers), *([" · ".join(rates)] if rates else [])])
    rows += [
        [button(texts.plain("digest.figures"), FiguresTap(days=1, back=1, community=facts["community"]))]
    ]
    return message_call(chat_id, text, keyboard(rows))


def themes_call(chat_id: int, facts: dict[str, Any], texts: Texts) -> Call:
    """For a department: what residents said, not who said it."""
    told = sorted(facts["reasons"].items(), key=lambda each: (-each[1], each[0]))
    reasons = " · ".join(f"{texts.plain(f'reason.{reason}')} {count}" for reason, count in told)
    lines = [texts("themes.title", answers=facts["answers"], solved=facts["solved"])]
    lines += [texts("themes.reasons", reasons=reasons)] if reasons else []
    lines += [texts("themes.praised", praised=facts["praised"])] if facts["praised"] else []
    topic = {"message_thread_id": facts["topic_id"]} if facts.get("topic_id") else {}
    return message_call(chat_id, "\n".join(lines), **topic)


@dataclass(frozen=True)
class Asked:
    """Which figures: of which community, its name where there are several, and of which days."""

    community: int
    days: int
    back: int
    name: str = ""

    def turned(self, days: int, back: int) -> FiguresTap:
        return FiguresTap(days=days, back=back, community=self.community)

    def rate(self, kind: RateKind, page: int = 0) -> RateTap:
        return RateTap(kind=kind, days=self.days, back=self.back, page=page, community=self.community)


def communities_face(communities: Sequence[tuple[int, str]], days: int, texts: Texts) -> Face:
    """Whoever leads several chooses first."""
    rows: Rows = [[button(name, FiguresTap(days=days, back=0, community=one))] for one, name in communities]
    return Face(texts("figures.which"), keyboard(rows))


def figures_face(facts: Mapping[str, Any], asked: Asked, first: date, last: date, texts: Texts) -> Face:
    """A period: every rate with its n and what is left out; each opens its cases."""
    span = _day(first, texts) if first == last else f"{_day(first, texts)} – {_day(last, texts)}"
    span = f"{asked.name} · {span}" if asked.name else span
    numbers = {name: facts[name] for name in ("filed", "done", "open", "late")}
    lines = [texts("figures.title", span=span, **numbers)]
    lines += [texts("figures.rate", rate=rate_text(kind, facts["rates"][kind], texts)) for kind in RateKind]
    text = "\n".join([*lines, *_beside(facts, texts)])
    rows: Rows = [
        [
            button(texts.plain(f"figures.days_{each}"), asked.turned(each, 0))
            for each in DAYS
            if (each, 0) != (asked.days, asked.back)
        ]
    ]
    drills = [
        button(texts.plain(f"rate.{kind}"), asked.rate(kind))
        for kind in RateKind
        if facts["rates"][kind]["n"]
    ]
    return Face(text, keyboard(rows + [drills[at : at + 3] for at in range(0, len(drills), 3)]))


def cases_face(
    kind: RateKind, items: Sequence[Item], left_out: int, asked: Asked, page: int, texts: Texts
) -> Face:
    """Which cases a rate fell short in; each opens."""
    shown = items[page * PER_PAGE : (page + 1) * PER_PAGE]
    rate = texts(f"rate.{kind}")
    key = "figures.cases" if items else "figures.no_cases"
    text = texts(key, rate=rate, count=len(items), left_out=left_out)
    rows: Rows = [
        [button(f"#{item.number:04d}", CaseTap(ref=item.ref)) for item in shown[at : at + 4]]
        for at in range(0, len(shown), 4)
    ]
    turn = [
        button(texts.plain(label), asked.rate(kind, to))
        for label, to in (("figures.before", page - 1), ("figures.after", page + 1))
        if 0 <= to * PER_PAGE < len(items) and to >= 0
    ]
    overview = [button(texts.plain("figures.back"), asked.turned(asked.days, asked.back))]
    return Face(text, keyboard([*rows, turn, overview]))


def rate_text(kind: RateKind, rate: Mapping[str, Any], texts: Texts) -> str:
    """With its n always; without any case it has no value, which is neither good nor bad."""
    name = texts(f"rate.{kind}")
    left_out = texts("figures.left_out_of_it", count=rate["left_out"]) if rate["left_out"] else ""
    if rate["percent"] is None:
        return texts("figures.no_value", name=name, left_out=left_out)
    return texts("figures.value", name=name, percent=round(rate["percent"]), n=rate["n"], left_out=left_out)


def _beside(facts: Mapping[str, Any], texts: Texts) -> list[str]:
    """What stands beside the rates: how answers came, who gave no score, what is left out, neighbours."""
    lines: list[str] = []
    ways = " · ".join(f"{texts(f'way.{way}')} {facts['ways'][way]}" for way in Way if facts["ways"].get(way))
    if ways:
        lines.append(texts("figures.ways", ways=ways, unrated=facts["unrated"]))
    out = " · ".join(
        f"{texts(f'left_out.{why}')} {facts['left_out'][why]}"
        for why in LEFT_OUT
        if facts["left_out"].get(why)
    )
    if out:
        lines.append(texts("figures.left_out", out=out))
    said = {solved: facts["opinions"].get(solved, 0) for solved in Solved}
    if any(said.values()):
        lines.append(texts("figures.opinions", yes=said[Solved.YES], all=sum(said.values())))
    return lines


def _line_button(line: Mapping[str, Any], texts: Texts) -> dict[str, object]:
    about = " ".join(
        filter(None, (texts.plain(f"category.{line['category']}"), cut(line["place"], PLACE_ON_BUTTON)))
    )
    number = f"{line['number']:04d}"
    told = {"number": number, "about": about, "hours": line["hours"], "count": line["count"]}
    label = texts.plain(f"digest.line_{line['kind']}", **told)
    return button(label, CaseTap(ref=line["ref"]))


def _day(day: date, texts: Texts) -> str:
    return format_date(day, texts.plain("moment.MMMd"), locale=texts.locale)
