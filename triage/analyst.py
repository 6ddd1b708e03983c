"""Puts it together: spell, find, weigh, judge. A Triage never changes; a new lexicon is a new Triage."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from triage.conduct import Conduct
from triage.danger import DESPAIR, Watch
from triage.dictionary import Dictionary, dictionary
from triage.finding import Finder
from triage.learned import Heard, Learned, read_learned
from triage.lexicon_file import Lexicon, read_lexicon
from triage.manner import Manner
from triage.matters import Matters
from triage.names import Names, Naming
from triage.normal import Speller, shown
from triage.places import Places
from triage.verdict import Reason, Verdict
from triage.weighing import Feature, Scales

_FEW = 2  # words of the lexicon
LEXICON = Path(__file__).with_name("lexicon")


def load(overlay: Path | None = None, *, cache_dir: Path | None = None) -> "Triage":  # noqa: ARG001
    """Takes about a second the first time: run it in a thread. `overlay` is a community's own file or folder.

    Nothing is ever cached on disk; `cache_dir` is accepted and left empty.
    """
    sources = (LEXICON,) if overlay is None else (LEXICON, overlay)
    return Triage(read_lexicon(*sources), dictionary(), read_learned())


class Triage:
    _names: Names | None = None
    _served = False

    def __init__(self, lexicon: Lexicon, words: Dictionary, learned: Learned) -> None:
        self._speller = Speller(lexicon.letters)
        self._watch = Watch(lexicon)
        self._conduct = Conduct(lexicon)
        heeded = self._watch.heeds | self._conduct.heeds
        self._finder = Finder(lexicon, self._speller, words, heeded)
        self._scales = Scales(lexicon)
        self._matters = Matters(lexicon, self._scales)
        self._places = Places(lexicon.patterns)
        self._manner = Manner(lexicon)
        self._naming = Naming(lexicon.patterns, self._speller)
        self._learned = learned
        self._trust = lexicon.settings.get("learned", 1.0)
        self._sure = lexicon.settings.get("sure", 0.97)

    def of(self, community: str) -> "Triage":  # noqa: ARG002 - triage.library.Library knows communities
        """The triage that knows a community's own words."""
        return self

    def knowing(self, titles: Iterable[str], *, served: bool = False) -> Self:
        """The triage for somebody of whose estate's staff these are the names; `served`: one of them is with them."""
        knowing = object.__new__(type(self))
        vars(knowing).update(vars(self))
        known = self._names.titles if self._names else ()
        knowing._names = Names(self._naming, dict.fromkeys((*known, *titles)))
        knowing._served = served or self._served
        return knowing

    def verdict(self, text: str) -> Verdict:
        plain = shown(text)
        spelled = self._speller.spell(plain)
        hits, met = self._finder.find(spelled)
        features = self._scales.features(hits)
        heard = self._learned.hear(spelled)
        alarm, perhaps, _ = self._watch.judge(spelled, met, heard)
        emergency = alarm.kind if alarm else None
        if alarm:  # the department that usually answers it
            features[alarm.speaks or f"alarm_{alarm.kind}"] = Feature(1.0, alarm.word)
        sums = self._scales.sums(features)
        named = alarm and not alarm.speaks  # its own department answers, whatever the text sounds like
        ranking = self._scales.rank(sums if named else self._both(sums, heard))
        category, confidence = ranking[0]
        blamed = self._conduct.judge(spelled, met, self._names, served=self._served)
        return Verdict(
            ranked=ranking,
            confident=confidence >= self._sure,
            subject=self._manner.subject(features, category),
            kind=self._manner.kind(features, category),
            severity=self._manner.severity(features, emergency),
            emergency=emergency,
            perhaps_danger=perhaps,
            place=self._places.place(plain),
            spot=self._places.spot(spelled),
            # Danger before discretion: whoever can run there must hear of it, whoever is blamed beside it (I6, D8).
            personal=emergency == DESPAIR if emergency else blamed.personal,
            conduct=blamed.conduct,
            ranks=blamed.ranks,
            named=blamed.named,
            when=self._places.when(plain),
            matters=self._matters.of(plain, spelled, hits, sums, blamed.hits),
            because=self._reasons(features, category, heard),
        )

    def _both(self, sums: list[float], heard: Heard | None) -> list[float]:
        """What the lexicon says and what was learned, added up."""
        if heard is None:
            return sums
        return [said + self._trust * more for said, more in zip(sums, heard.sums, strict=True)]

    def _reasons(
        self, features: Mapping[str, Feature], category: str, heard: Heard | None
    ) -> tuple[Reason, ...]:
        """The lexicon's words first; where they are few, what was learned is named, too."""
        told = self._scales.reasons(features, category)
        return (*told, *heard.reasons(category, self._trust)) if heard and len(told) < _FEW else told

    def unknown(self, text: str) -> list[str]:
        """Words that the lexicon has nothing to say about, for the report on corrections."""
        return self._finder.unknown(self._speller.spell(shown(text)))
