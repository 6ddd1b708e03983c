"""Random interleavings of residents, staff and the clock: the honesty rules hold at every moment.

Every sweep is a fresh one, as after a restart: nothing is remembered outside the database.
"""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import pytest
from honesty import broken_rules, lots_not_kept
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from naive_rates import naive_rates
from quarter import BOT, Quarter
from village import Guess, StillClock, found

from desk import (
    answers,
    contacting,
    declining,
    filing,
    joining,
    merging,
    opinions,
    people,
    phoning,
    posts,
    reach,
    rechecking,
    withdrawing,
)
from desk.authority import Actor
from desk.enclosing import Report
from desk.figures import figures_for
from desk.rates import Period
from models import Callback, Community, Complaint, Event, Outgoing, Person, Staff
from models.callback_kinds import CallbackState, Recheck, Solved, Way
from models.database import Database
from models.kinds import Action, Severity, Status, WithdrawReason

pytestmark = pytest.mark.slow

EXAMPLES, STEPS = (80, 50) if os.environ.get("YINGSHENG_CAMPAIGN") == "long" else (6, 30)
PICK = st.integers(0, 7)  # which callback, of those that there are
SOLVED, SCORES = st.sampled_from(list(Solved)), st.integers(1, 5)
FOUND = (Recheck.AGREES, Recheck.DIFFERS, Recheck.NOBODY)
CALLERS = ("desk", "supervisor", "manager", "director", "engineer")


class Histories(RuleBasedStateMachine):
    """One estate, a few complaints, everybody at any time."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._path = shutil.copy(template, Path(mkdtemp(dir=folder)) / "histories.db")
        self._run(self._begin())

    def teardown(self) -> None:
        try:
            self._run(self._end())
        finally:
            self._run(self._database.close())
            self._runner.close()

    @initialize(grave=st.booleans(), silent=st.booleans())
    def callbacks_are_being_asked(self, grave: bool, silent: bool) -> None:
        """Where every history is about to begin; in half of them nobody has answered in the chat."""
        for _ in range(2):
            self._run(self._do_work(grave=grave))
        self._run(self._later(hours=24))
        for _ in range(3 if silent else 0):
            self._run(self._later(hours=24))

    @rule(hours=st.sampled_from([1, 4, 12, 24, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self._run(self._later(hours=hours))

    @rule()
    def days_pass_until_a_person_has_to_phone(self) -> None:
        for _ in range(3):
            self._run(self._later(hours=24))

    @rule()
    def staff_work(self) -> None:
        self._run(self._quarter._staff_work())

    @rule()
    def those_who_lead_speak_to_the_unhappy(self) -> None:
        self._run(self._quarter._leaders_contact())

    @rule(pick=PICK)
    def resident_says_that_nobody_contacted_them(self, pick: int) -> None:
        self._do(pick, "", self._contradict)

    @rule()
    def something_is_filed(self) -> None:
        self._run(self._quarter._file())

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

    @rule(pick=PICK, caller=st.sampled_from(CALLERS), note=st.sampled_from([phoning.try_, phoning.put_off]))
    def staff_reach_nobody_or_are_put_off(self, pick: int, caller: str, note: Callable[..., Any]) -> None:
        self._ask(pick, caller, lambda row, who: note(row.complaint.ref, who, row.round, row.tier, self.now))

    @rule(pick=PICK, caller=st.sampled_from(CALLERS))
    def resident_does_not_want_to_say(self, pick: int, caller: str) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: phoning.refuse(row.complaint.ref, who, row.round, row.tier, self.now),
        )

    @rule(pick=PICK, caller=st.sampled_from(CALLERS), found=st.sampled_from(FOUND))
    def somebody_asks_again_about_a_record(self, pick: int, caller: str, found: Recheck) -> None:
        self._ask(
            pick,
            caller,
            lambda row, who: rechecking.say(row.complaint.ref, who, row.round, row.tier, found, self.now),
        )

    @rule(pick=PICK, why=st.sampled_from(list(WithdrawReason)))
    def resident_withdraws(self, pick: int, why: WithdrawReason) -> None:
        self._do(pick, "", lambda one, who: withdrawing.withdraw(one.ref, who, why, self.now))

    @rule(pick=PICK)
    def resident_takes_the_withdrawal_back(self, pick: int) -> None:
        self._do(pick, "", lambda one, who: withdrawing.restore(one.ref, who, self.now))

    @rule(pick=PICK)
    def desk_makes_two_of_them_one(self, pick: int) -> None:
        self._do(pick, "desk", self._merge)

    @rule(pick=PICK)
    def it_is_refused(self, pick: int) -> None:
        self._do(pick, "desk", self._refuse)

    @rule(pick=PICK)
    def neighbour_joins(self, pick: int) -> None:
        self._do(pick, "neighbour", self._join)

    @rule(pick=PICK, solved=SOLVED)
    def neighbour_says_whether_it_is_solved(self, pick: int, solved: Solved) -> None:
        self._do(
            pick,
            "neighbour",
            lambda one, who: opinions.say(one.ref, who, one.round, solved, self.now),
        )

    @rule(who=st.sampled_from(("engineer", "desk", "supervisor", "director")), back=st.booleans())
    def somebody_of_the_staff_leaves_or_comes_back(self, who: str, back: bool) -> None:
        self._run(self._quarter.try_(lambda: self._leave(who, back=back)))

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
        policy = {"callback": {"manager_share": 50, "director_share": 25, "recheck_share": 50}}
        await Community.all().update(policy=policy)
        village.community.policy = policy
        self._begun = village.clock.now()
        self._quarter = Quarter(village, Random(1), residents=1)
        await self._quarter.settle()

    async def _end(self) -> None:
        """From any history, the rates reckoned a second time agree."""
        community = self._quarter.village.community.id
        until_now = [
            Period(max(self._begun, self.now - timedelta(days=days)), self.now) for days in (1, 7, 400)
        ]
        from_now = [Period(self.now + timedelta(days=days), self.now + timedelta(days=99)) for days in (0, 5)]
        for period in until_now + from_now:
            rates = (await figures_for(community, period, self.now)).rates
            told = {
                str(kind): (rate.n, round(float(sum(i.points for i in rate.items)), 6), len(rate.left_out))
                for kind, rate in rates.items()
            }
            assert told == await naive_rates(community, period.since, period.until)
        assert await lots_not_kept() == []

    async def _do_work(self, *, grave: bool) -> None:
        await self._quarter._file()
        if grave:
            await Complaint.filter(status=Status.WAITING).update(severity=Severity.MAJOR)
        self._quarter.random.seed(7)
        for _ in range(3):
            await self._quarter._staff_work()

    async def _merge(self, one: Complaint, who: Actor) -> None:
        other = await Complaint.exclude(id=one.id).order_by("-id").first()
        if other is not None:
            await merging.merge(one.ref, other.ref, who, self.now)

    async def _contradict(self, one: Complaint, who: Actor) -> None:
        record = await Event.filter(complaint_id=one.id, action=Action.CONTACT).order_by("-version").first()
        if record is not None:
            await contacting.contradict(one.ref, who, record.version, self.now)

    async def _refuse(self, one: Complaint, who: Actor) -> None:
        await declining.propose(one.ref, who, self.now, reason="not ours", contact="12345")
        version = (await Complaint.get(id=one.id)).version
        await declining.refuse(one.ref, await self._actor("manager"), version, self.now)

    async def _join(self, one: Complaint, who: Actor) -> None:
        report = Report(BOT, one.text)
        community = self._quarter.village.community
        draft = await filing.hear(who, community, report, Guess(), self.now)
        await joining.join(draft.ref, one.ref, who, self.now)

    async def _leave(self, who: str, *, back: bool) -> None:
        person = await self._quarter.village._meet(who)
        post = Staff.filter(person_id=person.id)
        if back:
            await post.update(left_at=None)
        else:
            await posts.dismiss((await post.get()).id, await self._actor("manager"), self.now)

    async def _actor(self, who: str) -> Actor:
        """With the posts of this moment, inside a transaction."""
        return await people.actor_for(await self._quarter.village._meet(who))

    async def _reach(self, *, back: bool) -> None:
        person = await Person.get(id=next(iter(self._quarter.tempers)))
        if back:
            await reach.person_back(BOT, person.telegram_id or 0)
        else:
            await reach.person_lost(BOT, person.telegram_id or 0, "blocked")

    async def _later(self, hours: float) -> None:
        await self._quarter.village.later(hours=hours)
        await self._quarter.village.telegram_takes_everything()

    async def _reminded_twice(self) -> list[Any]:
        """R4, C5: one reminder for one callback, whatever happens."""
        notices = Counter(
            await Outgoing.filter(notice="callback_reminder").values_list("complaint_id", flat=True)
        )
        rounds = Counter(await Callback.filter(tier="desk").values_list("complaint_id", flat=True))
        return [complaint for complaint, count in notices.items() if count > rounds[complaint]]

    def _do(self, pick: int, who: str, act: Callable[[Complaint, Actor], Awaitable[Any]]) -> None:
        self._run(self._done(pick, who, act))

    async def _done(self, pick: int, who: str, act: Callable[[Complaint, Actor], Awaitable[Any]]) -> None:
        """To one of the latest complaints, by its filer unless somebody else is named."""
        rows = await Complaint.filter(number__not_isnull=True).order_by("-id").limit(4)
        if rows:
            one = rows[pick % len(rows)]
            actor = await self._quarter.village.actor(who) if who else Actor(one.filer_id or 0, "")
            await self._quarter.try_(lambda: act(one, actor))

    def _vote(self, pick: int, press: Callable[[Callback, Actor], Awaitable[Any]]) -> None:
        self._run(self._pressed(pick, None, press))

    def _ask(self, pick: int, caller: str, press: Callable[[Callback, Actor], Awaitable[Any]]) -> None:
        self._run(self._pressed(pick, caller, press))

    async def _pressed(
        self, pick: int, caller: str | None, press: Callable[[Callback, Actor], Awaitable[Any]]
    ) -> None:
        rows = await Callback.all().order_by("-id").limit(8).select_related("complaint")
        owed = [row for row in rows if row.state is CallbackState.PHONE or row.recheck is Recheck.DUE]
        if rows:  # half of what staff try is about what they are to do
            among = owed if owed and caller and pick % 2 else rows
            row = among[pick % len(among)]
            filer = Actor(row.complaint.filer_id or 0, "")
            actor = await self._quarter.village.actor(caller) if caller else filer
            before = await Event.all().count()
            if await self._quarter.try_(lambda: press(row, actor)) is None:
                assert await Event.all().count() == before, "what is refused leaves nothing behind"


def test_no_interleaving_breaks_the_honesty_rules(sqlite_template: Path, tmp_path: Path) -> None:
    run_state_machine_as_test(
        lambda: Histories(sqlite_template, tmp_path),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
