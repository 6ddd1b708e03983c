"""A cry for help and nothing else, but where: a danger of which nobody has said what it is."""

import re
from collections.abc import Iterable

from triage.errors import LexiconError
from triage.finding import Hit
from triage.lexicon_file import Lexicon

CRY = "cry_for_help"
_GOES_WITH = "with_a_cry"


class Cry:
    def __init__(self, lexicon: Lexicon) -> None:
        written = lexicon.patterns.get(_GOES_WITH, (r"\W+",))
        try:
            self._goes_with = re.compile("|".join(written))
        except re.error as error:
            raise LexiconError(f"[patterns.{_GOES_WITH}]", f"is no regular expression: {error}") from error

    def alone(self, spelled: str, hits: Iterable[Hit]) -> str | None:
        """The word of the cry. With anything else in the text it is a way of speaking."""
        cries = [hit for hit in hits if CRY in hit.concepts]
        if not cries:
            return None
        rest, at = [], 0
        for cry in cries:
            rest.append(spelled[at : cry.start])
            at = max(at, cry.end)
        rest.append(spelled[at:])
        if self._goes_with.sub("", "\n".join(rest)):
            return None
        return cries[0].word
