"""Figures in words: the morning digest, a period, the cases behind a rate. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.buttons import Rows, button, keyboard
from bot.case_lists import paged
from bot.figure_buttons import DAYS, CaseTap, CountsTap, CountTap, FiguresTap, RateTap
from bot.phrases import cut
from bot.speech import Call, Face, message_call
from bot.texts import Html, Texts
from desk.counts import Count
from desk.rates import DISBELIEVED, OWN_WORK, Item, Rate, RateKind
from models.callback_kinds import Way

PERCENT = 100
PLACE_ON_BUTTON = 20  # characters
QUIET = ("filed", "done")
COUNTS = ("filed", "done", "open", "pending", "late")
LEFT_OUT = ("withdrawn", "refused", "question", "suggestion", "praise")
REASONS = (*LEFT_OUT, DISBELIEVED, OWN_WORK)
SHORT, LEFT = "❗", "⊘"


def digest_call(chat_id: int, facts: dict[str, Any], texts: Texts) -> Call:
    """Yesterday in a few lines, and what to look at now; a quiet day is one line."""
    day = _day(date.fromisoformat(facts["day"]), texts)
    rows: Rows = [[_line_button(line, texts)] for line in facts["lines"]]
    if not rows and not any(facts[name] for name in QUIET):
        text = str(texts("digest.quiet", day=day, open=facts["open"], pending=facts.get("pending", 0)))
    else:
        numbers = {name: facts.get(name, 0) for name in COUNTS}
        text = "\n".join([texts("digest.title", day=day, **numbers), *_counted(facts, texts)])
    rows += [
        [button(texts.plain("digest.figures"), FiguresTap(days=1, back=1, community=facts["community"]))]
    ]
    return message_call(chat_id, text, keyboard(rows))


def themes_call(chat_id: int, facts: dict[str, Any], texts: Texts) -> Call:
    """For a department: what residents said, not who said it; of too few only that they did."""
    topic = {"message_thread_id": facts["topic_id"]} if facts.get("topic_id") else {}
    if "solved" not in facts:
        return message_call(chat_id, texts("themes.few", answers=facts["answers"]), **topic)
    told = sorted(facts["reasons"].items(), key=lambda each: (-each[1], each[0]))
    reasons = " · ".join(f"{texts.plain(f'reason.{reason}')} {count}" for reason, count in told)
    lines = [texts("themes.title", answers=facts["answers"], solved=facts["solved"])]
    lines += [texts("themes.reasons", reasons=reasons)] if reasons else []
    lines += [texts("themes.praised", praised=facts["praised"])] if facts["praised"] else []
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

    def counts(self) -> CountsTap:
        return CountsTap(days=self.days, back=self.back, community=self.community)

    def count(self, count: Count, page: int = 0) -> CountTap:
        return CountTap(count=count, days=self.days, back=self.back, page=page, community=self.community)

    def span(self, first: date, last: date, texts: Texts) -> str:
        span = _day(first, texts) if first == last else f"{_day(first, texts)} – {_day(last, texts)}"
        return f"{self.name} · {span}" if self.name else span


def communities_face(communities: Sequence[tuple[int, str]], days: int, texts: Texts) -> Face:
    """Whoever leads several chooses first."""
    rows: Rows = [[button(name, FiguresTap(days=days, back=0, community=one))] for one, name in communities]
    return Face(texts("figures.which"), keyboard(rows))


def figures_face(facts: Mapping[str, Any], asked: Asked, first: date, last: date, texts: Texts) -> Face:
    """A period: every rate with its n and what is left out; each opens its cases."""
    numbers = {name: facts[name] for name in COUNTS}
    lines = [texts("figures.title", span=asked.span(first, last, texts), **numbers)]
    text = "\n".join([*lines, *_rates(facts, texts), *_beside(facts, texts)])
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
        if facts["rates"][kind]["n"] or facts["rates"][kind]["left_out"]
    ]
    rows += [drills[at : at + 3] for at in range(0, len(drills), 3)]
    if any(facts[count] for count in Count):
        rows.append([button(texts.plain("figures.details"), asked.counts())])
    return Face(text, keyboard(rows))


def cases_face(kind: RateKind, rate: Rate, asked: Asked, page: int, texts: Texts) -> Face:
    """Every case behind a rate: first what fell short, then the rest, then what is left out; each opens."""
    items, short = rate.cases(kind), {id(item) for item in rate.amiss(kind)}
    told = {"short": len(short), "all": rate.n, "left_out": len(rate.left_out)}
    text = texts("figures.cases", rate=texts(f"rate.{kind}"), **told)

    def label(item: Item) -> str:
        mark = LEFT if item.why else SHORT if id(item) in short else ""
        return f"{mark}#{item.number:04d}"

    labels = [(label(item), item.ref) for item in items]
    rows = paged(labels, page, lambda to: asked.rate(kind, to), texts)
    overview = [button(texts.plain("figures.back"), asked.turned(asked.days, asked.back))]
    return Face(text, keyboard([*rows, overview]))


def _counted(facts: Mapping[str, Any], texts: Texts) -> list[Html]:
    """Of one day most rates have no case yet: those share a line, so that what has a value is seen."""
    blank = [
        kind for kind in RateKind if not facts["rates"][kind]["n"] + len(facts["rates"][kind]["left_out"])
    ]
    told = [kind for kind in RateKind if kind not in blank]
    lines = [texts("figures.rate", rate=rate_text(kind, facts["rates"][kind], texts)) for kind in told]
    if blank:
        names = Html(texts.plain("estate.and").join(texts(f"rate.{kind}") for kind in blank))
        lines.append(texts("figures.rate", rate=texts("digest.no_value", names=names)))
    return lines


def _rates(facts: Mapping[str, Any], texts: Texts) -> list[Html]:
    """All of them, also those without a case: what is missing is seen."""
    return [texts("figures.rate", rate=rate_text(kind, facts["rates"][kind], texts)) for kind in RateKind]


def rate_text(kind: RateKind, rate: Mapping[str, Any], texts: Texts) -> str:
    """With its n always; without any case it has no value, which is neither good nor bad."""
    name = texts(f"rate.{kind}")
    why = " · ".join(
        f"{texts(f'left_out.{why}')} {rate['left_out'][why]}" for why in REASONS if rate["left_out"].get(why)
    )
    left_out = texts("figures.left_out_of_it", why=why) if why else ""
    if rate["percent"] is None:
        return texts("figures.no_value", name=name, left_out=left_out)
    return texts("figures.value", name=name, percent=whole(rate["percent"]), n=rate["n"], left_out=left_out)


def whole(percent: float) -> int:
    """Never all while one case fell short, and never nothing while one counted."""
    return min(max(round(percent), 1), PERCENT - 1) if 0 < percent < PERCENT else round(percent)


def _beside(facts: Mapping[str, Any], texts: Texts) -> list[str]:
    """What stands beside the rates: how callbacks ended, what is left out, lots, checks, neighbours."""
    lines: list[str] = []
    ways = " · ".join(f"{texts(f'way.{way}')} {facts[way]}" for way in Way if facts[way])
    if ways:
        lines.append(texts("figures.ways", ways=ways, unrated=facts["unrated"]))
    silent = {name: facts[name] for name in (Count.DECLINED, Count.UNREACHED)}
    if any(silent.values()):
        lines.append(texts("figures.silent", **silent))
    out = " · ".join(f"{texts(f'left_out.{why}')} {facts[why]}" for why in LEFT_OUT if facts[why])
    if out:
        lines.append(texts("figures.left_out", out=out))
    lines += [_visits(facts, tier, share, texts) for tier, share in facts["shares"].items()]
    if facts["denied"]:
        lines.append(texts("figures.denied", count=facts["denied"]))
    if facts["checked"]:
        told = {name: facts[name] for name in (Count.CHECKED, Count.DIFFERS, Count.NOBODY)}
        lines.append(texts("figures.checks", **told))
    if facts["joined"]:
        lines.append(texts("figures.opinions", yes=facts["joined_yes"], all=facts["joined"]))
    return [line for line in lines if line]


def _visits(facts: Mapping[str, Any], tier: str, share: int, texts: Texts) -> str:
    """Nothing where there were too few callbacks for one to fall to that tier."""
    told = {name: facts[f"{tier}_{name}"] for name in ("drawn", "held", "passed_on")}
    if not facts["asked"] or not (told["drawn"] or facts["asked"] * share >= PERCENT):
        return ""
    percent = whole(PERCENT * told["held"] / facts["asked"])
    names = {"role": texts(f"role.{tier}"), "percent": percent, "share": share, "all": facts["asked"]}
    return texts("figures.visits", **told, **names)


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
