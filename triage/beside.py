"""What stands beside quiet words and makes them loud: somebody inside, the gas, the roof, "still". Nobody is to be
left alone for a word that is usually harmless."""

import re
from collections.abc import Iterable

from triage.errors import LexiconError
from triage.lexicon_file import Lexicon

_NEVER = r"(?!)"


class Beside:
    def __init__(self, lexicon: Lexicon) -> None:
        def searched(name: str) -> re.Pattern[str]:
            return _searched(name, lexicon.patterns.get(f"beside_{name}", (_NEVER,)))

        self._up_there, self._open = searched("despair_up_there"), searched("despair_open")
        self._aftermath = searched("aftermath")
        self._calm, self._calm_rings = searched("calm"), searched("calm_rings")

    def is_up_there(self, spelled: str) -> bool:
        return bool(self._up_there.search(spelled))

    def is_for_all_to_hear(self, spelled: str) -> bool:
        """Whoever does not want to live has the means at hand, takes others along, or wants to live after all."""
        return bool(self._open.search(spelled))

    def goes_on(self, spelled: str) -> bool:
        """It burnt yesterday, and it has not ended."""
        return bool(self._aftermath.search(spelled))

    def is_calm(self, spelled: str) -> bool:
        return not self._calm.search(spelled) and self.cry(spelled) is None

    def cry(self, spelled: str) -> str | None:
        """What rings for itself beside words of calm."""
        found = self._calm_rings.search(spelled)
        return found[0].strip() if found else None


def _searched(name: str, written: Iterable[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(written))
    except re.error as error:
        raise LexiconError(f"[patterns.beside_{name}]", f"is no regular expression: {error}") from error
