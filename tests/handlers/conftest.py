"""Conversations take turns: each test on SQLite or on PostgreSQL, by its name; `--both` plays all on both.

What differs between the two is tested on both, below the conversations: models, desk, inbox, courier,
campaigns, and whole rounds in e2e.
"""

from collections import defaultdict
from pathlib import Path
from zlib import crc32

import pytest

ENGINES = ("sqlite", "postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("both"):
        return
    played = defaultdict[str, dict[str, pytest.Item]](dict)
    for item in items:
        engine = _engine(item)
        if engine and Path(__file__).parent in item.path.parents:
            played[item.nodeid.replace(engine, "")][engine] = item
    left_out = [
        on[ENGINES[crc32(name.encode()) % 2]] for name, on in played.items() if len(on) == len(ENGINES)
    ]
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
    config.hook.pytest_deselected(items=left_out)


def _engine(item: pytest.Item) -> str | None:
    given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return str(given["database_url"]) if given.get("database_url") in ENGINES else None
