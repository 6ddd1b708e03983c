"""The names of an estate's staff as residents say them: by surname, with "little" or a job, or "Mr" before it."""

import re
from collections.abc import Iterable, Iterator, Mapping

from triage.finding import Hit
from triage.normal import HAN, Speller

STAFF = "staff_person"
CALLED = "name:"  # before a title, among the concepts of a hit
_FULL = 3  # letters of the longest name that begins with its surname
_RANK = 2  # letters of a rank
_TELLS = 4  # Latin letters that are a name though nobody says "Mr"
_AS_WORDS = frozenset({"long", "song", "hong", "kong", "tong"})  # and these are words, too


class Naming:
    """What the lexicon knows about names, whoever's they are."""

    def __init__(self, patterns: Mapping[str, tuple[str, ...]], speller: Speller) -> None:
        self._speller = speller
        lines = (line.split() for line in patterns.get("surnames", ()))
        self._surnames = {spelled: latin for spelled, *latin in lines}
        self._called = "|".join(patterns.get("called", ("(?!)",)))
        self._before = "|".join(patterns.get("before_surname", ("(?!)",)))
        self._not_after = "|".join(patterns.get("no_name", ("(?!)",)))
        self._mister = "|".join(
            stemmed.strip() for stemmed in map(speller.spell, patterns.get("title_before", ()))
        )

    def pattern(self, title: str) -> re.Pattern[str] | None:
        """All that may mean them; None where the title holds no name at all."""
        spelled = self.spell(title)
        forms = [re.escape(spelled)] if len(spelled) > 1 and HAN.search(spelled) else []
        if surname := self._surname(spelled):
            forms += self._forms(surname)
        return re.compile("|".join(forms)) if forms else None

    def spell(self, title: str) -> str:
        return self._speller.spell(title).strip()

    def _surname(self, spelled: str) -> str:
        """Before the job of a title, after a department or "little", or at the front of a full name."""
        own = re.sub(f"(?:{self._called})$", "", spelled)
        if 1 < len(own) <= _FULL and own[0] in self._surnames and own[-1] != own[0]:
            return own[0]
        return own[-1] if own and own[-1] in self._surnames else ""

    def _forms(self, surname: str) -> Iterator[str]:
        yield f"(?:{self._before}){surname}(?!{self._not_after})"
        yield f"{surname}(?:{self._called})"
        for latin in self._surnames[surname]:
            name = self._speller.spell(latin).strip()
            yield rf"(?<![a-z])(?:{self._mister})\W+{name}(?![a-z])"
            if len(latin) >= _TELLS and latin not in _AS_WORDS:
                yield f"(?<![a-z]){name}(?![a-z])"


class Names:
    """Those of one estate."""

    def __init__(self, naming: Naming, titles: Iterable[str]) -> None:
        self.titles = tuple(titles)
        known = ((title, naming.pattern(title)) for title in self.titles)
        self._patterns = [(title, pattern) for title, pattern in known if pattern]
        self._spelled = {title: naming.spell(title) for title in self.titles}

    def bearers(self, rank: str) -> list[str]:
        """Those in whose title a rank stands that was said without a name."""
        return [title for title, spelled in self._spelled.items() if spelled[-_RANK:] == rank[-_RANK:]]

    def found(self, spelled: str) -> list[Hit]:
        return [
            Hit(match.start(), match.end(), match[0], (STAFF, f"{CALLED}{title}"), denied=False)
            for title, pattern in self._patterns
            for match in pattern.finditer(spelled)
        ]
