"""Finds the lexicon's words in a text, and sees which of them are denied."""

from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from triage.dictionary import Dictionary
from triage.lexicon_file import Concept, Lexicon
from triage.normal import Speller
from triage.pace import unhurried

NEGATOR = "negator"
STOPS = frozenset(",.;!?:\u3001\u3002\uff0c\uff1b\uff01\uff1f\n")
_BATCH = 4  # concepts
_SHARES = 4  # of the words: an automaton is built in one go, and nothing else runs meanwhile (26 ms for all)
_REACH = 3  # letters that may stand between "not" and what it denies
_REACH_ENGLISH = 12  # "not a big leak"


class Hit(NamedTuple):
    start: int
    end: int
    word: str
    concepts: tuple[str, ...]
    denied: bool


_ENGLISH = 2  # English says the same in twice the letters


def close(one: Hit, other: Hit, near: int) -> bool:
    """Whether at most `near` letters stand between the two."""
    reach = near * _ENGLISH if one.word.isascii() else near
    return max(one.start, other.start) - min(one.end, other.end) <= reach


class Finder:
    def __init__(self, lexicon: Lexicon, speller: Speller, words: Dictionary) -> None:
        found: dict[str, list[str]] = {}
        self._words: dict[str, str] = {}
        for concept in unhurried(lexicon.concepts.values(), _BATCH):
            for word in concept.words:
                spelled = speller.spell(word)
                self._words.setdefault(spelled, word)
                found.setdefault(spelled, []).extend(_names(concept, found.get(spelled, [])))
        self._patterns = [(self._words[word], tuple(names)) for word, names in found.items()]
        shares = ([*found][first::_SHARES] for first in range(_SHARES))
        self._automata = [
            AhoCorasick(share, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            for share in unhurried(shares, 1)
        ]
        self._troubles = frozenset(name for name, c in lexicon.concepts.items() if c.trouble)
        self._dictionary = words

    def find(self, spelled: str) -> list[Hit]:
        matches = self._matches(spelled)
        if not matches:
            return []
        borders = self._borders(spelled)
        hits: list[Hit] = []
        negators: list[int] = []
        for index, start, end in matches:
            if not _stands_alone(start, end, borders):
                continue
            word, concepts = self._patterns[index]
            if NEGATOR in concepts:
                negators.append(end)
            denied = bool(negators) and self._denied(spelled, start, concepts, negators)
            hits.append(Hit(start, end, word, concepts, denied))
        return hits

    def _matches(self, spelled: str) -> list[tuple[int, int, int]]:
        """(index, start, end) of the words found: the first to begin, of these the longest, and none that overlap."""
        every = [
            (start, -end, share + index * _SHARES)
            for share, automaton in enumerate(self._automata)
            for index, start, end in automaton.find_matches_as_indexes(spelled, overlapping=True)
        ]
        every.sort()
        found, free = [], 0
        for start, minus_end, index in every:
            if start >= free:
                free = -minus_end
                found.append((index, start, free))
        return found

    def _borders(self, spelled: str) -> set[int] | None:
        """Where jieba sees a border between words; English words bring their own."""
        if spelled.isascii():
            return None
        return {0, *accumulate(map(len, self._dictionary.cut(spelled)))}

    def unknown(self, spelled: str) -> list[str]:
        """jieba's words that touch nothing the lexicon knows."""
        taken = [False] * (len(spelled) + 1)
        for _, start, end in self._matches(spelled):
            taken[start:end] = [True] * (end - start)
        words, at = [], 0
        for token in self._dictionary.cut(spelled):
            if token.strip().isalpha() and not any(taken[at : at + len(token)]):
                words.append(token.strip())
            at += len(token)
        return words

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


def _names(concept: Concept, known: list[str]) -> list[str]:
    return [name for name in (concept.name, *concept.also) if name not in known]


def _stands_alone(start: int, end: int, borders: set[int] | None) -> bool:
    """A single letter must be a word of its own; a longer word must share at least one border with jieba's."""
    if borders is None:
        return True
    if end - start == 1:
        return start in borders and end in borders
    return start in borders or end in borders
