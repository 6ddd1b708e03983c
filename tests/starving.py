"""How busy the machine is: promises in seconds are for one left alone, and a starved one is given more."""

import time

ADDITIONS = 300_000
ALONE = 0.02  # s for them on a machine left alone


def starved() -> float:
    """How many times longer work takes here and now; at least 1."""
    return max(1.0, *(_once() / ALONE for _ in range(3)))


def _once() -> float:
    begun, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return time.perf_counter() - begun
