"""Whether somebody of the staff is blamed for how they behaved, and who: what is about them goes past them (D8)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from triage.finding import STOPS, Hit, close
from triage.lexicon_file import Lexicon
from triage.names import CALLED, STAFF, Names
from triage.weighing import by_first, met_by, places_of

_BLAMES = frozenset({"misbehaves", "fierce"})
_SOFTLY = "misbehaves_softly"  # counts only just after whoever does it
_BLAME = _BLAMES | {_SOFTLY, "asks_for"}
_COMPLAINS = "complains_of"
_COMPLAINED_TO = "complained_to"
_ELSE = "somebody_else"
_TOWARD = "toward"
_AT = "where_at"
_TOWARD_WITHIN = 4  # letters: "to the people from"
_DOER = "doer_after"
_IS = "doer_is"
_IS_WITHIN = 7  # letters: "is your guard"
_WITH = "together_with"
_WITH_WITHIN = 6  # letters: "and the guard"
_LIVES_THERE = re.compile(r"\W*(?:in|at|from|of)\s+(?:flat|block|unit|build|room)?\s*\d")
_OF_A_HOUSE = re.compile(r"\d\S{0,3}\u7684$")  # "he of house 5"
_CAME = "whoever_came"
_RANK = "rank_"
_OF_WITHIN = 6  # letters between "I complain of" and whom
_BESIDE = 3  # letters between "next door" and a name
_HEEDS = _BLAME | {STAFF, _COMPLAINS, _COMPLAINED_TO, _ELSE, _TOWARD, _AT, _DOER, _IS, _WITH, _CAME}
_TOUCHES = _BLAMES | {_SOFTLY, STAFF}
_SOUGHT = _BLAME | {_COMPLAINS}


class Blamed(NamedTuple):
    """Nobody of the staff, unless `personal`."""

    personal: bool = False
    conduct: bool = False  # something is blamed that, said of the staff, would be about them
    ranks: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()  # what touches them


class Conduct:
    def __init__(self, lexicon: Lexicon) -> None:
        personal = [rule for rule in lexicon.rules.values() if rule.personal]
        self._rules = by_first(personal)
        parts = (name for rule in personal for name in (*rule.all, *rule.unless))
        ranks = (name for name in lexicon.scenes if name.startswith(_RANK))
        self.heeds = _HEEDS.union(parts, ranks)

    def judge(self, spelled: str, hits: Sequence[Hit], names: Names | None, *, served: bool) -> Blamed:
        """`served`: somebody of the staff is with them just now, so that "he" may be one."""
        if not any(not _SOUGHT.isdisjoint(hit.concepts) and not hit.denied for hit in hits):
            return Blamed()
        scene = _Scene(spelled, hits, names.found(spelled) if names else [], served=served)
        blamed = [hit for hit in scene.blames if scene.done_by_staff(hit)]
        known = [*scene.staff, *blamed, *(hit for hit in hits if _BLAME.isdisjoint(hit.concepts))]
        met = any(True for _ in met_by(self._rules, places_of(known)))
        accused = list(scene.complained_of())
        alone = served and not scene.others and any(not _BLAMES.isdisjoint(hit.concepts) for hit in blamed)
        if not (met or accused or alone):
            return Blamed(conduct=True)
        return self._blamed(scene, blamed, accused, names)

    def _blamed(
        self, scene: "_Scene", blamed: Sequence[Hit], accused: Sequence[Hit], names: Names | None
    ) -> Blamed:
        whom = [*accused, *(one for hit in blamed for one in scene.blamed_staff(hit))]
        named, ranks = set(_after(CALLED, whom)), set(_after(_RANK, whom))
        for hit in whom:
            if names and any(_after(_RANK, [hit])):
                named.update(names.bearers(scene.said(hit)))
        touching = (hit for hit in scene.hits if not _TOUCHES.isdisjoint(hit.concepts))
        hits = (*scene.staff, *blamed, *touching)
        return Blamed(True, True, tuple(sorted(ranks)), tuple(sorted(named)), hits)


class _Scene:
    """Who and what stands in a text, in order."""

    def __init__(self, spelled: str, hits: Sequence[Hit], names: Sequence[Hit], *, served: bool) -> None:
        self._spelled = spelled
        self.hits = hits
        self.others = [hit for hit in hits if _ELSE in hit.concepts and not self._is_object(hit)]
        self.named = [name for name in names if not self._is_neighbour(name)]
        strangers = [name for name in names if name not in self.named]
        came = [hit._replace(concepts=(STAFF,)) for hit in hits if served and _CAME in hit.concepts]
        jobs = [hit for hit in hits if STAFF in hit.concepts]
        jobs = [hit for hit in jobs if not any(_inside(hit, name) for name in (*self.named, *strangers))]
        outer = [hit for hit in jobs if not any(_inside(hit, other) for other in jobs if other != hit)]
        self.staff = sorted([*self.named, *outer, *came])
        self.persons = sorted([*self.staff, *self.others, *strangers])
        self.blames = [hit for hit in hits if not _BLAME.isdisjoint(hit.concepts) and not hit.denied]

    def said(self, hit: Hit) -> str:
        return self._spelled[hit.start : hit.end].strip()

    def done_by_staff(self, blame: Hit) -> bool:
        """By whoever stands last before it in its clause; what is blamed softly only if that is one of the staff."""
        if STAFF in blame.concepts:
            return True
        if any(_DOER in hit.concepts and hit.start == blame.end for hit in self.hits):
            return self._said_to_be(blame) is not None
        before = [hit for hit in self.persons if hit.start < blame.start and self._one_clause(hit, blame)]
        if before:
            return before[-1] in self.staff
        return _SOFTLY not in blame.concepts or not _BLAMES.isdisjoint(blame.concepts)

    def blamed_staff(self, blame: Hit) -> list[Hit]:
        """Whoever is said to be who did it; else the last before it, wherever that is, or the first one after it.

        And those who did it together with them: the highest of them must not be forgotten.
        """
        before = [hit for hit in self.staff if hit.start <= blame.start]
        found = self._said_to_be(blame) or (before[-1] if before else next(iter(self.staff), None))
        return [self._titled(each) for each in self._together(found)] if found else []

    def _said_to_be(self, blame: Hit) -> Hit | None:
        """ "The man who shouted is your guard": one of the staff after all."""
        doers = [hit for hit in self.hits if _DOER in hit.concepts and hit.start == blame.end]
        says = [
            hit for hit in self.hits if _IS in hit.concepts and any(hit.start == doer.end for doer in doers)
        ]
        for said in says:
            after = next((one for one in self.persons if one.start >= said.end), None)
            if (
                after in self.staff
                and after
                and after.start - said.end <= _IS_WITHIN
                and self._one_clause(said, after)
            ):
                return after
        return None

    def _titled(self, found: Hit) -> Hit:
        """A name, and then what they are; not where that is somebody else."""
        near = (name for name in self.named if 0 <= found.start - name.end <= _BESIDE)
        beside = (name for name in near if not self._are_joined(name, found))
        return found if found in self.named else next(beside, found)

    def _together(self, found: Hit) -> list[Hit]:
        first = last = self.staff.index(found)
        while first and self._are_joined(*self.staff[first - 1 : first + 1]):
            first -= 1
        while last + 1 < len(self.staff) and self._are_joined(*self.staff[last : last + 2]):
            last += 1
        return self.staff[first : last + 1]

    def _are_joined(self, one: Hit, other: Hit) -> bool:
        return any(
            one.end == hit.start
            and hit.end <= other.start <= hit.end + _WITH_WITHIN
            and self._one_clause(hit, other)
            for hit in self.hits
            if _WITH in hit.concepts
        )

    def complained_of(self) -> Iterator[Hit]:
        """ "I complain of the manager". Of a mere job only where nothing follows: it may be about their work."""
        for hit in self.hits:
            if _COMPLAINS in hit.concepts:
                for one in self.staff:
                    if self._follows(hit, one) and self._is_meant(one):
                        yield one
                        break

    def _follows(self, complains: Hit, one: Hit) -> bool:
        if one.start < complains.end or not close(complains, one, _OF_WITHIN):
            return False
        between = range(complains.end, one.start)
        to = any(_COMPLAINED_TO in hit.concepts and hit.start in between for hit in self.hits)
        return not to and self._one_clause(complains, one)

    def _is_meant(self, one: Hit) -> bool:
        person = one in self.named or any(concept.startswith(_RANK) for concept in one.concepts)
        return person or not self._spelled[one.end :].strip().strip("".join(STOPS))

    def _is_neighbour(self, name: Hit) -> bool:
        if _LIVES_THERE.match(self._spelled, name.end) or _OF_A_HOUSE.search(self._spelled[: name.start]):
            return True
        return any(
            other.end <= name.start and close(other, name, _BESIDE) and self._one_clause(other, name)
            for other in self.hits
            if _ELSE in other.concepts
        )

    def _is_object(self, one: Hit) -> bool:
        """To whom it is done, or where."""
        return any(
            (_TOWARD in hit.concepts and 0 <= one.start - hit.end <= _TOWARD_WITHIN)
            or (_AT in hit.concepts and hit.end == one.start)
            for hit in self.hits
        )

    def _one_clause(self, one: Hit, other: Hit) -> bool:
        return STOPS.isdisjoint(self._spelled[one.end : other.start])


def _after(prefix: str, hits: Iterable[Hit]) -> Iterator[str]:
    for hit in hits:
        yield from (name.removeprefix(prefix) for name in hit.concepts if name.startswith(prefix))


def _inside(one: Hit, other: Hit) -> bool:
    return other.start <= one.start and one.end <= other.end and one[:2] != other[:2]
