"""Finds the lexicon's words in a text, and sees which of them are denied."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from triage.covers import Covers
from triage.dictionary import Dictionary
from triage.lexicon_file import Concept, Lexicon
from triage.normal import Speller
from triage.pace import unhurried

NEGATOR = "negator"
STOPS = frozenset(",.;!?:\u3001\u3002\uff0c\uff1b\uff01\uff1f\n")
_BATCH = 2  # concepts
_SHARES = 4  # of the words: an automaton is built in one go, 4 ms for each, and nothing else runs meanwhile
_REACH = 3  # letters that may stand between "not" and what it denies
_REACH_ENGLISH = 12  # "not a big leak"


class Hit(NamedTuple):
    start: int
    end: int
    word: str
    concepts: tuple[str, ...]
    denied: bool


_Place = tuple[int, int, int]  # start, end, number of the pattern
_Names = tuple[str, ...]
_ENGLISH = 2  # English says the same in twice the letters


def close(one: Hit, other: Hit, near: int) -> bool:
    """Whether at most `near` letters stand between the two."""
    reach = near * _ENGLISH if one.word.isascii() else near
    return max(one.start, other.start) - min(one.end, other.end) <= reach


class Found(NamedTuple):
    """For departments no two words overlap; for dangers only what lies inside a longer word is hidden."""

    weighed: list[Hit]
    met: list[Hit]


class Finder:
    def __init__(self, lexicon: Lexicon, speller: Speller, words: Dictionary, heeded: frozenset[str]) -> None:
        """`heeded`: the concepts that mean something to danger, or to who of the staff is blamed."""
        self._words: dict[str, str] = {}  # as found → as written
        alike: dict[_Names, _Names] = {}
        weighed = self._named(lexicon.concepts.values(), speller, {}, alike)
        met = self._named(lexicon.scenes.values(), speller, dict(weighed), alike)
        spelled = list(met)
        self._written = [self._words[word] for word in spelled]
        self._weighed = [weighed.get(word, ()) for word in spelled]
        self._met = [() if heeded.isdisjoint(met[word]) else met[word] for word in spelled]
        shares = (spelled[first::_SHARES] for first in range(_SHARES))
        self._automata = [
            AhoCorasick(share, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            for share in unhurried(shares, 1)
        ]
        everything = (*lexicon.concepts.values(), *lexicon.scenes.values())
        self._troubles = frozenset(concept.name for concept in everything if concept.trouble)
        self._dictionary = words
        self._covers = Covers(lexicon)
        self._whole = frozenset(i for i, word in enumerate(spelled) if self._covers.must_be_whole(met[word]))

    def _named(
        self,
        concepts: Iterable[Concept],
        speller: Speller,
        found: dict[str, _Names],
        alike: dict[_Names, _Names],
    ) -> dict[str, _Names]:
        """What each word means. Words of one meaning share one tuple: the garbage collector walks what is not shared."""
        for concept in unhurried(concepts, _BATCH):
            own = (concept.name, *concept.also)
            for word in concept.words:
                spelled = speller.spell(word)
                self._words.setdefault(spelled, word)
                names = tuple(dict.fromkeys((*found.get(spelled, ()), *own)))
                found[spelled] = alike.setdefault(names, names)
        return found

    def find(self, spelled: str) -> Found:
        every = self._matches(spelled)
        if not every:
            return Found([], [])
        borders = self._borders(spelled)
        alone = [place for place in every if self._stands_alone(place, borders)]
        weighed = self._hits(spelled, self._apart(alone), self._weighed)
        return Found(weighed, self._hits(spelled, self._uncovered(alone), self._met))

    def _hits(self, spelled: str, places: Iterable[_Place], names: Sequence[_Names]) -> list[Hit]:
        hits: list[Hit] = []
        negators: list[int] = []
        refused = 0
        for start, end, index in places:
            concepts = names[index]
            denied = end <= refused or (bool(negators) and self._denied(spelled, start, concepts, negators))
            if denied:
                refused = max(refused, end)  # "no gas leak" denies the gas in it
            if NEGATOR in concepts:
                negators.append(end)
            hits.append(Hit(start, end, self._written[index], concepts, denied))
        return hits

    def _matches(self, spelled: str) -> list[_Place]:
        """Every word found: the first to begin first, of these the longest."""
        every = [
            (start, end, share + index * _SHARES)
            for share, automaton in enumerate(self._automata)
            for index, start, end in automaton.find_matches_as_indexes(spelled, overlapping=True)
        ]
        every.sort(key=itemgetter(1), reverse=True)
        every.sort(key=itemgetter(0))
        return every

    def _apart(self, every: Iterable[_Place]) -> Iterator[_Place]:
        """The first to begin, of these the longest, and none that overlap; scenes play no part."""
        free = 0
        for start, end, index in every:
            if start >= free and self._weighed[index]:
                free = end
                yield start, end, index

    def _uncovered(self, every: Iterable[_Place]) -> Iterator[_Place]:
        """For dangers words may overlap and lie in one another, but not in one that means something else."""
        longer: list[_Place] = []
        reached = 0
        for start, end, index in every:
            if self._met[index]:
                longer = [place for place in longer if place[1] > start]
                if end > reached or not self._covered(end, index, longer):
                    yield start, end, index
            reached = max(reached, end)
            longer.append((start, end, index))

    def _covered(self, end: int, index: int, earlier: Iterable[_Place]) -> bool:
        """Given those that begin before it, or with it and end later."""
        met = self._met[index]
        return any(last >= end and self._covers.covers(self._met[i], met) for _, last, i in earlier)

    def _borders(self, spelled: str) -> set[int] | None:
        """Where jieba sees a border between words; English words bring their own."""
        if spelled.isascii():
            return None
        return self._dictionary.borders(spelled)

    def unknown(self, spelled: str) -> list[str]:
        """jieba's words that touch nothing the lexicon knows."""
        taken = [False] * (len(spelled) + 1)
        for start, end, _ in self._apart(self._matches(spelled)):
            taken[start:end] = [True] * (end - start)
        words, at = [], 0
        for token in self._dictionary.cut(spelled):
            if token.strip().isalpha() and not any(taken[at : at + len(token)]):
                words.append(token.strip())
            at += len(token)
        return words

    def _stands_alone(self, place: _Place, borders: set[int] | None) -> bool:
        """A longer word must share at least one border with jieba's; a single letter, what sounds the alarm
        alone, and words that ask for it must share both: "fell into the water" is also the beginning of "downpipe"."""
        if borders is None:
            return True
        start, end, index = place
        if end - start == 1 or index in self._whole:
            return start in borders and end in borders
        return start in borders or end in borders

    def _denied(self, spelled: str, start: int, concepts: tuple[str, ...], negators: list[int]) -> bool:
        """An odd number of "not"s just before a trouble: "not leaking", but "it is not that it does not leak"."""
        if self._troubles.isdisjoint(concepts):
            return False
        count, at = 0, start
        for end in reversed(negators):
            between = spelled[end:at]
            reach = _REACH_ENGLISH if between.isascii() else _REACH
            if end > at or len(between) > reach or not STOPS.isdisjoint(between):
                break
            count, at = count + 1, end - 1
        return count % 2 == 1
