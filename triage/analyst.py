"""Puts it together: spell, find, weigh, judge. A Triage never changes; a new lexicon is a new Triage."""

from pathlib import Path

from triage.danger import Watch
from triage.dictionary import Dictionary, dictionary
from triage.finding import Finder
from triage.lexicon_file import Lexicon, read_lexicon
from triage.manner import Manner
from triage.matters import split
from triage.normal import Speller, shown
from triage.places import Places
from triage.verdict import Verdict
from triage.weighing import Feature, Scales

LEXICON = Path(__file__).with_name("lexicon")


def load(overlay: Path | None = None, *, cache_dir: Path | None = None) -> "Triage":  # noqa: ARG001
    """Takes about a second the first time: run it in a thread. `overlay` is a community's own file or folder.

    Nothing is ever cached on disk; `cache_dir` is accepted and left empty.
    """
    sources = (LEXICON,) if overlay is None else (LEXICON, overlay)
    return Triage(read_lexicon(*sources), dictionary())


class Triage:
    def __init__(self, lexicon: Lexicon, words: Dictionary) -> None:
        self._speller = Speller(lexicon.letters)
        self._finder = Finder(lexicon, self._speller, words)
        self._scales = Scales(lexicon)
        self._places = Places(lexicon.patterns)
        self._watch = Watch(lexicon)
        self._manner = Manner(lexicon)
        self._sure = lexicon.settings.get("sure", 0.9)

    def of(self, community: str) -> "Triage":  # noqa: ARG002 - triage.library.Library knows communities
        """The triage that knows a community's own words."""
        return self

    def verdict(self, text: str) -> Verdict:
        plain = shown(text)
        spelled = self._speller.spell(plain)
        hits, dangers = self._finder.find(spelled)
        features = self._scales.features(hits)
        alarm = self._watch.alarm(spelled, dangers)
        emergency = alarm.kind if alarm else None
        if alarm:  # the department that usually answers it
            features[f"alarm_{alarm.kind}"] = Feature(1.0, alarm.word)
        sums = self._scales.sums(features)
        ranking = self._scales.rank(sums)
        category, confidence = ranking[0]
        return Verdict(
            ranked=ranking,
            confident=confidence >= self._sure,
            subject=self._manner.subject(features, category),
            kind=self._manner.kind(features, category),
            severity=self._manner.severity(features, emergency),
            emergency=emergency,
            place=self._places.place(plain),
            spot=self._places.spot(spelled),
            personal=self._manner.personal(features),
            when=self._places.when(plain),
            matters=split(plain, spelled, hits, self._scales, sums),
            because=self._scales.reasons(features, category),
        )

    def unknown(self, text: str) -> list[str]:
        """Words that the lexicon has nothing to say about, for the report on corrections."""
        return self._finder.unknown(self._speller.spell(shown(text)))
