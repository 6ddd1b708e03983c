"""Is harm going on now? Looks at emergencies only, and errs towards yes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from triage.finding import STOPS, Hit, close
from triage.lexicon_file import Lexicon, Rule

SOLVED = "solved"  # "is fixed", "has been put out"
UNREAL = "unreal"  # "if", "prevent", "last year": said before something that is not happening
TALE = "tale"  # "drill", "hidden danger", "news": said before or after
CRY = "cry_for_help"  # says nothing else
CALLED = "called"  # which danger it is, isn't told
NOW = "now"  # "again", "still", "help": it is happening after all
_SOLVED_WITHIN = 30  # letters after the danger
_UNREAL_WITHIN = 16  # letters before it
_LONG = 160  # letters: people in danger write less; a long petition tells what has happened
_HEAD = 60  # letters in which even a long text names its matter
_NOW_WITHIN = 30
_FULL_STOPS = ("\u3002", ". ")
_UNLESS_WITHIN = 24  # an excuse at the other end of the text is about something else


class Alarm(NamedTuple):
    kind: str
    word: str  # at which it sounded


class Watch:
    def __init__(self, lexicon: Lexicon) -> None:
        concepts = (*lexicon.concepts.values(), *lexicon.scenes.values())
        self._words = {c.name: c.emergency for c in concepts if c.emergency}
        self._befalls = frozenset(concept.name for concept in concepts if concept.trouble)
        self._by_last: dict[str, list[tuple[Rule, str]]] = {}
        for rule in lexicon.rules.values():
            if rule.emergency:
                self._by_last.setdefault(rule.all[-1], []).append((rule, rule.emergency))

    def alarm(self, spelled: str, hits: Sequence[Hit]) -> Alarm | None:
        if not any(self._dangers(hits)):
            return Alarm(CALLED, hits[0].word) if _merely_cries(spelled, hits) else None
        # What is feared or over is no part of a scene, wherever in it it stands: "a rail, lest a child fall in".
        happening = [
            hit for hit in hits if self._befalls.isdisjoint(hit.concepts) or _happens(spelled, hit, hits)
        ]
        for danger, name in sorted(self._dangers(happening), key=lambda pair: pair[0].start):
            if _happens(spelled, danger, hits):
                return Alarm(name, danger.word)
        return None

    def _dangers(self, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
        yield from self._by_word(hits)
        yield from self._by_rule(hits)

    def _by_word(self, hits: Iterable[Hit]) -> Iterator[tuple[Hit, str]]:
        for hit in hits:
            for concept in hit.concepts:
                if not hit.denied and (name := self._words.get(concept)):
                    yield hit, name

    def _by_rule(self, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
        present = {concept for hit in hits if not hit.denied for concept in hit.concepts}
        for concept in present & self._by_last.keys():
            for rule, emergency in self._by_last[concept]:
                if present.issuperset(rule.all):
                    for hit in _meetings(rule, hits):
                        yield hit, emergency


def _merely_cries(spelled: str, hits: Iterable[Hit]) -> bool:
    """Only as the whole text: in a sentence it is a way of speaking."""
    cries = [hit for hit in hits if CRY in hit.concepts]
    told = set().union(*(range(hit.start, hit.end) for hit in cries))
    return bool(cries) and not any(each.isalnum() for at, each in enumerate(spelled) if at not in told)


def _meetings(rule: Rule, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Where the last concept of the rule stands near all the others, and no excuse is near."""
    *others, last = ([h for h in hits if name in h.concepts and not h.denied] for name in rule.all)
    excuses = [hit for hit in hits if any(name in hit.concepts for name in rule.unless)]
    for hit in last:
        if any(close(hit, excuse, _UNLESS_WITHIN) for excuse in excuses):
            continue
        if all(any(close(hit, other, rule.near) for other in group) for group in others):
            yield hit


def _happens(spelled: str, danger: Hit, hits: Sequence[Hit]) -> bool:
    is_now = any(NOW in hit.concepts and _of_one_sentence(spelled, danger, hit) for hit in hits)
    return is_now or not (_told(spelled, danger) or _called_off(spelled, danger, hits))


def _of_one_sentence(spelled: str, danger: Hit, now: Hit) -> bool:
    """A cry is no end: "It burns! Come now!"."""
    between = spelled[min(now.end, danger.end) : max(now.start, danger.start)]
    return close(danger, now, _NOW_WITHIN) and not any(stop in between for stop in _FULL_STOPS)


def _told(spelled: str, danger: Hit) -> bool:
    """Deep inside a long text, only what is said to be so now is an emergency."""
    return len(spelled) >= _LONG and danger.start >= _HEAD


def _called_off(spelled: str, danger: Hit, hits: Iterable[Hit]) -> bool:
    return any(
        _solved(danger, hit) if SOLVED in hit.concepts else _unreal(spelled, danger, hit)
        for hit in hits
        if not hit.denied
    )


def _solved(danger: Hit, hit: Hit) -> bool:
    return 0 <= hit.start - danger.end <= _SOLVED_WITHIN


def _unreal(spelled: str, danger: Hit, hit: Hit) -> bool:
    """Only within one clause: "if it burns, …" but not "I am afraid. It burns!"."""
    before = hit.start < danger.start and close(hit, danger, _UNREAL_WITHIN)
    if not (TALE in hit.concepts or (before and UNREAL in hit.concepts)):
        return False
    between = spelled[min(hit.end, danger.end) : max(hit.start, danger.start)]
    return STOPS.isdisjoint(between)
