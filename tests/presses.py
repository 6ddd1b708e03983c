"""Every button of staff: who may press it in which situation, and the situations themselves.

One row for every button; a new button without a row fails (tests/handlers/test_authority.py).
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any, Never

from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from tortoise.transactions import in_transaction
from village import BOT_ID, Talk, plan

from desk.errors import DeskError
from desk.estate import install
from handlers import routers
from models import (
    Attachment,
    Attempt,
    Callback,
    CannedReply,
    Card,
    Complaint,
    Department,
    Event,
    Staff,
    Timer,
)
from models.callback_kinds import Recheck
from models.kinds import Action, CardKind, Kind, Role

IN_GROUP = "tncq"

# What each situation is made of, one step after the other; see `situation`.
GROUP = "engineering"
SITUATIONS = {
    "draft": "say",
    "waiting": "say file",
    "suggestion": "say suggestion file",
    "proposed": "say file propose",
    "refused": "say file propose refuse",
    "objected": "say file propose refuse object",
    "accepted": "say file take note",
    "asked": "say file take note ask_time",
    "wished": "say file take note wish",
    "on_hold": "say file take note hold",
    "done": "say file take note done",
    "owed": "say file take note done silence",
    "closed": "say file take note done answer",
    "recorded": "say file take note done silence record",
    "withdrawn": "say file withdraw",
}
ROLES = {
    "outsider": "stranger",
    "resident": "owner",
    "elsewhere": "cleaner",  # works in another department
    "colleague": "plumber",
    "accepter": "engineer",
    "desk": "desk",
    "supervisor": "supervisor",
    "manager": "manager",
    "director": "director",
    "abroad": "foreigner",  # manages another estate
}
ABOVE = "supervisor manager director"
DESK = f"desk {ABOVE}"
HANDS = f"accepter {ABOVE}"  # who has it, and who answers for them
BOTH = f"desk {HANDS}"
CREW = f"colleague {HANDS}"
STAFF = f"colleague {BOTH}"
EVERYBODY = f"elsewhere {STAFF}"
STRANGERS = ("outsider", "resident", "elsewhere", "abroad")
W, A = "waiting suggestion proposed", "accepted asked wished"
AT_WORK = f"{A} on_hold"
OPEN = f"{W} {AT_WORK}"
AFTER = "done owed closed recorded"
SHOWN = f"{OPEN} {AFTER} refused objected withdrawn"

# The button's data, and who may press it in which situations. Everybody else is refused, always.
PRESSES: dict[str, dict[str, str]] = {
    "t:take:{ref}": {W: CREW},
    "t:here:{ref}": {A: HANDS},
    "t:ask:{ref}": {A: HANDS},
    "t:done:{ref}": {A: HANDS},
    "t:temp:{ref}": {A: HANDS},
    "t:go:{ref}": {"on_hold": HANDS},
    "nt:ask:{note}:{ref}": {A: HANDS},
    "nt:pass:{note}:{ref}": {f"{AT_WORK} done owed": BOTH},
    "nt:inside:{note}:{ref}": {f"{AT_WORK} done owed": STAFF},
    "t:pull:{ref}": {AT_WORK: ABOVE},
    "t:phone:{ref}": {AT_WORK: "accepter"},
    "t:flat:{ref}": {AT_WORK: "accepter"},
    "t:look:{ref}": {SHOWN: STAFF},
    "t:more:{ref}": {SHOWN: STAFF},
    "t:back:{ref}": {SHOWN: STAFF},
    "n:again:{ref}": {AT_WORK: HANDS},
    "n:when:{ref}": {AT_WORK: HANDS},
    "n:spoken:{ref}": {AT_WORK: BOTH},
    "c:spoken:{minute}:{ref}": {AT_WORK: BOTH},
    "n:hold:{ref}": {A: HANDS},
    "n:return:{ref}": {W: CREW, AT_WORK: HANDS},
    "n:move:{ref}": {W: STAFF, AT_WORK: HANDS},
    "n:give:{ref}": {OPEN: ABOVE},
    "n:tell:{ref}": {W: DESK, f"{AT_WORK} done owed": BOTH},
    "n:note:{ref}": {f"{OPEN} done owed": STAFF},
    "c:done:camera:{ref}": {A: HANDS},
    "c:temp:camera:{ref}": {A: HANDS},
    "c:again:{minute}:{ref}": {AT_WORK: HANDS},
    "c:when:{minute}:{ref}": {AT_WORK: HANDS},
    "c:agree:{minute}:{ref}": {"wished": HANDS},
    "c:hold:parts.{minute}:{ref}": {A: HANDS},
    "c:hold:parts.typed:{ref}": {A: HANDS},
    "c:return:unclear:{ref}": {W: CREW, AT_WORK: HANDS},
    "c:move:{cleaning}.not_ours:{ref}": {W: STAFF, AT_WORK: HANDS},
    "c:give:{plumber}:{ref}": {OPEN: ABOVE},
    "c:tell:typed:{ref}": {W: DESK, f"{AT_WORK} done owed": BOTH},
    "c:note:typed:{ref}": {f"{OPEN} done owed": STAFF},
    "c:ask:typed:{ref}": {A: HANDS},
    "q:home:{ref}": {A: HANDS},
    "q:photo:{ref}": {A: HANDS},
    "q:when:{ref}": {A: HANDS},
    "jg:menu:{ref}": {SHOWN: STAFF, "draft": DESK},
    "jg:severity:{ref}": {f"{OPEN} done owed": DESK},
    "jg:validity:{ref}": {f"{OPEN} done owed": DESK},
    "jg:track:{ref}": {f"{OPEN} done owed": DESK},
    "jg:loss:{ref}": {f"{OPEN} done owed": DESK},
    "jg:refuse:{ref}": {f"{W} {A}": DESK},
    "jg:thank:{ref}": {"suggestion": STAFF},
    "jg:more_time:{ref}": {A: HANDS},
    "jg:object:{ref}": {"refused": "resident"},
    "js:major:{ref}": {f"{OPEN} done owed": DESK},
    "jv:class_1:{ref}": {f"{OPEN} done owed": DESK},
    "ju:{second}:{ref}": {A: HANDS},
    "jy:grant:{version}:{ref}": {"asked": "manager director"},
    "jy:deny:{version}:{ref}": {"asked": "manager director"},
    "jy:refuse:{version}:{ref}": {"proposed": "manager director"},
    "jy:keep:{version}:{ref}": {"proposed": "manager director"},
    "jy:uphold:{version}:{ref}": {"objected": "director"},
    "jy:take_up:{version}:{ref}": {"objected": "director"},
    "jc:{ref}": {SHOWN: STAFF, "draft": DESK},
    "jt:sort:{ref}": {OPEN: DESK},
    "jt:kind:{ref}": {OPEN: DESK},
    "jn:repair:{ref}": {OPEN: DESK},
    "jt:merge:{ref}": {OPEN: DESK},
    "jt:split:{ref}": {OPEN: DESK},
    "jt:reply:{ref}": {f"{W}": DESK, f"{AT_WORK} done owed": DESK},
    "jt:add:{ref}": {f"{W}": DESK, f"{AT_WORK} done owed": DESK},
    "jo:fees:{ref}": {OPEN: DESK},
    "jm:1:{ref}:{other}": {OPEN: DESK},
    "jt:about:{ref}": {OPEN: DESK},
    "jw:0:{plumber}:{ref}": {OPEN: DESK},
    "jw:1:{plumber}:{ref}": {OPEN: DESK},
    "jr:{reply}:{ref}": {f"{W}": DESK, f"{AT_WORK} done owed": DESK},
    "p:open:desk:1:{ref}": {"owed": DESK},
    "p:phoned:desk:1:{ref}": {"done owed": DESK},
    "p:visited:desk:1:{ref}": {"done owed": DESK},
    "p:nobody:desk:1:{ref}": {"owed": DESK},
    "p:later:desk:1:{ref}": {"owed": DESK},
    "p:refused:desk:1:{ref}": {"owed": DESK},
    "p:came:desk:1:{ref}": {"done owed": DESK},
    "p:again:desk:1:{ref}": {"owed": DESK},
    "ph:phone:yes:desk:1:{ref}": {"done owed": DESK},
    "pr:phone:yes:5:desk:1:{ref}": {"done owed": DESK},
    "pc:open:desk:1:{ref}": {"recorded": ABOVE},
    "pc:agrees:desk:1:{ref}": {"recorded": ABOVE},
    "pc:differs:desk:1:{ref}": {"recorded": ABOVE},
    "pc:nobody:desk:1:{ref}": {"recorded": ABOVE},
    "pb:{ref}": {"closed recorded": DESK},
    **{f"pa:{verb}:{{ref}}": {} for verb in ("open", "phoned", "visited", "nobody")},  # test_contacting.py
    "gc:{ref}": {f"{SHOWN} draft": ABOVE},
}
# Buttons about a complaint that residents press: whose it is stands in the query itself.
OF_RESIDENTS = {"d", "k", "m", "fo", "wd", "v", "w", "a", "s", "r", "cr", "cc", "cd", "cm"}
OF_RESIDENTS |= {"co", "gu", "gj", "gl", "gx", "ge", "gh", "gq", "hw", "b"}
OF_A_HOME = {"h"}  # tests/handlers/test_homes.py
OF_THE_DESKS_OWN_NOTES = {"jd", "jk"}  # tests/handlers/test_taking_down.py


class Undone(Exception):
    """Ends a transaction without a trace."""


def taps() -> Iterator[type[CallbackData]]:
    """Every button that something listens to."""
    for router in routers():
        for handler in router.callback_query.handlers:
            for each in handler.filters or ():
                if isinstance(each.callback, CallbackQueryFilter):
                    yield each.callback.callback_data


@cache
def about_a_complaint() -> dict[str, type[CallbackData]]:
    return {tap.__prefix__: tap for tap in taps() if "ref" in tap.model_fields}


async def hired(talk: Talk) -> None:
    """A director here, and a manager of another estate."""
    there = await install(plan("abroad", name="外面", staff=[]), BOT_ID, talk.clock.now())
    for who, role, where in (
        ("director", Role.DIRECTOR, talk.village.community),
        ("foreigner", Role.MANAGER, there),
    ):
        await Staff.create(
            person=await talk.village.person(who), community=where, role=role, title=f"{who}师傅"
        )


async def say(talk: Talk) -> None:
    await talk.says("owner", "厨房水管漏水")


async def suggestion(talk: Talk) -> None:
    await Complaint.all().update(kind=Kind.SUGGESTION)


async def file(talk: Talk) -> None:
    await talk.presses("owner", "提交")


async def propose(talk: Talk) -> None:
    await talk.taps("desk", f"jg:menu:{(await Complaint.get()).ref}")
    await talk.presses("desk", "不归我们")
    await talk.says("desk", "这条路归市政管")
    await talk.says("desk", "城管 12345")


async def refuse(talk: Talk) -> None:
    await talk.presses("manager", "同意不受理")


async def object_to(talk: Talk) -> None:
    await talk.presses("owner", "我有异议")


async def take(talk: Talk) -> None:
    await talk.presses("engineer", "我来", GROUP)


async def note(talk: Talk) -> None:
    await talk.replies("engineer", GROUP, "换了软管")


async def ask_time(talk: Talk) -> None:
    await talk.taps("engineer", f"jg:more_time:{(await Complaint.get()).ref}")
    await talk.presses("engineer", "星期五")
    await talk.says("engineer", "要等配件")


async def wish(talk: Talk) -> None:
    await talk.presses("owner", "换时间")
    await talk.says("owner", "明天 10:00")


async def hold(talk: Talk) -> None:
    await talk.presses("engineer", "更多", GROUP)
    await talk.presses("engineer", "暂停")
    await talk.presses("engineer", "等配件")
    await talk.presses("engineer", "明天 09:00")


async def done(talk: Talk) -> None:
    await talk.presses("engineer", "完成", GROUP)


async def silence(talk: Talk) -> None:
    for _ in range(3):
        await talk.later(days=1)


async def answer(talk: Talk) -> None:
    await talk.later(days=1)
    await talk.presses("owner", "解决了")
    await talk.presses("owner", "非常满意")


async def record(talk: Talk) -> None:
    """What the desk wrote down is to be checked, by anybody else."""
    await talk.taps("desk", f"p:refused:desk:1:{(await Complaint.get()).ref}")
    await Callback.all().update(recheck=Recheck.DUE)


async def withdraw(talk: Talk) -> None:
    await talk.presses("owner", "撤回")
    await talk.presses("owner", "发错了")


STEPS_OF = {
    step.__name__: step
    for step in (
        say,
        suggestion,
        file,
        propose,
        refuse,
        take,
        note,
        ask_time,
        wish,
        hold,
        done,
        silence,
        record,
        answer,
    )
} | {"object": object_to, "withdraw": withdraw}


async def situation(talk: Talk, name: str) -> dict[str, Any]:
    """Brings it about, and answers what fills the gaps of a button's data."""
    await hired(talk)
    for step in SITUATIONS[name].split():
        await STEPS_OF[step](talk)
    complaint = await Complaint.get()
    other = await talk.village.filed("neighbour", "dirty stairs")
    reply = await CannedReply.create(community=talk.village.community, text="马上来")
    await talk._deliver()
    noted = await Event.filter(complaint_id=complaint.id, action=Action.NOTE).first()
    return {
        "ref": complaint.ref,
        "note": noted.version if noted else 1,
        "version": complaint.version,
        "other": other.ref,
        "reply": reply.id,
        "minute": int((talk.clock.now() + timedelta(days=1)).timestamp()) // 60,
        "second": int((talk.clock.now() + timedelta(days=4)).timestamp()),
        "cleaning": (await Department.get(community=complaint.community_id, key="cleaning")).id,
        "plumber": (await Staff.get(title="plumber师傅")).id,
    }


def expected(name: str, press: str) -> set[str]:
    return {who for when, people in PRESSES[press].items() if name in when.split() for who in people.split()}


async def rows() -> list[Any]:
    """Everything that a press by staff could change."""
    tables = (Complaint, Event, Timer, Card, Callback, Attempt, Attachment, Staff)
    return [await table.all().order_by("id").values() for table in tables]


async def passes(talk: Talk, role: str, data: str) -> bool:
    """Whether a press goes through; it leaves no trace."""
    who, (group, shown) = ROLES[role], await where(data)
    message = {"message_id": shown, "date": 1, "chat": talk._chat(who, group), "text": "…"}
    return await goes_through(talk, who, data, message)


async def goes_through(talk: Talk, who: str, data: str, message: dict[str, Any]) -> bool:
    """Whether a press of a button of that message does anything; it leaves no trace."""
    tap = {"id": "1", "from": talk._user(who), "chat_instance": "1", "data": data, "message": message}
    try:
        async with in_transaction():
            await talk.inbox._listener.handle({"update_id": 1, "callback_query": tap}, talk.clock.now())
            undo()
    except Undone:
        return True
    except DeskError:
        return False


async def where(data: str) -> tuple[str, int]:
    """The group and its card, or any message in private."""
    if data[0] not in IN_GROUP or not (
        card := await Card.get_or_none(kind=CardKind.STAFF, complaint__number=1)
    ):
        return "", 1
    return GROUP, card.message_id or 0


def undo() -> Never:
    raise Undone
