"""What somebody says in private, and all that is needed to take it for a report like any other."""

from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.types import Message

from bot.reading import can_be_read, report_of
from desk import filing, people
from desk.authority import Actor
from desk.enclosing import Report
from models import Community, Complaint, Person
from triage import Triage, Verdict


@dataclass(frozen=True)
class Heard:
    report: Report
    person: Person
    actor: Actor
    triage: Triage
    now: datetime

    @property
    def danger(self) -> bool:
        return self.verdict.emergency is not None

    @property
    def verdict(self) -> Verdict:
        return self.triage.verdict(self.report.text)

    async def community(self) -> Community:
        return await people.community_of(self.person, self.report.bot_id)

    async def as_report(self, *, apart: bool = False) -> Complaint:
        """Nothing was asked, or this is no answer to it, or it comes too late for one."""
        community = await self.community()
        return await filing.hear(self.actor, community, self.report, self.triage, self.now, apart=apart)


async def hears(
    message: Message, bot: Bot, person: Person, actor: Actor, triage: Triage, now: datetime
) -> dict[str, Heard] | bool:
    """A filter: says something, and is no command. The handler gets what was heard."""
    report = report_of(message, bot.id) if await can_be_read(message) else None
    return {"heard": Heard(report, person, actor, triage, now)} if report else False


async def means_it(_: Message, actor: Actor, raw_state: str | None = None) -> bool:
    """A filter: what answers no question is a report. Only staff may mean something of their work."""
    return raw_state is None or not actor.posts
