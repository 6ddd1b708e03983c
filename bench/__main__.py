"""`python -m bench [section …]`: speed and size, as ratios measured in one run."""

import argparse
import sys
import time
from collections.abc import Callable

from bench import flood, hold, page, start, sweep, updates
from bench.cost import machine
from bench.report import Figure, progress, table


def measure_triage() -> list[Figure]:
    from bench.triage import run  # scikit-learn takes its time

    return run()


SECTIONS: dict[str, Callable[[], list[Figure]]] = {
    "echo": updates.run,
    "flood": flood.run,
    "sweep": sweep.run,
    "start": start.run,
    "hold": hold.run,
    "page": page.run,
    "triage": measure_triage,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; default: all")
    chosen = parser.parse_args().sections or list(SECTIONS)
    if unknown := sorted(set(chosen) - SECTIONS.keys()):
        parser.error(f"there is no section {unknown[0]}")
    print(f"{time.strftime('%Y-%m-%d %H:%M')}  {machine()}\n")
    figures: list[Figure] = []
    for name in chosen:
        began = time.monotonic()
        figures += SECTIONS[name]()
        progress(f"{name}: {time.monotonic() - began:.0f} s")
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
