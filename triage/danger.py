"""Is harm going on now? Looks at emergencies only, and errs towards yes."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from triage.beside import Beside
from triage.cry import CRY, Cry
from triage.finding import NEGATOR, Hit, close
from triage.learned import Heard
from triage.lexicon_file import Lexicon, Rule
from triage.telling import SAID, Telling

PERHAPS = "perhaps"  # the kind of what is asked about instead of rung for
CALM = "calm"  # harms nobody: whatever it sounds like, it is asked about at most
CALLED = "called"  # which danger it is, isn't told
DESPAIR = "despair"  # who says that they don't want to live: heard by few
BRINK = "brink"  # somebody may do themselves harm: the guards run there
FIRE = "fire"
FALLING = "falling"
SOUNDS = "alarm_sounds"  # like danger, without a word for it
_UNLESS_WITHIN = 24  # an excuse at the other end of the text is about something else


class Alarm(NamedTuple):
    kind: str
    word: str  # at which it sounded
    speaks: str = ""  # as which concept of the lexicon it speaks for departments; "" the kind's own


class Danger(NamedTuple):
    """Where one is told. What rings without saying for what gives way to any other, wherever they stand."""

    hit: Hit
    name: str
    vague: bool

    @property
    def turn(self) -> tuple[bool, int]:
        return self.vague, self.hit.start


class Judgement(NamedTuple):
    """`perhaps`: too little to send somebody, too much to say nothing."""

    alarm: Alarm | None
    perhaps: bool = False
    calm: bool = False


class Watch:
    def __init__(self, lexicon: Lexicon) -> None:
        concepts = (*lexicon.concepts.values(), *lexicon.scenes.values())
        self._words = {c.name: (c.emergency, c.vague) for c in concepts if c.emergency}
        self._alarms = frozenset(self._words)
        self._rings = lexicon.settings.get("rings", 0.5)
        self._perhaps = lexicon.settings.get("perhaps", 0.3)
        self._befalls = frozenset(concept.name for concept in concepts if concept.trouble)
        self._cry = Cry(lexicon)
        self._beside = Beside(lexicon)
        self.heeds = self._heeded(lexicon)
        self._by_last: dict[str, list[tuple[Rule, str]]] = {}
        for rule in lexicon.rules.values():
            if rule.emergency:
                self._by_last.setdefault(rule.all[-1], []).append((rule, rule.emergency))

    def _heeded(self, lexicon: Lexicon) -> frozenset[str]:
        """The concepts that mean something here; the words of all others need not be looked at."""
        rules = [rule for rule in lexicon.rules.values() if rule.emergency]
        masks = (c.name for c in (*lexicon.concepts.values(), *lexicon.scenes.values()) if c.mask)
        named = (name for rule in rules for name in (*rule.all, *rule.unless))
        return SAID.union(self._alarms, self._befalls, masks, named, (CRY, NEGATOR))

    def judge(self, spelled: str, hits: Sequence[Hit], heard: Heard | None) -> Judgement:
        """Words and scenes of the lexicon ring, and so does what sounds like danger without them; what sounds
        like it only a little, seems over, is denied or told as a tale, is asked about."""
        told = self._told(spelled, hits)
        if told.alarm or heard is None or heard.danger < self._perhaps:
            return told
        likely = heard.danger >= self._rings
        if told.calm or self._telling(spelled, hits).doubtful:
            return Judgement(None, told.perhaps or likely)
        if likely:
            return Judgement(Alarm(CALLED, heard.loudest(), SOUNDS))
        return Judgement(None, perhaps=True)

    def _told(self, spelled: str, hits: Sequence[Hit]) -> Judgement:
        if not any(self._dangers(hits)):
            cry = self._cry.alone(spelled, hits)
            return Judgement(Alarm(CALLED, cry) if cry else None)
        telling = self._telling(spelled, hits)
        # What is feared or over is no part of a scene, wherever in it it stands: "a rail, lest a child fall in".
        happening = [hit for hit in hits if self._befalls.isdisjoint(hit.concepts) or telling.happens(hit)]
        dangers = sorted(self._dangers(happening), key=attrgetter("turn"))
        quiet = [danger.hit for danger in dangers if danger.name == CALM]
        calm = bool(quiet) and self._beside.is_calm(spelled)
        loud = [each for each in dangers if each.name != CALM and not (calm and _is_poured(each, quiet))]
        told = self._loudest(spelled, loud, telling)
        if told.alarm is None and quiet and (cry := self._beside.cry(spelled)):
            return Judgement(Alarm(CALLED, cry))
        return told._replace(calm=calm)

    def _loudest(self, spelled: str, dangers: Iterable[Danger], telling: Telling) -> Judgement:
        perhaps, despair = False, ""
        for danger in dangers:
            if danger.name == PERHAPS or _is_past(danger, telling):
                perhaps = True
            elif telling.happens(danger.hit):
                if danger.name != DESPAIR or not self._is_open(spelled):
                    return Judgement(Alarm(danger.name, danger.hit.word))
                despair = despair or danger.hit.word
        if despair:
            return Judgement(Alarm(BRINK if self._beside.is_up_there(spelled) else CALLED, despair))
        return Judgement(None, perhaps)

    def _telling(self, spelled: str, hits: Sequence[Hit]) -> Telling:
        return Telling(spelled, hits, goes_on=self._beside.goes_on(spelled))

    def _is_open(self, spelled: str) -> bool:
        """Whoever does not want to live is heard by few, unless anything says that it is about to happen, or that
        others are in it: rather known to too many than nobody there."""
        return self._beside.is_up_there(spelled) or self._beside.is_for_all_to_hear(spelled)

    def _dangers(self, hits: Sequence[Hit]) -> Iterator[Danger]:
        present = {concept for hit in hits if not hit.denied for concept in hit.concepts}
        if not self._alarms.isdisjoint(present):
            yield from self._by_word(hits)
        yield from self._by_rule(hits, present)

    def _by_word(self, hits: Iterable[Hit]) -> Iterator[Danger]:
        for hit in hits:
            for concept in hit.concepts:
                if not hit.denied and (told := self._words.get(concept)):
                    yield Danger(hit, *told)

    def _by_rule(self, hits: Sequence[Hit], present: set[str]) -> Iterator[Danger]:
        for concept in sorted(present & self._by_last.keys()):
            for rule, emergency in self._by_last[concept]:
                if present.issuperset(rule.all):
                    for hit in _meetings(rule, hits):
                        yield Danger(hit, emergency, rule.vague)


def _meetings(rule: Rule, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Where the last concept of the rule stands near all the others, and no excuse is near."""
    *others, last = ([h for h in hits if name in h.concepts and not h.denied] for name in rule.all)
    excuses = [hit for hit in hits if any(name in hit.concepts for name in rule.unless)]
    for hit in last:
        if any(close(hit, excuse, _UNLESS_WITHIN) for excuse in excuses):
            continue
        if all(any(close(hit, other, rule.near) for other in group) for group in others):
            yield hit


def _is_past(danger: Danger, telling: Telling) -> bool:
    return telling.seems_over(danger.hit) or (danger.name == FIRE and telling.left_this(danger.hit))


def _is_poured(danger: Danger, quiet: Iterable[Hit]) -> bool:
    """Water poured out of a window falls, too."""
    hit = danger.hit
    return danger.name == FALLING and any(each.start <= hit.start and hit.end <= each.end for each in quiet)
