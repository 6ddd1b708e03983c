"""Staff press a button of a card, in their group or in private: steps that need no further word."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery

from bot import menus
from bot.buttons import TaskTap, TaskVerb
from bot.enclosed import send_enclosed
from bot.phrases import home_text
from bot.pressing import Press, opening, pressed, unheard
from bot.speech import PROTECTED
from desk import dispatch, finishing, holding, passing_on, privacy, questions, working
from desk.changes import complaint_by_ref
from desk.errors import NotFound, ProofWanted
from desk.whence import whence_at_work
from models.kinds import Ending


def build() -> Router:
    router = Router(name=__name__)
    router.callback_query.filter(pressed)
    router.callback_query.register(tapped_task, TaskTap.filter())
    return router


async def tapped_task(_: CallbackQuery, callback_data: TaskTap, press: Press) -> None:
    ref = callback_data.ref
    if callback_data.verb not in STEPS:
        raise NotFound  # none of our buttons says that
    await STEPS[callback_data.verb](press, ref)


async def _accept(press: Press, ref: str) -> None:
    await working.accept(ref, press.actor, press.now)
    await press.settle(press.texts.plain("task.accepted"))


async def _arrive(press: Press, ref: str) -> None:
    await working.arrive(ref, press.actor, press.now)
    await press.settle(press.texts.plain("task.arrived"))


async def _resume(press: Press, ref: str) -> None:
    await holding.resume(ref, press.actor, press.now)
    await press.settle(press.texts.plain("task.resumed"))


async def _complete(press: Press, ref: str) -> None:
    await _finish(press, ref, TaskVerb.DONE, Ending.REPAIRED)


async def _complete_for_now(press: Press, ref: str) -> None:
    await _finish(press, ref, TaskVerb.TEMPORARY, Ending.TEMPORARY)


async def _finish(press: Press, ref: str, verb: TaskVerb, ending: Ending) -> None:
    """Where a photo is asked for and there is none, the reasons are offered instead."""
    try:
        done = await finishing.complete(ref, press.actor, press.now, ending=ending)
    except ProofWanted:
        rows = menus.reasons(verb, ref, press.texts)
        await press.offer(ref, rows, press.texts.plain("task.proof_hint"), aloud=True)
    else:
        await press.settle(press.texts.plain(f"task.completed{unheard(done)}"))


async def _ask(press: Press, ref: str) -> None:
    await questions.check_ask(ref, press.actor)
    own = menus.typed(TaskVerb.ASK, ref, press.texts) if press.private else []
    rows = [*menus.questions(ref, press.texts), *own]
    await press.offer(ref, rows, press.texts.plain("task.ask_hint"))


async def _take_back(press: Press, ref: str) -> None:
    await passing_on.take_back(ref, press.actor, press.now)
    await press.settle(press.texts.plain("task.taken_back"))


async def _back(press: Press, ref: str) -> None:
    await working.task_for(ref, press.actor)
    await press.settle("")


async def _look(press: Press, ref: str) -> None:
    """What was attached goes to the one who asks, in private: no noise in the group, no pictures for all."""
    complaint = await working.task_for(ref, press.actor)
    if press.person.reachable and press.person.telegram_id is not None:
        caption = press.texts("task.look_caption", number=f"{complaint.number:04d}")
        await send_enclosed(press.bot, press.person.telegram_id, complaint, caption)
        await press.tap.answer(press.texts.plain("task.look_private"))
    else:
        await press.tap.answer(press.texts.plain("task.look_first"))


async def _phone(press: Press, ref: str) -> None:
    """In private, to the one who accepted it; each look is written down (T9)."""
    if not press.person.reachable or press.person.telegram_id is None:
        await press.tap.answer(press.texts.plain("task.look_first"))
        return
    complaint = await complaint_by_ref(ref)
    phone = await privacy.phone_at_work(press.actor, complaint, press.now)
    if not phone:
        await press.tap.answer(press.texts.plain(f"task.no_phone{unheard(complaint)}"), show_alert=True)
        return
    text = press.texts(
        "phone.card",
        number=f"{complaint.number:04d}",
        phone=phone,
        community=complaint.community.name,
        worker=press.actor.called_in(complaint.community_id),
    )
    await press.bot.send_message(press.person.telegram_id, text, **PROTECTED)
    await press.tap.answer(press.texts.plain("task.phone_private"))


async def _whence(press: Press, ref: str) -> None:
    """Likewise the home from which it was reported, where that isn't for all to know (T9)."""
    if not press.person.reachable or press.person.telegram_id is None:
        await press.tap.answer(press.texts.plain("task.look_first"))
        return
    complaint, texts = await complaint_by_ref(ref), press.texts
    known = await whence_at_work(press.actor, complaint, press.now)
    if known is None:
        await press.tap.answer(texts.plain("task.no_flat"), show_alert=True)
        return
    where = home_text(known.home, texts) if known.home else known.told
    mark = texts.plain("home.unsettled") if known.unsettled else ""
    text = texts("whence.card", number=f"{complaint.number:04d}", home=f"{where}{mark}")
    await press.bot.send_message(press.person.telegram_id, text, **PROTECTED)
    await press.tap.answer(texts.plain("task.flat_private"))


async def _more(press: Press, ref: str) -> None:
    """The case opens in private, and from the group the chat as well."""
    complaint = await working.task_for(ref, press.actor)
    url = None if press.private else opening(press.bot, f"w_{ref}")
    if press.person.reachable:
        await dispatch.show_bench(complaint, press.person, press.now)
        await press.tap.answer(press.texts.plain("task.opened"), url=url)
    else:
        await press.tap.answer(press.texts.plain("task.look_first"), url=url)


STEPS: dict[TaskVerb, Callable[[Press, str], Awaitable[None]]] = {
    TaskVerb.ACCEPT: _accept,
    TaskVerb.ARRIVE: _arrive,
    TaskVerb.RESUME: _resume,
    TaskVerb.DONE: _complete,
    TaskVerb.TEMPORARY: _complete_for_now,
    TaskVerb.ASK: _ask,
    TaskVerb.TAKE_BACK: _take_back,
    TaskVerb.BACK: _back,
    TaskVerb.LOOK: _look,
    TaskVerb.PHONE: _phone,
    TaskVerb.WHENCE: _whence,
    TaskVerb.MORE: _more,
}
