"""What a text says of its dangers besides: that they are going on, are over, are only feared, or were long ago."""

from collections.abc import Sequence

from triage.finding import STOPS, Hit, close
from triage.normal import HAN

SOLVED = "solved"  # "is fixed", "has been put out"
OVER = "over"  # "the smell has gone", "they are out": too weak to be believed unasked
EARLIER = "earlier"  # "yesterday"
UNREAL = "unreal"  # "if", "prevent", "last year": said before something that is not happening
TALE = "tale"  # "drill", "hidden danger", "news": said before or after
AFTERMATH = "aftermath"  # "yesterday it burnt, and nobody has cleaned up"
NOW = "now"  # "again", "still", "help": it is happening after all
UNHARMED = "unharmed"
_OFF = frozenset({SOLVED, UNREAL, TALE, UNHARMED})
SAID = _OFF | {OVER, EARLIER, AFTERMATH, NOW}
_SOLVED_WITHIN = 30  # letters after the danger
_OVER_WITHIN = 8  # letters, or twice as many after "yesterday"
_UNREAL_WITHIN = 16  # letters before it
_NOW_WITHIN = 30
_AFTERMATH_WITHIN = 30
_LONG = 160  # letters: people in danger write less; a long petition tells what has happened
_HEAD = 60  # letters in which even a long text names its matter
_ENGLISH = 2  # says the same in twice the letters; a dash or an emoji in it makes it no Chinese
_FULL_STOPS = ("\u3002", ". ")


class Telling:
    def __init__(self, spelled: str, hits: Sequence[Hit], *, goes_on: bool) -> None:
        """`goes_on`: something in the text says that what began yesterday has not ended."""
        self._spelled = spelled
        said = [hit for hit in hits if not SAID.isdisjoint(hit.concepts)]
        told = [hit for hit in said if not hit.denied]
        self._now = [hit for hit in said if NOW in hit.concepts]
        self._solved = [hit for hit in told if SOLVED in hit.concepts]
        self._over = [hit for hit in told if OVER in hit.concepts]
        self._unreal = [hit for hit in told if not {UNREAL, TALE}.isdisjoint(hit.concepts)]
        self._earlier = [hit for hit in said if EARLIER in hit.concepts]
        self._aftermath = [] if goes_on else [hit for hit in said if AFTERMATH in hit.concepts]
        self._doubts = any(hit.denied for hit in hits) or any(
            not _OFF.isdisjoint(hit.concepts) for hit in said
        )
        factor = 1 if HAN.search(spelled) else _ENGLISH
        self._is_long, self._head = len(spelled) >= _LONG * factor, _HEAD * factor

    @property
    def doubtful(self) -> bool:
        """What was learned knows neither "no", "is fixed" nor "last year", nor what a long petition is about."""
        return self._is_long or self._doubts or bool(self._over) or self._is_aftermath

    def happens(self, danger: Hit) -> bool:
        if any(self._of_one_sentence(danger, now) and not self._ends(danger, now) for now in self._now):
            return True
        deep = self._is_long and danger.start >= self._head  # there, only what is said to be so now
        return not (deep or self._is_called_off(danger))

    def seems_over(self, danger: Hit) -> bool:
        """ "The smell has gone", "yesterday he was stuck, later he came out"; not where it is said to be so now."""
        if not self._over or any(self._is_of_now(danger, now) for now in self._now):
            return False
        earlier = any(
            hit.start < danger.start and self._of_one_sentence(danger, hit) for hit in self._earlier
        )
        reach = _OVER_WITHIN * 2 if earlier else _OVER_WITHIN
        return any(
            hit.end > danger.start
            and close(danger, hit, reach)
            and (earlier or self._one_clause(danger.end, hit.start))
            for hit in self._over
        )

    def left_this(self, danger: Hit) -> bool:
        """ "Yesterday it burnt, and nobody has cleaned up". Said of fires only: who bled yesterday may bleed still."""
        return self._is_aftermath and any(self._was_before(danger, hit) for hit in self._aftermath)

    @property
    def _is_aftermath(self) -> bool:
        return bool(self._earlier and self._aftermath)

    def _was_before(self, danger: Hit, aftermath: Hit) -> bool:
        """Whether it happened "yesterday", and this is what it left."""
        told = any(hit.start < danger.start and self._of_one_sentence(danger, hit) for hit in self._earlier)
        return told and aftermath.start > danger.start and close(danger, aftermath, _AFTERMATH_WITHIN)

    def _is_of_now(self, danger: Hit, now: Hit) -> bool:
        inside = any(over.start <= now.start and now.end <= over.end for over in self._over)
        return not inside and self._of_one_sentence(danger, now)

    def _of_one_sentence(self, danger: Hit, now: Hit) -> bool:
        """A cry is no end: "It burns! Come now!"."""
        between = self._spelled[min(now.end, danger.end) : max(now.start, danger.start)]
        return close(danger, now, _NOW_WITHIN) and not any(stop in between for stop in _FULL_STOPS)

    def _ends(self, danger: Hit, now: Hit) -> bool:
        """That "now" is said of the end: "people were stuck yesterday, today it is fixed"."""
        return now.start >= danger.end and any(
            _solves(hit, danger) and hit.start >= now.start and self._one_clause(now.end, hit.start)
            for hit in self._solved
        )

    def _is_called_off(self, danger: Hit) -> bool:
        if any(_solves(hit, danger) for hit in self._solved):
            return True
        return any(SOLVED not in hit.concepts and self._is_unreal(danger, hit) for hit in self._unreal)

    def _is_unreal(self, danger: Hit, hit: Hit) -> bool:
        """Only within one clause: "if it burns, …" but not "I am afraid. It burns!"."""
        before = hit.start < danger.start and close(hit, danger, _UNREAL_WITHIN)
        if not (TALE in hit.concepts or (before and UNREAL in hit.concepts)):
            return False
        return self._one_clause(min(hit.end, danger.end), max(hit.start, danger.start))

    def _one_clause(self, begins: int, ends: int) -> bool:
        return STOPS.isdisjoint(self._spelled[begins:ends])


def _solves(hit: Hit, danger: Hit) -> bool:
    return 0 <= hit.start - danger.end <= _SOLVED_WITHIN
