"""A day of an estate at speed, by use cases and a moved clock: residents, forty staff, nights, and what goes wrong."""

import json
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from village import BOT_ID, Guess, Village

from bot.pacing import History, Limits
from bot.wording import Wording
from desk import (
    answers,
    appointing,
    claims,
    filing,
    finishing,
    holding,
    passing_on,
    people,
    questions,
    taking_down,
    working,
)
from desk.authority import Actor
from desk.enclosing import Report
from desk.errors import DeskError
from desk.jotting import Jotted
from models import Callback, Card, Complaint, Department, Home, Membership, Outgoing, Person, Staff
from models.callback_kinds import Solved
from models.kinds import CardState, OutgoingState, Role, Status
from triage import Verdict

RESIDENTS, STAFF = 900_000, 800_000  # first Telegram ids
NOISE, MANNER = "楼上半夜太吵", "师傅态度恶劣"  # who says so is known to nobody in a group (T9, D8)
TEXTS = ("厨房水管漏水", "楼道很脏", "账单多收了钱", "客厅 leak", NOISE, MANNER)
PHONE = "a phone"
PHONES = 0.2  # of those who report phone the desk, which takes them down
LIFT = "电梯坏了，漏电"  # everybody at once: one incident
NIGHT = (22, 7)  # hours in which two of the staff are there
ZONE = ZoneInfo("Asia/Shanghai")
TASKS = 2  # at once in one pair of hands
FORGETS = 0.08  # of those complaints nobody thinks for a day


class Reader(Guess):
    """Knows the lift, so that those who report it join, and what must stay between few."""

    def verdict(self, text: str) -> Verdict:
        if "吵" in text:
            return Verdict(ranked=(("noise", 0.95),), confident=True, subject="neighbours")
        if "电梯" not in text:
            return super().verdict(text)
        return Verdict(ranked=(("repairs", 0.95),), confident=True, subject="elevator", place="2号梯")


@dataclass
class Day:
    village: Village
    random: Random
    step: timedelta = timedelta(minutes=5)  # between looks: of the sweep, and of everybody at their phone
    staff: dict[str, list[Actor]] = field(default_factory=dict)
    forgotten: set[int] = field(default_factory=set)
    did: Counter[str] = field(default_factory=Counter)
    sent: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))  # group → seconds
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # notice → texts to residents
    grouped: list[tuple[str, str]] = field(default_factory=list)  # notice, all that a group was sent
    private: list[tuple[str, str]] = field(default_factory=list)  # what no group may see, and why
    waited: float = 0.0  # s, the longest that anything waited for a group's turn
    residents: int = 0

    async def settle(self, staff: int = 40) -> None:
        """So many in three departments, a supervisor, a manager and a director."""
        community = self.village.community
        departments = {one.key: one for one in await Department.filter(community=community)}
        for n in range(staff):
            key = ("engineering", "cleaning", "service")[n % 3]
            role = Role.DESK if key == "service" else Role.WORKER
            person = await self.do(partial(self._meet, STAFF + n))
            post = await Staff.create(person=person, community=community, role=role, title=f"师傅{n}")
            await Membership.create(staff=post, department=departments[key])
            self.staff.setdefault(key, []).append(await people.actor_for(person))

    async def run(self, complaints: int) -> None:
        """A day and a night; then on until everything is over."""
        steps = timedelta(days=1) // self.step
        moments = sorted(self.random.sample(range(steps), min(complaints, steps)))
        moments += [self.random.randrange(steps) for _ in range(complaints - len(moments))]
        due = Counter(moments)
        for n in range(steps):
            for _ in range(due[n]):
                await self._file(self.random.choice(TEXTS))
            if n == steps // 8:
                for _ in range(max(4, complaints // 40)):
                    await self._file(LIFT)
            await self._step(forgetful=True)
        for _ in range(9 * steps):
            if not await Complaint.filter(
                status__in=(Status.WAITING, Status.ACCEPTED, Status.ON_HOLD)
            ).exists():
                return
            await self._step(forgetful=False)

    async def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        return await self.village.database.transaction(work)

    async def try_(self, name: str, work: Callable[[], Awaitable[Any]]) -> bool:
        try:
            await self.do(work)
        except DeskError:
            return False
        self.did[name] += 1
        return True

    @property
    def now(self) -> datetime:
        return self.village.clock.now()

    async def _meet(self, telegram_id: int) -> Person:
        return await people.meet(
            telegram_id, f"人{telegram_id}", "zh-hans", self.now, private=True, bot_id=BOT_ID
        )

    async def _file(self, text: str) -> None:
        self.residents += 1
        phone, room = f"1391{self.residents:07d}", f"{7000 + self.residents}"
        hidden = text in (NOISE, MANNER)
        self.private += [(phone, PHONE), *([(room, "a hidden home")] if hidden else [])]
        if self.random.random() < PHONES and self.staff.get("service"):
            filed = await self._taken_down(text, phone, room)
        else:
            filed = await self._said(text, phone, room)
        if self.random.random() < FORGETS:
            self.forgotten.add(filed.id)

    async def _said(self, text: str, phone: str, room: str) -> Complaint:
        person = await self.do(partial(self._meet, RESIDENTS + self.residents))
        actor, community = await people.actor_for(person), self.village.community
        await self.do(partial(self._houses, person, phone, room))
        self.private += [(person.name, "a hidden name")] if text in (NOISE, MANNER) else []
        report = Report(BOT_ID, text)
        draft: Complaint = await self.do(partial(filing.hear, actor, community, report, Reader(), self.now))
        filed: Complaint = await self.do(partial(filing.file, draft.ref, actor, self.now))
        return filed

    async def _houses(self, person: Person, phone: str, room: str) -> None:
        """Half of them on the list of homes, half only by what they say themselves."""
        community, address = self.village.community, f"77栋3单元{room}"
        home = (
            await Home.create(community=community, building="77", unit="3", room=room)
            if int(room) % 2
            else None
        )
        await Person.filter(id=person.id).update(phone=phone)
        actor = await people.actor_for(person)
        await claims.claim(actor, community, home, address, self.now)

    async def _taken_down(self, text: str, phone: str, room: str) -> Complaint:
        """Somebody without Telegram."""
        desk, jotted = (
            self.random.choice(self.staff["service"]),
            Jotted(text, f"77-3-{room}", "匿名客", phone),
        )
        community = self.village.community
        draft: Complaint = await self.do(
            partial(taking_down.take_down, desk, community, jotted, Reader(), self.now)
        )
        if draft.status is Status.DRAFT:
            draft = await self.do(partial(taking_down.confirm, draft.ref, desk, self.now))
        return draft

    async def _step(self, *, forgetful: bool) -> None:
        await self.village.later(seconds=self.step.total_seconds())
        hour = self.now.astimezone(ZONE).hour
        night = hour >= NIGHT[0] or hour < NIGHT[1]
        for key, crew in self.staff.items():
            await self._work(key, crew[:2] if night else crew, forgetful=forgetful)
        if not night:
            await self._lead()
            await self._answer()
        await self._deliver()

    async def _work(self, key: str, crew: list[Actor], *, forgetful: bool) -> None:
        mine = Complaint.filter(department__key=key)
        waiting = list(await mine.filter(status=Status.WAITING).order_by("id"))
        if forgetful:
            waiting = [each for each in waiting if each.id not in self.forgotten]
        taken = await mine.filter(status=Status.ACCEPTED).values_list("assignee_id")
        busy = Counter(holder for (holder,) in taken)
        for actor in self.random.sample(crew, len(crew)):
            if waiting and busy[actor.posts[0].staff_id] < TASKS and self.random.random() < 0.5:
                task = waiting.pop(0)
                await self.try_("accept", partial(working.accept, task.ref, actor, self.now))
        for task in await mine.filter(status=Status.ACCEPTED).order_by("id"):
            holder = next((one for one in crew if one.posts[0].staff_id == task.assignee_id), None)
            if holder is not None and self.random.random() < 0.15:
                await self._go_on(task, holder)

    async def _go_on(self, task: Complaint, holder: Actor) -> None:
        now, ref = self.now, task.ref
        tomorrow = now + timedelta(hours=self.random.randint(20, 40))
        other = await Department.exclude(id=task.department_id).order_by("id").first()
        steps: dict[str, Callable[[], Awaitable[Any]]] = {
            "arrive": partial(working.arrive, ref, holder, now),
            "ask": partial(questions.ask, ref, holder, now, canned="home"),
            "appoint": partial(appointing.propose, ref, holder, tomorrow, now),
            "hold": partial(holding.hold, ref, holder, now, until=tomorrow, reason="parts"),
            "transfer": partial(
                passing_on.transfer, ref, holder, other.id if other else 0, now, reason="not_ours"
            ),
            "return": partial(passing_on.give_back, ref, holder, now, reason="unclear"),
            "complete": partial(finishing.complete, ref, holder, now, excuse="camera"),
        }
        weights = (3, 1, 1, 1, 1, 1, 8)
        [name] = self.random.choices(list(steps), weights)
        await self.try_(name, steps[name])

    async def _lead(self) -> None:
        """What was passed on too often is the supervisor's."""
        boss = await self.village.actor("supervisor")
        stuck = Complaint.exclude(level=Role.WORKER).filter(status__in=(Status.WAITING, Status.ACCEPTED))
        for task in await stuck.order_by("id"):
            step = working.accept if task.status is Status.WAITING else finishing.complete
            await self.try_("lead", partial(step, task.ref, boss, self.now))

    async def _answer(self) -> None:
        """Residents answer what they are asked, sooner or later."""
        for task in await Complaint.filter(question_at__not_isnull=True, status=Status.ACCEPTED):
            if self.random.random() < 0.3:
                actor = await self._resident(task)
                await self.try_(
                    "answer", partial(questions.answer, task.ref, actor, Report(BOT_ID, "在家"), self.now)
                )
        asked = Callback.filter(tier=Role.DESK, solved=None, asked_at__not_isnull=True)
        for row in await asked.select_related("complaint"):
            if row.complaint.status is Status.DONE and self.random.random() < 0.3:
                actor, ref = await self._resident(row.complaint), row.complaint.ref
                said = partial(answers.say_solved, ref, actor, row.round, row.turn, Solved.YES, self.now)
                await self.try_("call back", said)

    async def _resident(self, task: Complaint) -> Actor:
        return await people.actor_for(await Person.get(id=task.filer_id))

    async def _deliver(self) -> None:
        """What is owed arrives; in a group as soon as Telegram's limit lets it."""
        wording, now = Wording(self.village.clock), self.now
        for row in await Outgoing.filter(state=OutgoingState.WAITING).order_by("urgency", "id"):
            if row.not_before is not None and row.not_before > now:
                continue
            if row.lane < 0:
                self._send(row.lane)
                if call := await wording.call(row):
                    self.grouped.append((row.notice, json.dumps(call.params, ensure_ascii=False)))
            elif row.lane >= RESIDENTS and row.notice and (call := await wording.call(row)):
                words = call.params.get("text") or call.params.get("caption") or ""
                self.said[row.notice].add(words)
            await Outgoing.filter(id=row.id).update(state=OutgoingState.SENT)
        for card in await Card.filter(state=CardState.DUE).order_by("urgency", "id"):
            face = await wording.face(card)
            if card.chat_id < 0:
                self._send(card.chat_id)
                if face:
                    self.grouped.append(
                        ("card", f"{face.text} {json.dumps(face.keyboard, ensure_ascii=False)}")
                    )
            elif card.chat_id >= RESIDENTS and face:
                self.said[f"{card.kind} card"].add(face.text)
            await Card.filter(id=card.id).update(state=CardState.SHOWN, message_id=card.id)

    def _send(self, group: int) -> None:
        """At the earliest moment that the pacing allows."""
        history, limits, owed = History(), Limits(), self.now.timestamp()
        history.arrived = self.sent[group][-40:]
        at = max(owed, history.free_at(limits.group), history.free_at(limits.chat))
        self.waited = max(self.waited, at - owed)
        self.sent[group].append(at)


def told_to_groups(day: Day) -> list[str]:
    """What no group may see and one has seen (T9): any resident's phone; of who stays unknown, home and name.

    Who says that they live somewhere is asked about by name: that tells nothing of what they reported.
    """
    return sorted(
        {
            f"{why}: {text}"
            for notice, text in day.grouped
            for what, why in day.private
            if what in text and (why == PHONE or notice != "home_claimed")
        }
    )


def busiest_minute(moments: list[float]) -> int:
    """The most in any sixty seconds; counted without the pacing's help."""
    ordered = sorted(moments)
    return max((sum(1 for other in ordered if at <= other < at + 60) for at in ordered), default=0)
