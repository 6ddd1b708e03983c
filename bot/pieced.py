"""Sentences that known pieces make up whole, with nothing else in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Pieces:
    """Words that say it, and words that go around them and say nothing by themselves."""

    def __init__(self, saying: Iterable[str], around: Iterable[str]) -> None:
        self._saying, self._around = _by_letter(saying), _by_letter(around)

    def make_up(self, said: str) -> bool:
        """Whether the whole of it is pieces, and one of them at least says it. Takes no longer than its letters."""
        silent, telling = {0}, set[int]()  # where a row of pieces may end; with one that says it, or none yet
        for at in range(len(said)):
            ends = {at + len(each) for each in self._around[said[at]] if said.startswith(each, at)}
            told = {at + len(each) for each in self._saying[said[at]] if said.startswith(each, at)}
            if at in silent:
                silent |= ends
                telling |= told
            if at in telling:
                telling |= ends | told
        return len(said) in telling


def _by_letter(words: Iterable[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in filter(None, words):
        found[word[0]].add(word)
    return found
