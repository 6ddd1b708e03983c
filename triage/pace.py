"""Long work in a thread that lets others work too.

A thread that only computes keeps the interpreter for up to 165 ms at a time from an event loop that
wants it back (measured while jieba's dictionary was loaded); a short sleep now and then makes it 15 ms.
"""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_BREATH = 0.0005  # seconds; enough for a waiting event loop to take its turn
Item = TypeVar("Item")


def unhurried(items: Iterable[Item], batch: int) -> Iterator[Item]:
    """The same items, with a pause after every `batch` of them."""
    for number, item in enumerate(items, 1):
        yield item
        if number % batch == 0:
            time.sleep(_BREATH)
