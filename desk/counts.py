"""The counts beside the rates, each as its cases: a number is how many they are, so the two never differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk.rates import Item, Period, Rate, RateKind
from models import Callback, Opinion
from models.callback_kinds import CallbackState, Solved, Way


class Count(StrEnum):
    """What is counted. A case may count more than once: finished twice, two neighbours."""

    FILED = "filed"
    DONE = "done"
    OPEN = "open"  # now
    PENDING = "pending"  # now: the work is done, the callback isn't
    LATE = "late"  # now

    CHAT = "chat"  # how the answers came that count in "solved"
    PHONE = "phone"
    VISIT = "visit"
    UNRATED = "unrated"  # of these, without a score
    DECLINED = "declined"  # callbacks that count in "held", without an answer
    UNREACHED = "unreached"

    WITHDRAWN = "withdrawn"  # of what was filed: why it counts in no rate
    REFUSED = "refused"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"

    ASKED = "asked"  # callbacks that began: of these a share is drawn
    MANAGER_DRAWN = "manager_drawn"
    MANAGER_HELD = "manager_held"
    MANAGER_PASSED_ON = "manager_passed_on"
    DIRECTOR_DRAWN = "director_drawn"
    DIRECTOR_HELD = "director_held"
    DIRECTOR_PASSED_ON = "director_passed_on"

    CHECKED = "checked"  # records that another person asked again about
    DIFFERS = "differs"
    NOBODY = "nobody"
    DENIED = "denied"  # records that the resident answered otherwise

    JOINED = "joined"  # answers of neighbours; in no rate
    JOINED_YES = "joined_yes"


ENDED_SILENT = {CallbackState.REFUSED: Count.DECLINED, CallbackState.UNREACHED: Count.UNREACHED}


@dataclass(frozen=True)
class Case:
    """One case in a count."""

    ref: str
    number: int


Counted = tuple[Count, Case]


def answers_of(
    rates: Mapping[RateKind, Rate], votes: Mapping[tuple[str, int], Callback]
) -> Iterator[Counted]:
    """How callbacks ended: of those only that count in "solved" and in "held", so the sums are their n."""
    for item in rates[RateKind.SOLVED].items:
        vote = votes[item.ref, item.round]
        yield Count(vote.way or Way.CHAT), _case(item)
        if vote.score is None:
            yield Count.UNRATED, _case(item)
    for item in rates[RateKind.HELD].items:
        ended = votes.get((item.ref, item.round))
        if ended is not None and ended.state in ENDED_SILENT:
            yield ENDED_SILENT[ended.state], _case(item)


async def joined_in(community_id: int, period: Period) -> list[Counted]:
    """What neighbours said who had joined."""
    said = Opinion.filter(complaint__community_id=community_id, at__gte=period.since, at__lt=period.until)
    rows = await said.order_by("id").values_list("solved", "complaint__ref", "complaint__number")
    found = [(solved, Case(ref, number or 0)) for solved, ref, number in rows]
    solved_for = [(Count.JOINED_YES, case) for solved, case in found if solved == Solved.YES]
    return [*((Count.JOINED, case) for _, case in found), *solved_for]


def _case(item: Item) -> Case:
    return Case(item.ref, item.number)
