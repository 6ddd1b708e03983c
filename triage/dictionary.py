"""jieba's dictionary and its way of cutting, without the rest of jieba.

jieba's cache lies in the shared temp folder and is loaded unchecked, for 13 % of the time; its cut
takes a logarithm for every word it considers. Here nothing is written, the logarithms are taken once,
and the words are the same (a test compares).
"""

import logging
import math
from functools import lru_cache
from itertools import pairwise, repeat
from operator import add

import jieba

from triage.pace import unhurried

_BATCH = 500  # lines
_BEGINNING = -1.0
_PAIR = 2  # letters
_FIRST, _LAST = (
    "\u4e00",
    "\u9fd5",
)  # what jieba takes for a Chinese letter; it cuts no word that begins with another
_Table = dict[str, float]


class Dictionary:
    """The logarithm of each word's frequency; less than 0 for what is only the beginning of a word.

    Letters and pairs have tables of their own: they are looked up for all of a text at once. And a table that
    grows is copied in one go, during which nothing else runs: 14 ms where it held everything.
    """

    def __init__(self, letters: _Table, pairs: _Table, longer: _Table, total: int) -> None:
        self._letters, self._pairs, self._longer = letters, pairs, longer
        self._price = math.log(total)  # of every word: fewer, longer words are likelier

    def cut(self, text: str) -> list[str]:
        return [text[start:end] for start, end in pairwise(sorted(self.borders(text)))]

    def borders(self, text: str) -> set[int]:
        """Between the likeliest words, and at both ends of the text; all that is no word stays single letters."""
        ends = self._ends(text)
        found, at = {0}, 0
        while at < len(text):
            at = ends[at]
            found.add(at)
        return found

    def _ends(self, text: str) -> list[int]:
        """For each letter, where the likeliest word that starts there ends; found from the end backwards."""
        letters = [*map(self._letters.get, text, repeat(0.0))]
        pairs = [*map(self._pairs.get, map(add, text, text[1:])), None]
        longer, price, size = self._longer.get, self._price, len(text)
        score, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            last = start + 1
            best, logarithm, end = letters[start] + score[last], pairs[start], start + 2
            while logarithm is not None:
                if logarithm >= 0.0 and logarithm + score[end] >= best:
                    best, last = logarithm + score[end], end
                end += 1
                logarithm = longer(text[start:end]) if end <= size else None
            score[start], ends[start] = best - price, last
        return ends


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """One for the process, however often a lexicon is loaded anew."""
    _silence()
    letters: _Table = {}
    pairs: _Table = {}
    longer: _Table = {}
    counted: dict[bytes, int] = {}  # few frequencies are shared by many words: each is read once
    known: dict[bytes, float] = {}
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in unhurried(lines, _BATCH):
            written, frequency, _ = line.split(b" ", 2)
            if frequency not in known:
                counted[frequency], known[frequency] = 0, math.log(int(frequency))
            counted[frequency] += 1
            word = written.decode()
            if not _FIRST <= word[0] <= _LAST:
                continue
            if len(word) <= _PAIR:
                (pairs if len(word) == _PAIR else letters)[word] = known[frequency]
                continue
            longer[word] = known[frequency]
            pairs.setdefault(word[:_PAIR], _BEGINNING)
            while len(word := word[:-1]) > _PAIR and word not in longer:
                longer[word] = _BEGINNING
    total = sum(int(frequency) * times for frequency, times in counted.items())
    return Dictionary(letters, pairs, longer, total)


def _silence() -> None:
    """jieba adds a handler of its own, which would print at any level."""
    jieba.setLogLevel(logging.WARNING)
    for handler in list(jieba.default_logger.handlers):
        jieba.default_logger.removeHandler(handler)
