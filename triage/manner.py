"""The rest of a verdict: subject, kind and severity, from the same features."""

from collections.abc import Mapping
from itertools import repeat

from triage.lexicon_file import Concept, Lexicon, Rule
from triage.verdict import SEVERITIES
from triage.weighing import Feature

_LEAST_KIND = 0.5
_IN_PASSING = 0.3  # said after the head, where the tale is told


class Manner:
    def __init__(self, lexicon: Lexicon) -> None:
        self._subjects: dict[str, tuple[str, dict[str, float]]] = {}
        self._kinds: dict[str, dict[str, float]] = {}
        self._severities: dict[str, int] = {}
        entries: dict[str, Concept | Rule] = {**lexicon.concepts}
        entries |= {f"rule:{name}": rule for name, rule in lexicon.rules.items()}
        for name, entry in entries.items():
            if entry.subject:
                self._subjects[name] = (entry.subject, entry.weights)
            if entry.kinds:
                self._kinds[name] = entry.kinds
            if entry.severity:
                self._severities[name] = SEVERITIES.index(entry.severity)

    def subject(self, features: Mapping[str, Feature], category: str) -> str | None:
        """The subject of the concept that spoke loudest for the category."""
        best, strongest = None, 0.0
        for name, feature in features.items():
            if known := self._subjects.get(name):
                subject, weights = known
                if (strength := feature.value * weights.get(category, 0.0)) > strongest:
                    best, strongest = subject, strength
        return best

    def kind(self, features: Mapping[str, Feature], category: str) -> str:
        sums = {"complaint": 0.0 if category == "other" else 1.0, "none": _LEAST_KIND}
        for name, feature in features.items():
            if kinds := self._kinds.get(name):
                share = 1.0 if feature.value >= 1.0 else _IN_PASSING
                for kind, weight in kinds.items():
                    sums[kind] = sums.get(kind, 0.0) + weight * share
        return max(sums, key=sums.__getitem__)

    def severity(self, features: Mapping[str, Feature], emergency: str | None) -> str:
        if emergency:
            return SEVERITIES[-1]
        return SEVERITIES[max(map(self._severities.get, features, repeat(0)), default=0)]
