"""Random interleavings of residents, staff and the clock: the honesty rules hold at every moment.

Every sweep is a fresh one, as after a restart: nothing is remembered outside the database.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from honesty import broken_rules
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from naive_rates import naive_rates
from quarter import Quarter
from village import StillClock, found

from desk import answers, phoning, reach
from desk.authority import Actor
from desk.figures import figures_for
from desk.rates import Period
from models import Callback, Complaint, Event, Outgoing, Person
from models.callback_kinds import Outcome, Solved, Way
from models.database import Database
from models.kinds import Severity, Status

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("campaigns")]

PICK = st.integers(0, 7)  # which callback, of those that there are
SOLVED, SCORES = st.sampled_from(list(Solved)), st.integers(1, 5)
CALLERS = ("desk", "supervisor", "manager", "director", "engineer")


class Histories(RuleBasedStateMachine):
    """One estate, a few complaints, everybody at any time."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._path = shutil.copy(template, folder / "histories.db")
        self._run(self._begin())

    def teardown(self) -> None:
        self._run(self._end())
        self._runner.close()

    @rule(hours=st.sampled_from([1, 4, 12, 24, 49, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self._run(self._quarter.village.later(hours=hours))

    @rule(grave=st.booleans())
    def something_is_filed_and_done(self, grave: bool) -> None:
        self._run(self._do_work(grave=grave))

    @rule(pick=PICK, solved=SOLVED)
    def resident_says_whether_it_is_solved(self, pick: int, solved: Solved) -> None:
        self._vote(
            pick,
            lambda row, who: answers.say_solved(
                row.complaint.ref, who, row.round, row.turn, solved, self.now
            ),
        )

    @rule(pick=PICK, score=SCORES)
    def resident_gives_a_score(self, pick: int, score: int) -> None:
        self._vote(
            pick,
            lambda row, who: answers.say_score(row.complaint.ref, who, row.round, row.turn, score, self.now),
        )

    @rule(pick=PICK, wants=st.booleans())
    def resident_wants_to_change(self, pick: int, wants: bool) -> None:
        self._vote(
            pick,
            lambda row, who: answers.change_mind(row.complaint.ref, who, row.round, self.now, wants=wants),
        )

    @rule(pick=PICK)
    def resident_needs_nobody_any_more(self, pick: int) -> None:
        self._vote(pick, lambda row, who: answers.call_off(row.complaint.ref, who, row.round, self.now))

    @rule(pick=PICK)
    def resident_says_it_is_back(self, pick: int) -> None:
        self._vote(pick, lambda row, who: answers.come_back(row.complaint.ref, who, row.round, self.now))

    @rule(pick=PICK, caller=st.sampled_from(CALLERS), solved=SOLVED, score=st.none() | SCORES)
    def staff_take_down_an_answer(self, pick: int, caller: str, solved: Solved, score: int | None) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: phoning.record(
                row.complaint.ref, who, row.round, row.tier, Way.PHONE, solved, score, self.now
            ),
        )

    @rule(
        pick=PICK, caller=st.sampled_from(CALLERS), outcome=st.sampled_from([Outcome.NOBODY, Outcome.LATER])
    )
    def staff_reach_nobody(self, pick: int, caller: str, outcome: Outcome) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: phoning.try_(row.complaint.ref, who, row.round, row.tier, outcome, self.now),
        )

    @rule(pick=PICK, caller=st.sampled_from(CALLERS))
    def resident_does_not_want_to_say(self, pick: int, caller: str) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: phoning.refuse(row.complaint.ref, who, row.round, row.tier, self.now),
        )

    @rule(pick=PICK, caller=st.sampled_from(CALLERS))
    def staff_try_to_answer_in_the_chat(self, pick: int, caller: str) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: answers.say_solved(
                row.complaint.ref, who, row.round, row.turn, Solved.YES, self.now
            ),
        )

    @rule(back=st.booleans())
    def resident_blocks_the_bot_or_comes_back(self, back: bool) -> None:
        self._run(self._quarter.try_(lambda: self._reach(back=back)))

    @invariant()
    def honest(self) -> None:
        assert self._run(broken_rules()) == []

    @invariant()
    def reminded_once_at_most(self) -> None:
        assert self._run(self._reminded_twice()) == []

    @property
    def now(self) -> Any:
        return self._quarter.now

    def _run(self, work: Awaitable[Any]) -> Any:
        async def run() -> Any:
            return await work

        return self._runner.run(run())

    async def _begin(self) -> None:
        self._database = await Database.open(f"sqlite://{self._path}")
        village = await found(self._database, StillClock())
        self._begun = village.clock.now()
        self._quarter = Quarter(village, Random(1), residents=1)
        await self._quarter.settle()

    async def _end(self) -> None:
        """From any history, the rates reckoned a second time agree."""
        community = self._quarter.village.community.id
        for days in (1, 7, 400):
            period = Period(max(self._begun, self.now - timedelta(days=days)), self.now)
            rates = (await figures_for(community, period, self.now)).rates
            told = {
                str(kind): (rate.n, round(float(sum(i.points for i in rate.items)), 6), len(rate.left_out))
                for kind, rate in rates.items()
            }
            assert told == await naive_rates(community, period.since, period.until)
        await self._database.close()

    async def _do_work(self, *, grave: bool) -> None:
        await self._quarter._file()
        if grave:
            await Complaint.filter(status=Status.WAITING).update(severity=Severity.MAJOR)
        self._quarter.random.seed(7)
        for _ in range(3):
            await self._quarter._staff_work()

    async def _reach(self, *, back: bool) -> None:
        person = await Person.get(id=next(iter(self._quarter.tempers)))
        if back:
            await reach.person_back(1000000001, person.telegram_id or 0)
        else:
            await reach.person_lost(1000000001, person.telegram_id or 0, "blocked")

    async def _reminded_twice(self) -> list[Any]:
        """R4, C5: one reminder for one callback, whatever happens."""
        notices = Counter(
            await Outgoing.filter(notice="callback_reminder").values_list("complaint_id", flat=True)
        )
        rounds = Counter(await Callback.filter(tier="desk").values_list("complaint_id", flat=True))
        return [complaint for complaint, count in notices.items() if count > rounds[complaint]]

    def _vote(self, pick: int, press: Callable[[Callback, Actor], Awaitable[Any]]) -> None:
        self._run(self._pressed(pick, None, press))

    def _ask(self, pick: int, caller: str, press: Callable[[Callback, Actor], Awaitable[Any]]) -> None:
        self._run(self._pressed(pick, caller, press))

    async def _pressed(
        self, pick: int, caller: str | None, press: Callable[[Callback, Actor], Awaitable[Any]]
    ) -> None:
        rows = await Callback.all().order_by("-id").limit(8).select_related("complaint")
        if rows:
            row = rows[pick % len(rows)]
            actor = self._quarter.staff[caller] if caller else Actor(row.complaint.filer_id or 0, "")
            before = await Event.all().count()
            if await self._quarter.try_(lambda: press(row, actor)) is None:
                assert await Event.all().count() == before, "what is refused leaves nothing behind"


def test_no_interleaving_breaks_the_honesty_rules(sqlite_template: Path, tmp_path: Path) -> None:
    run_state_machine_as_test(
        lambda: Histories(sqlite_template, tmp_path),  # type: ignore[arg-type]
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
