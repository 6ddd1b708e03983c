"""A quarter of an estate, by use cases and a clock: residents of every temper, staff who do their work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from village import Guess, Village

from desk import answers, contacting, filing, finishing, people, phoning, reach, refining, working
from desk.authority import Actor
from desk.enclosing import Report
from desk.errors import DeskError
from models import Callback, Complaint, Person, Staff
from models.callback_kinds import CallbackState, Contact, Reason, Solved, Way
from models.kinds import Category, Role, Severity, Status

TEMPERS = (
    "content",
    "content",
    "content",
    "unhappy",
    "fickle",
    "silent",
    "silent",
    "gone",
    "refuses",
    "away",
    "returns",
)
TEXTS = ("厨房水管漏水", "楼道很脏", "客厅 leak", "电梯厅脏")
PLACES = ("3栋2号梯", "3 栋 2 号梯", "地下车库", "厨房")  # the first two are one
STEP = timedelta(minutes=90)
STEPS = 16  # a day
LOOK_AGAIN = 5  # of those who have answered, in one step
WORKFORCE = ("engineer", "cleaner", "desk", "supervisor", "manager", "director")
BOT = 1000000001


@dataclass
class Quarter:
    """Everything that happens is drawn from one seed."""

    village: Village
    random: Random
    residents: int = 40
    tempers: dict[int, str] = field(default_factory=dict)  # person → temper
    refused: int = 0  # what the desk refused: stale presses and the like
    staff: dict[str, Actor] = field(default_factory=dict)

    async def settle(self) -> None:
        director = await self.village.person("director")
        await Staff.create(
            person=director, community=self.village.community, role=Role.DIRECTOR, title="director"
        )
        self.staff = {who: await self.village.actor(who) for who in WORKFORCE}
        for n in range(self.residents):
            telegram_id = 900_000 + n
            person = await self.do(partial(self._meet, telegram_id))
            self.tempers[person.id] = TEMPERS[n % len(TEMPERS)]

    async def run(self, complaints: int, days: int = 91) -> None:
        per_step = complaints / (days * STEPS)
        owed = 0.0
        for _ in range(days * STEPS):
            owed += per_step
            while owed >= 1:
                await self._file()
                owed -= 1
            await self._step()
        for _ in range(60 * STEPS):
            if not await self._unfinished():
                return
            await self._step()

    async def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        return await self.village.database.transaction(work)

    @property
    def now(self) -> Any:
        return self.village.clock.now()

    async def _meet(self, telegram_id: int) -> Person:
        return await people.meet(
            telegram_id, f"住户{telegram_id}", "zh-hans", self.now, private=True, bot_id=BOT
        )

    async def _unfinished(self) -> int:
        open_ones = await Complaint.filter(status__in=(Status.WAITING, Status.ACCEPTED, Status.DONE)).count()
        return open_ones + await Callback.filter(state=CallbackState.PHONE).count()

    async def _step(self) -> None:
        await self.village.later(seconds=STEP.total_seconds())
        await self.village.telegram_takes_everything()
        hour = self.now.astimezone(ZoneInfo("Asia/Shanghai")).hour
        if not 8 <= hour < 21:
            return
        await self._staff_work()
        await self._residents_answer()
        await self._desk_phones()
        await self._leaders_visit()
        await self._leaders_contact()

    async def _file(self) -> None:
        person_id = self.random.choice(list(self.tempers))
        actor = await self._actor(person_id)
        report = Report(BOT, self.random.choice(TEXTS))
        draft = await self.try_(lambda: filing.hear(actor, self.village.community, report, Guess(), self.now))
        if draft is None:
            return
        await self._looks_at_it_again(draft, actor)
        if self.random.random() < 0.1:
            await Complaint.filter(id=draft.id).update(severity=Severity.MAJOR)
        await self.try_(lambda: filing.file(draft.ref, actor, self.now))

    async def _looks_at_it_again(self, draft: Complaint, actor: Actor) -> None:
        """Before it is filed: another category, a place, one thing more; or they think better of it."""
        ref, what = draft.ref, self.random.random()
        if what < 0.08:
            category = self.random.choice(list(Category))
            await self.try_(lambda: refining.choose_category(ref, actor, category, self.now))
        elif what < 0.2:
            place = self.random.choice(PLACES)
            await self.try_(lambda: refining.set_place(ref, actor, place, Guess(), self.now))
        elif what < 0.25:
            more = Report(BOT, "还有滴水声")
            await self.try_(lambda: filing.hear(actor, self.village.community, more, Guess(), self.now))
        elif what < 0.28:
            await self.try_(lambda: filing.discard(ref, actor, self.now))

    async def _staff_work(self) -> None:
        for complaint in await Complaint.filter(status__in=(Status.WAITING, Status.ACCEPTED)).order_by("id"):
            if self.random.random() < 0.3:
                continue
            nearest = "cleaner" if complaint.category is Category.CLEANING else "engineer"
            for who in (nearest, *WORKFORCE[2:]):
                actor = self.staff[who]
                if complaint.status is Status.WAITING:
                    if await self.try_(partial(working.accept, complaint.ref, actor, self.now)):
                        break
                elif await self.try_(partial(finishing.complete, complaint.ref, actor, self.now)):
                    break

    async def _residents_answer(self) -> None:
        """Whoever is being asked; and of those who have answered lately, a few who look at it again."""
        asked = Callback.filter(tier=Role.DESK).select_related("complaint").order_by("id")
        rows = await asked.filter(complaint__status=Status.DONE)
        lately = self.now - timedelta(days=8)
        closed = await asked.filter(complaint__status=Status.CLOSED, asked_at__gte=lately)
        rows += self.random.sample(closed, min(LOOK_AGAIN, len(closed)))
        for row in rows:
            temper = self.tempers.get(row.complaint.filer_id or 0, "silent")
            if row.round == row.complaint.round:
                await getattr(self, f"_{temper}")(row, await self._actor(row.complaint.filer_id))
        await self._some_think_again()

    async def _some_think_again(self) -> None:
        """It was reopened at their own word, and then it is solved after all."""
        again = Callback.filter(tier=Role.DESK, solved__in=(Solved.NO, Solved.PARTLY), way=Way.CHAT)
        at_work = again.filter(complaint__status__in=(Status.WAITING, Status.ACCEPTED))
        for row in await at_work.order_by("id").select_related("complaint"):
            fickle = self.tempers.get(row.complaint.filer_id or 0) == "fickle"
            if fickle and row.round == row.complaint.round - 1 and self.random.random() < 0.2:
                await self._calls_off(row, await self._actor(row.complaint.filer_id))

    async def _calls_off(self, row: Callback, actor: Actor) -> None:
        ref, round_ = row.complaint.ref, row.round
        await self.try_(lambda: answers.change_mind(ref, actor, round_, self.now, wants=True))
        await self._votes(await Callback.get(id=row.id).select_related("complaint"), actor, Solved.YES, 4)
        if self.random.random() < 0.7:
            await self.try_(lambda: answers.call_off(ref, actor, round_, self.now))

    async def _content(self, row: Callback, actor: Actor) -> None:
        if row.solved is None:
            await self._votes(row, actor, Solved.YES, self.random.choice((3, 4, 5, 5)))
        elif row.praised is None and self.random.random() < 0.2:
            await self.try_(
                lambda: answers.praise(row.complaint.ref, actor, row.round, praised=True, now=self.now)
            )
        elif self.random.random() < 0.02:
            await self.try_(lambda: answers.come_back(row.complaint.ref, actor, row.round, self.now))

    async def _unhappy(self, row: Callback, actor: Actor) -> None:
        if row.solved is not None:
            return
        solved = self.random.choice(list(Solved))
        await self._votes(row, actor, solved, self.random.choice((1, 2, 3)) if row.round < 3 else 4)
        ref = row.complaint.ref
        await self.try_(lambda: answers.say_reason(ref, actor, row.round, Reason.SLOW, self.now))
        await self.try_(lambda: answers.say_contact(ref, actor, row.round, Contact.CALL, self.now))

    async def _fickle(self, row: Callback, actor: Actor) -> None:
        """Answers, and now and then something else; sometimes only half."""
        ref = row.complaint.ref
        if row.solved is None:
            solved = Solved.YES if row.round > 2 else self.random.choice(list(Solved))
            await self.try_(lambda: answers.say_solved(ref, actor, row.round, row.turn, solved, self.now))
        elif row.score is None and self.random.random() < 0.5:
            await self.try_(lambda: answers.say_score(ref, actor, row.round, row.turn, 4, self.now))
        elif row.round < 3 and self.random.random() < 0.05:
            await self.try_(lambda: answers.change_mind(ref, actor, row.round, self.now, wants=True))
            fresh = await Callback.get(id=row.id)
            await self.try_(
                lambda: answers.say_solved(
                    ref, actor, row.round, fresh.turn, self.random.choice(list(Solved)), self.now
                )
            )

    async def _silent(self, row: Callback, actor: Actor) -> None:
        """Is there when somebody phones; says nothing in the chat."""

    async def _gone(self, row: Callback, actor: Actor) -> None:
        await self._block(row)

    async def _away(self, row: Callback, actor: Actor) -> None:
        """Never answers, never picks up."""

    async def _refuses(self, row: Callback, actor: Actor) -> None:
        """Says on the phone that it is none of our business."""

    async def _returns(self, row: Callback, actor: Actor) -> None:
        """Blocks the bot, and some day comes back and answers."""
        if self.random.random() < 0.1:
            person = await Person.get(id=row.complaint.filer_id)
            await self.do(lambda: reach.person_back(BOT, person.telegram_id or 0))
            await self._content(row, actor)
        else:
            await self._block(row)

    async def _block(self, row: Callback) -> None:
        person = await Person.get(id=row.complaint.filer_id)
        if person.reachable:
            await self.do(lambda: reach.person_lost(BOT, person.telegram_id or 0, "blocked"))

    async def _votes(self, row: Callback, actor: Actor, solved: Solved, score: int) -> None:
        ref, turn = row.complaint.ref, row.turn
        await self.try_(lambda: answers.say_solved(ref, actor, row.round, turn, solved, self.now))
        await self.try_(lambda: answers.say_score(ref, actor, row.round, turn, score, self.now))

    async def _desk_phones(self) -> None:
        await self._ask_in_person(Role.DESK, ("desk", "supervisor"), 0.3)

    async def _leaders_visit(self) -> None:
        await self._ask_in_person(Role.DIRECTOR, ("director",), 0.3)
        await self._ask_in_person(Role.MANAGER, ("manager", "director"), 0.3)

    async def _leaders_contact(self) -> None:
        """Those who lead speak to the unhappy; now and then too late."""
        for promise in await contacting.open_in(self.village.community.id):
            if self.random.random() < 0.6:
                way = self.random.choice((Way.PHONE, Way.VISIT, None))
                for who in ("supervisor", "manager", "director"):
                    ref, actor = promise.complaint.ref, self.staff[who]
                    if await self.try_(partial(contacting.contact, ref, actor, way, self.now)):
                        break

    async def _ask_in_person(self, tier: Role, whom: tuple[str, ...], often: float) -> None:
        rows = Callback.filter(tier=tier, state=CallbackState.PHONE).order_by("id")
        for row in await rows.select_related("complaint"):
            if self.random.random() > often:
                continue
            for who in whom:
                if await self._asks(row, self.staff[who]):
                    break

    async def _asks(self, row: Callback, actor: Actor) -> bool:
        ref, round_, tier = row.complaint.ref, row.round, row.tier
        temper = self.tempers.get(row.complaint.filer_id or 0, "silent")
        there = temper != "away" and self.random.random() < 0.6
        if not there:
            work: Any = lambda: phoning.try_(ref, actor, round_, tier, self.now)  # noqa: E731
        elif temper == "refuses":
            work = lambda: phoning.refuse(ref, actor, round_, tier, self.now)  # noqa: E731
        else:
            solved = Solved.YES if round_ > 1 or self.random.random() < 0.8 else Solved.PARTLY
            score = self.random.choice((None, 3, 4, 5))
            way = self.random.choice((Way.PHONE, Way.VISIT))
            work = lambda: phoning.record(ref, actor, round_, tier, way, solved, score, self.now)  # noqa: E731
        return await self.try_(work) is not None

    async def try_(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """None when the desk refuses, which it may at any time."""
        try:
            return await self.do(work)
        except DeskError:
            self.refused += 1
            return None

    async def _actor(self, person_id: int | None) -> Actor:
        return Actor(person_id or 0, "")  # residents hold no post
