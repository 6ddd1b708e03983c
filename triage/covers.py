"""When a longer word hides a shorter one inside it from danger: "fire drill" is no fire.

Words of dangers are found wherever they stand, for a scene is told in parts that run into each other. Hidden is
what lies inside a `mask`; what sounds the alarm alone, inside a word that has nothing to do with dangers
(an extinguisher); and what calls an alarm off, inside any other word.
"""

from collections.abc import Iterable

from triage.lexicon_file import Lexicon

GATES = frozenset({"solved", "over", "unreal", "tale"})


class Covers:
    def __init__(self, lexicon: Lexicon) -> None:
        tables = (*lexicon.concepts.values(), *lexicon.scenes.values())
        self._masks = frozenset(concept.name for concept in tables if concept.mask)
        self._alarms = frozenset(concept.name for concept in tables if concept.emergency)
        self._whole = self._alarms.union(concept.name for concept in tables if concept.whole)
        rules = (rule for rule in lexicon.rules.values() if rule.emergency)
        self._parts = self._alarms.union(name for rule in rules for name in rule.all)

    def must_be_whole(self, concepts: Iterable[str]) -> bool:
        return not self._whole.isdisjoint(concepts)

    def covers(self, longer: Iterable[str], shorter: Iterable[str]) -> bool:
        """Given the concepts of both."""
        if not self._masks.isdisjoint(longer) or not GATES.isdisjoint(shorter):
            return True
        return self._parts.isdisjoint(longer) and not self._alarms.isdisjoint(shorter)
