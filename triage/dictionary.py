"""jieba's dictionary and its way of cutting, without the rest of jieba.

jieba's cache lies in the shared temp folder and is loaded unchecked, for 13 % of the time; its cut
takes a logarithm for every word it considers. Here nothing is written, the logarithms are taken once,
and the words are the same (a test compares).
"""

import logging
import math
from functools import lru_cache

import jieba

from triage.pace import unhurried

_BATCH = 500  # lines
_BEGINNING = -1.0
_FIRST, _LAST = "\u4e00", "\u9fd5"  # what jieba takes for a Chinese letter


class Dictionary:
    """The logarithm of each word's frequency; less than 0 for what is only the beginning of a word."""

    def __init__(self, logarithms: dict[str, float], total: int) -> None:
        self._logarithms = logarithms
        self._price = math.log(total)  # of every word: fewer, longer words are likelier

    def cut(self, text: str) -> list[str]:
        """The likeliest words, found from the end of the text backwards; all else stays single letters."""
        ends = self._ends(text)
        words, start = [], 0
        while start < len(text):
            words.append(text[start : ends[start]])
            start = ends[start]
        return words

    def _ends(self, text: str) -> list[int]:
        """For each letter, where the likeliest word that starts there ends."""
        known, price, size = self._logarithms.get, self._price, len(text)
        score, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            end = last = start + 1
            best = max(known(text[start], 0.0), 0.0) + score[end]
            if _FIRST <= text[start] <= _LAST:
                end += 1
                while end <= size and (logarithm := known(text[start:end])) is not None:
                    if logarithm >= 0.0 and logarithm + score[end] >= best:
                        best, last = logarithm + score[end], end
                    end += 1
            score[start], ends[start] = best - price, last
        return ends


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """One for the process, however often a lexicon is loaded anew."""
    _silence()
    logarithms: dict[str, float] = {}
    counted: dict[bytes, int] = {}  # few frequencies are shared by many words: each is read once
    known: dict[bytes, float] = {}
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in unhurried(lines, _BATCH):
            letters, frequency, _ = line.split(b" ", 2)
            if frequency not in known:
                counted[frequency], known[frequency] = 0, math.log(int(frequency))
            counted[frequency] += 1
            word = letters.decode()
            logarithms[word] = known[frequency]
            if len(word) > 1 and word[:-1] not in logarithms:
                for length in range(1, len(word)):
                    logarithms.setdefault(word[:length], _BEGINNING)
    total = sum(int(frequency) * times for frequency, times in counted.items())
    return Dictionary(logarithms, total)


def _silence() -> None:
    """jieba adds a handler of its own, which would print at any level."""
    jieba.setLogLevel(logging.WARNING)
    for handler in list(jieba.default_logger.handlers):
        jieba.default_logger.removeHandler(handler)
