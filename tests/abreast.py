"""What the workers of pytest-xdist do side by side: which tests take turns in one, and which begin first.

Two chains of campaigns mostly wait, for kills, for evidence, for a pace: they begin first, so that the
other workers compute meanwhile and nobody works alone at the end. A file of the page shares one estate.

xdist's own groups are no use here: it writes them into a name that pytest 9.2 doesn't read any more.
"""

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

KILLS = ("test_kills", "test_commits", "test_power_cut")
FIRST = ("kills", "campaigns")


def chain(test: str) -> str:
    """Tests of one chain follow each other in one worker; most tests are a chain of their own."""
    path = PurePosixPath(test.partition("::")[0])
    if "campaigns" in path.parts:
        return "kills" if path.stem in KILLS else "campaigns"
    return str(path) if "page" in path.parts else test


def turn(test: str) -> int:
    """The chains that wait, then the other long ones, then what fills the gaps."""
    chained = chain(test)
    return FIRST.index(chained) if chained in FIRST else 2 if chained != test else 3


class Chains(LoadScopeScheduling):  # type: ignore[misc]
    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # the workers have put them in order

    def _split_scope(self, nodeid: str) -> str:
        return chain(nodeid)
