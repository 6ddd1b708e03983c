"""Triage for many communities: our lexicon, and on top of it each community's own words, read anew when they change."""

import logging
from functools import cache
from pathlib import Path

from triage.analyst import Triage, load
from triage.errors import LexiconError

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int], ...]  # name, time of change, size of each file


@cache
def ours() -> Triage:
    """Without anybody's own words. A Triage never changes, so a demo that begins anew need not load it again."""
    return load()


class Library(Triage):
    """`of` answers at once; `refresh` reads files, so run it in a thread.

    In the folder, `KEY.toml` or a folder `KEY` of such files holds the words of the community of that
    key. A file with a mistake changes nothing: the words before it stay, and the log names the line.
    """

    def __init__(self, folder: Path) -> None:
        vars(self).update(vars(ours()))
        self._folder = folder
        self._own: dict[str, Triage] = {}
        self._seen: dict[str, Stamp] = {}

    def of(self, community: str) -> Triage:
        return self._own.get(community, self)

    def refresh(self) -> list[str]:
        """Reads what has changed since the last look; answers with the communities whose words are new."""
        found = {path.stem: path for path in sorted(self._folder.glob("*")) if _is_lexicon(path)}
        gone = self._seen.keys() - found.keys()
        for key in gone:
            self._own.pop(key, None)
            del self._seen[key]
        return [*sorted(gone), *(key for key, path in found.items() if self._read(key, path))]

    def _read(self, key: str, path: Path) -> bool:
        try:
            stamp = _stamp(path)
            if self._seen.get(key) == stamp:
                return False
            self._seen[key] = stamp
            self._own[key] = load(path)
        except (LexiconError, OSError) as error:
            log.error("the words of %s stay as they were: %s", key, error)  # noqa: TRY400 - one line says it
            return False
        return True


def _is_lexicon(path: Path) -> bool:
    return path.is_dir() or path.suffix == ".toml"


def _stamp(path: Path) -> Stamp:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
