"""Adds up what the words found say: features × weights → confidence, and the reasons in order."""

import math
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from triage.finding import Hit, close
from triage.lexicon_file import Lexicon, Rule, Weights
from triage.verdict import CATEGORIES, Reason

_HEAD = 40  # letters: people name the matter first, and tell the story after
_LATER = 0.3  # what a word counts for after that
_MOST = 2.0  # what one concept counts for at most, however often it is said
_REASONS = 8
_LEAST_REASON = 0.05


Sought = tuple[str, frozenset[str], frozenset[str], Rule]  # its feature, what must be there, what must not


class Feature(NamedTuple):
    value: float
    word: str


class Scales:
    def __init__(self, lexicon: Lexicon) -> None:
        self._weights = _weights(lexicon)
        self._bias = [lexicon.bias.get(category, 0.0) for category in CATEGORIES]
        self._heat = lexicon.settings.get("heat", 1.0)
        self._rules = by_first(rule for rule in lexicon.rules.values() if not rule.personal)

    def features(self, hits: Iterable[Hit]) -> dict[str, Feature]:
        """What speaks at all: each concept that was found and not denied, and each rule that is met."""
        places = places_of(hits)
        found = {name: _feature(where) for name, where in places.items()}
        for feature, rule in met_by(self._rules, places):
            found[feature] = Feature(1.0, " + ".join(places[name][0].word for name in rule.all))
        return found

    def sums(self, features: Mapping[str, Feature]) -> list[float]:
        sums = list(self._bias)
        for name, feature in features.items():
            for index, weight in self._weights.get(name, ()):
                sums[index] += feature.value * weight
        return sums

    def rank(self, sums: list[float]) -> tuple[tuple[str, float], ...]:
        """Categories with their share of the certainty, best first."""
        top = max(sums)
        shares = [math.exp((value - top) * self._heat) for value in sums]
        total = sum(shares)
        pairs = [(name, share / total) for name, share in zip(CATEGORIES, shares, strict=True)]
        pairs.sort(key=itemgetter(1), reverse=True)
        return tuple(pairs)

    def reasons(self, features: Mapping[str, Feature], category: str) -> tuple[Reason, ...]:
        """What spoke for the category, and what spoke for others, strongest first."""
        said = [
            Reason(feature.word, CATEGORIES[index], round(feature.value * weight, 2))
            for name, feature in features.items()
            for index, weight in self._weights.get(name, ())
            if abs(feature.value * weight) >= _LEAST_REASON
        ]
        said.sort(key=lambda reason: (reason.category != category, -reason.weight))
        return tuple(said[:_REASONS])


def _weights(lexicon: Lexicon) -> dict[str, list[tuple[int, float]]]:
    tables: dict[str, Weights] = {concept.name: concept.weights for concept in lexicon.concepts.values()}
    tables |= {f"rule:{rule.name}": rule.weights for rule in lexicon.rules.values()}
    return {
        name: [(CATEGORIES.index(category), weight) for category, weight in weights.items()]
        for name, weights in tables.items()
        if weights
    }


def places_of(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        if not hit.denied:
            for concept in hit.concepts:
                places.setdefault(concept, []).append(hit)
    return places


def met_by(rules: Mapping[str, list[Sought]], places: Mapping[str, list[Hit]]) -> Iterator[tuple[str, Rule]]:
    present = frozenset(places)
    for name in places:
        for feature, needed, unless, rule in rules.get(name, ()):
            if (
                needed <= present
                and unless.isdisjoint(present)
                and _meet([places[other] for other in rule.all], rule.near)
            ):
                yield feature, rule


def by_first(rules: Iterable[Rule]) -> dict[str, list[Sought]]:
    index: dict[str, list[Sought]] = {}
    for rule in rules:
        sought = (f"rule:{rule.name}", frozenset(rule.all), frozenset(rule.unless), rule)
        index.setdefault(rule.all[0], []).append(sought)
    return index


def _feature(hits: list[Hit]) -> Feature:
    if len(hits) == 1:
        return Feature(1.0 if hits[0].start < _HEAD else _LATER, hits[0].word)
    value = sum(1.0 if hit.start < _HEAD else _LATER for hit in hits)
    return Feature(min(_MOST, value), hits[0].word)


def _meet(groups: list[list[Hit]], near: int) -> bool:
    if not near:
        return True
    first, *others = groups
    return any(all(any(close(one, other, near) for other in group) for group in others) for one in first)
