"""Staff choose: a reason, a time, a department, a colleague. One press opens the choice, one makes it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot import menus, writing
from bot.bench_card import NEEDS
from bot.buttons import ChipTap, MenuTap, TaskVerb
from bot.expecting import expected
from bot.pressing import Press, pressed, unheard
from desk import appointing, finishing, holding, passing_on
from desk.authority import name_of
from desk.changes import complaint_by_ref, complaint_for
from desk.errors import NotFound
from models import Complaint
from models.kinds import Ending

Step = TypeVar("Step")
TYPED = "typed"  # chosen: to write it oneself
WRITTEN = "written"  # a reason that was written: it waits in the dialog


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.filter(pressed)
    router.callback_query.register(opened_menu, MenuTap.filter())
    router.callback_query.register(chose, ChipTap.filter())
    return router


async def opened_menu(tap: CallbackQuery, callback_data: MenuTap, press: Press, state: FSMContext) -> None:
    verb, ref = callback_data.verb, callback_data.ref
    if verb in (TaskVerb.TELL, TaskVerb.REMARK):
        await complaint_for(ref, press.actor, NEEDS[verb])
        await writing.begin(tap, state, verb, ref, press.texts)
    else:
        await _known(MENUS, verb)(press, verb, ref)


async def chose(tap: CallbackQuery, callback_data: ChipTap, press: Press, state: FSMContext) -> None:
    ref = callback_data.ref
    complaint = await complaint_by_ref(ref)
    first, _, then = callback_data.chip.partition(".")
    reason = await _written(state, ref) if first == WRITTEN else ""
    if first == WRITTEN and not reason:  # it was about another task, or is gone: it is asked for again
        await complaint_for(ref, press.actor, _known(NEEDS, TaskVerb.HOLD))
        await writing.begin(tap, state, TaskVerb.HOLD, ref, press.texts)
        return
    if TYPED in (first, then):
        await complaint_for(ref, press.actor, _known(NEEDS, callback_data.verb))
        known = {"reason": reason} if reason else {"named": first} if then else {}
        await writing.begin(tap, state, callback_data.verb, ref, press.texts, **known)
        return
    if first == WRITTEN:
        await expected(state)
        await _rest(press, complaint, then, text=reason)
        return
    await _known(CHOICES, callback_data.verb)(press, complaint, first, then)


async def _written(state: FSMContext, ref: str) -> str:
    """The reason that was written for this very task: no resident reads what was meant for another."""
    known = await state.get_data()
    return str(known.get("reason", "")) if known.get("ref") == ref else ""


async def _times(press: Press, verb: TaskVerb, ref: str) -> None:
    complaint = await complaint_by_ref(ref)
    times = await appointing.choices(ref, press.actor, NEEDS[verb], press.now)
    rows = menus.moments(verb, ref, times, press.texts, press.now, _zone(complaint))
    if press.private:
        rows += menus.typed(verb, ref, press.texts)
    await press.offer(ref, rows, press.texts.plain("task.when_which"))


async def _reasons_to_hold(press: Press, verb: TaskVerb, ref: str) -> None:
    await holding.choices(ref, press.actor, press.now)
    rows = menus.reasons(verb, ref, press.texts)
    if press.private:
        rows += menus.typed(verb, ref, press.texts)
    await press.offer(ref, rows, press.texts.plain("task.hold_why"))


async def _reasons_to_return(press: Press, verb: TaskVerb, ref: str) -> None:
    await passing_on.check_may_return(ref, press.actor)
    await press.offer(ref, menus.reasons(verb, ref, press.texts), press.texts.plain("task.return_why"))


async def _departments(press: Press, verb: TaskVerb, ref: str) -> None:
    found = await passing_on.destinations(ref, press.actor)
    rows = menus.choices(verb, ref, [(one.id, one.name) for one in found])
    await press.offer(ref, rows, press.texts.plain("task.move_where"))


async def _colleagues(press: Press, verb: TaskVerb, ref: str) -> None:
    rows = menus.choices(verb, ref, await passing_on.colleagues(ref, press.actor))
    await press.offer(ref, rows, press.texts.plain("task.give_whom"))


async def _finished(press: Press, complaint: Complaint, excuse: str, _then: str) -> None:
    done = await finishing.complete(complaint.ref, press.actor, press.now, excuse=excuse)
    await press.settle(press.texts.plain(f"task.completed{unheard(done)}"))


async def _finished_for_now(press: Press, complaint: Complaint, excuse: str, _then: str) -> None:
    ending = Ending.TEMPORARY
    done = await finishing.complete(complaint.ref, press.actor, press.now, ending=ending, excuse=excuse)
    await press.settle(press.texts.plain(f"task.completed{unheard(done)}"))


async def _proposed(press: Press, complaint: Complaint, minute: str, _then: str) -> None:
    await _propose(press, complaint, minute, again=False)


async def _proposed_again(press: Press, complaint: Complaint, minute: str, _then: str) -> None:
    await _propose(press, complaint, minute, again=True)


async def _propose(press: Press, complaint: Complaint, minute: str, *, again: bool) -> None:
    at = _moment(minute)
    await appointing.propose(complaint.ref, press.actor, at, press.now, again=again)
    await press.settle(press.texts.plain("task.proposed", when=press.moment(at, complaint)))


async def _settled(press: Press, complaint: Complaint, minute: str, _then: str) -> None:
    at = _moment(minute)
    await appointing.settle(complaint.ref, press.actor, at, press.now)
    await press.settle(press.texts.plain("task.agreed", when=press.moment(at, complaint)))


async def _agreed(press: Press, complaint: Complaint, minute: str, _then: str) -> None:
    at = _moment(minute)
    await appointing.agree(complaint.ref, press.actor, at, press.now)
    await press.settle(press.texts.plain("task.agreed", when=press.moment(at, complaint)))


async def _held(press: Press, complaint: Complaint, reason: str, then: str) -> None:
    """The reason first, then until when."""
    if not then:
        times = await holding.choices(complaint.ref, press.actor, press.now)
        rows = menus.rests(reason, complaint.ref, times, press.texts, press.now, _zone(complaint))
        rows += menus.typed_day(reason, complaint.ref, press.texts) if press.private else []
        await press.offer(complaint.ref, rows, press.texts.plain("task.hold_until"))
        return
    await _rest(press, complaint, then, reason=reason)


async def _rest(press: Press, complaint: Complaint, minute: str, *, reason: str = "", text: str = "") -> None:
    await holding.hold(complaint.ref, press.actor, press.now, until=_moment(minute), reason=reason, text=text)
    await press.settle(press.texts.plain("task.held"))


async def _returned(press: Press, complaint: Complaint, reason: str, _then: str) -> None:
    there = await passing_on.give_back(complaint.ref, press.actor, press.now, reason=reason)
    await press.settle(press.texts.plain("task.returned" if there else "task.stuck"))


async def _transferred(press: Press, complaint: Complaint, department: str, reason: str) -> None:
    """The department first, then why."""
    if not reason:
        await passing_on.destinations(complaint.ref, press.actor)
        rows = menus.reasons(TaskVerb.TRANSFER, complaint.ref, press.texts, before=department)
        await press.offer(complaint.ref, rows, press.texts.plain("task.move_why"))
        return
    where = int(department) if department.isdecimal() else 0
    there = await passing_on.transfer(complaint.ref, press.actor, where, press.now, reason=reason)
    said = (
        press.texts.plain("task.moved", department=there.name) if there else press.texts.plain("task.stuck")
    )
    await press.settle(said)


async def _reassigned(press: Press, complaint: Complaint, staff: str, _then: str) -> None:
    chosen = int(staff) if staff.isdecimal() else 0
    after = await passing_on.reassign(complaint.ref, press.actor, chosen, press.now)
    await press.settle(press.texts.plain("task.given", worker=name_of(after)))


def _moment(minute: str) -> datetime:
    """NotFound for what none of our buttons says."""
    if not minute.isdecimal() or len(minute) > menus.MINUTE_DIGITS:
        raise NotFound
    return datetime.fromtimestamp(int(minute) * menus.A_MINUTE, UTC)


def _zone(complaint: Complaint) -> ZoneInfo:
    return ZoneInfo(complaint.community.timezone)


def _known(steps: Mapping[TaskVerb, Step], verb: TaskVerb) -> Step:
    if verb not in steps:
        raise NotFound
    return steps[verb]


MENUS: dict[TaskVerb, Callable[[Press, TaskVerb, str], Awaitable[None]]] = {
    TaskVerb.APPOINT: _times,
    TaskVerb.AGAIN: _times,
    TaskVerb.SETTLED: _times,
    TaskVerb.HOLD: _reasons_to_hold,
    TaskVerb.RETURN: _reasons_to_return,
    TaskVerb.TRANSFER: _departments,
    TaskVerb.REASSIGN: _colleagues,
}
CHOICES: dict[TaskVerb, Callable[[Press, Complaint, str, str], Awaitable[None]]] = {
    TaskVerb.DONE: _finished,
    TaskVerb.TEMPORARY: _finished_for_now,
    TaskVerb.APPOINT: _proposed,
    TaskVerb.AGAIN: _proposed_again,
    TaskVerb.AGREE: _agreed,
    TaskVerb.SETTLED: _settled,
    TaskVerb.HOLD: _held,
    TaskVerb.RETURN: _returned,
    TaskVerb.TRANSFER: _transferred,
    TaskVerb.REASSIGN: _reassigned,
}
