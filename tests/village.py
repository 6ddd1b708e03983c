"""A small estate in the database, and its people talking to the handlers: no HTTP, no real courier.

What the bot says is put into words as the courier would and kept per chat, so a test reads as a
conversation: `await talk.says("owner", "…")`, `await talk.presses("owner", "Send it")`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Self

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.enums import ParseMode
from tortoise.expressions import F

from bot.inbox import Inbox
from bot.listening import Conversations
from bot.outbox import OutboxSession
from bot.standing import IN_GROUPS
from bot.wording import Wording
from desk import filing, finishing, people, working
from desk.authority import Actor
from desk.civility import cards_for_later, letters_for_later
from desk.enclosing import Report
from desk.estate import EstatePlan, install
from desk.newcomers import CONSENT_VERSION
from models import Card, Community, Complaint, Home, Outgoing, Person
from models.database import Database
from models.kinds import CardState, OutgoingState
from models.prepared import Lookup
from scheduler.sweeping import Sweep
from triage import Triage, Verdict

BOT_ID = 1000000001
TOKEN = f"{BOT_ID}:{'village'.ljust(35, '-')}"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in the estate
GROUPS = {"engineering": -1001, "cleaning": -1002, "service": -1003}
STAFF: dict[str, tuple[str, list[str]]] = {
    "engineer": ("worker", ["engineering"]),
    "plumber": ("worker", ["engineering"]),
    "cleaner": ("worker", ["cleaning"]),
    "desk": ("desk", ["service"]),
    "supervisor": ("supervisor", []),
    "manager": ("manager", []),
}
PEOPLE = {
    who: 5001 + n for n, who in enumerate([*STAFF, "owner", "neighbour", "director", "stranger", "foreigner"])
}
LANGUAGES = {"neighbour": "en", "foreigner": "de"}
WORDS = {"漏": "repairs", "leak": "repairs", "脏": "cleaning", "dirty": "cleaning", "着火": "repairs"}
WAITING = Lookup(Outgoing, lambda: Outgoing.filter(state=OutgoingState.WAITING).order_by("id"))
DUE = Lookup(Card, lambda: Card.filter(state=CardState.DUE).order_by("id"))


class StillClock:
    """Moves when it is told to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def forward(self, **span: float) -> None:
        self._now += timedelta(**span)
        self._monotonic += max(0.0, timedelta(**span).total_seconds())


class Guess(Triage):
    """Triage by a few words, and by the first thousand characters only."""

    def __init__(self) -> None:
        """No lexicon."""

    def knowing(self, titles: Iterable[str], *, served: bool = False) -> Self:
        """Nobody's names."""
        del titles, served
        return self

    def verdict(self, text: str) -> Verdict:
        text = text[:1000]
        found = [category for word, category in WORDS.items() if word in text]
        category = found[0] if found else "other"
        return Verdict(
            ranked=((category, 0.9 if found else 0.4), ("fees", 0.1)),
            confident=bool(found),
            emergency="fire" if "着火" in text else None,
            severity="major" if "着火" in text else "minor",
            personal="态度" in text,
        )


def plan(key: str = "village", **changes: Any) -> EstatePlan:
    departments = {
        "engineering": {"name": "工程部", "categories": ["repairs"], "chat_id": GROUPS["engineering"]},
        "cleaning": {"name": "保洁部", "categories": ["cleaning", "noise"], "chat_id": GROUPS["cleaning"]},
        "service": {
            "name": "客服中心",
            "categories": ["other", "security", "fees"],
            "chat_id": GROUPS["service"],
        },
    }
    staff = [
        {"telegram_id": PEOPLE[who], "name": f"{who}师傅", "role": role, "departments": where}
        for who, (role, where) in STAFF.items()
    ]
    given = {"key": key, "name": "幸福里", "departments": departments, "staff": staff}
    return EstatePlan.model_validate(given | changes)


@dataclass
class Village:
    """The estate, seen from the desk."""

    database: Database
    community: Community
    clock: StillClock

    async def person(self, who: str) -> Person:
        return await self.database.transaction(lambda: self._meet(who))

    async def everybody_says_hello(self) -> None:
        """And has been told and asked before what newcomers are (desk.newcomers): tests see what they look at."""
        for who in PEOPLE:
            await self._meet(who)
        asked: dict[str, Any] = {"consent_version": CONSENT_VERSION, "home_asked_at": MORNING}
        await Person.all().update(**asked, elder_asked=True, phone_asked=True)

    async def nobody_was_asked(self) -> None:
        news: dict[str, Any] = {"consent_version": "", "home_asked_at": None}
        await self.database.transaction(
            lambda: Person.all().update(**news, elder_asked=False, phone_asked=False)
        )

    async def homes(self, *addresses: tuple[str, str, str]) -> list[Home]:
        made = [
            Home(community=self.community, building=building, unit=unit, room=room)
            for building, unit, room in addresses
        ]
        await self.database.transaction(lambda: Home.bulk_create(made))
        return await Home.all().order_by("id")

    async def _meet(self, who: str) -> Person:
        language = LANGUAGES.get(who, "zh-hans")
        return await people.meet(PEOPLE[who], who, language, self.clock.now(), private=True, bot_id=BOT_ID)

    async def actor(self, who: str) -> Actor:
        return await people.actor_for(await self.person(who))

    async def draft(self, who: str = "owner", text: str = "水管漏水") -> Complaint:
        actor = await self.actor(who)
        report = Report(BOT_ID, text)
        return await self.database.transaction(
            lambda: filing.hear(actor, self.community, report, Guess(), self.clock.now())
        )

    async def filed(self, who: str = "owner", text: str = "水管漏水") -> Complaint:
        draft, actor = await self.draft(who, text), await self.actor(who)
        return await self.database.transaction(lambda: filing.file(draft.ref, actor, self.clock.now()))

    async def accepted(self, by: str = "engineer", **more: str) -> Complaint:
        complaint, actor = await self.filed(**more), await self.actor(by)
        return await self.database.transaction(lambda: working.accept(complaint.ref, actor, self.clock.now()))

    async def done(self, by: str = "engineer", **more: str) -> Complaint:
        complaint, actor = await self.accepted(by, **more), await self.actor(by)
        return await self.database.transaction(
            lambda: finishing.complete(complaint.ref, actor, self.clock.now())
        )

    async def telegram_takes_everything(self) -> None:
        """For tests in which nobody carries messages: what is to be shown is there."""
        due = Card.filter(state=CardState.DUE, message_id=None)
        shown = {"message_id": F("id"), "state": CardState.SHOWN}
        await self.database.transaction(lambda: due.update(**shown))

    async def later(self, **span: float) -> int:
        self.clock.forward(**span)
        return await Sweep(self.database, self.clock).run()


async def found(database: Database, clock: StillClock, **changes: Any) -> Village:
    """Founds the estate; everybody has started the bot."""
    community = await database.transaction(lambda: install(plan(**changes), BOT_ID, clock.now()))
    village = Village(database, community, clock)
    await database.transaction(village.everybody_says_hello)
    return village


def _rank(item: Outgoing | Card) -> tuple[int, int, datetime, bool, int]:
    """A call keeps its place among the calls; a card that is shown already follows what is new."""
    edit = isinstance(item, Card) and item.message_id is not None
    return edit, item.urgency, item.created_at, isinstance(item, Card), item.id


@dataclass
class Shown:
    """A message as a chat shows it."""

    message_id: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)  # label → data
    rows: list[list[str]] = field(default_factory=list)  # the labels as they stand
    media: str = ""
    upload: bytes = b""
    deleted: bool = False
    asks_contact: bool = False  # by a button under the typing line

    def show(self, markup: dict[str, Any] | None) -> None:
        rows = (markup or {}).get("inline_keyboard", ())
        self.buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
        self.rows = [[button["text"] for button in row] for row in rows]
        asked = (button for row in (markup or {}).get("keyboard", ()) for button in row)
        self.asks_contact = any("request_contact" in button for button in asked)


@cache
def _reader() -> AiohttpSession:
    """Never connected; making one reads all the certificates of the machine."""
    return AiohttpSession()


class Talk:
    """People talk to the bot; what it says is delivered at once."""

    def __init__(self, village: Village, triage: Triage | None = None) -> None:
        self.village, self.clock, self.database = village, village.clock, village.database
        session = OutboxSession(self.clock, _reader())
        bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
        self.inbox = Inbox(
            self.database, BOT_ID, self.clock, Conversations(bot, self.clock, triage or Guess())
        )
        self.toasts: list[str] = []
        self.left: list[int] = []  # groups the bot went out of
        self.reactions: dict[int, str] = {}
        self.unpinned: list[int] = []
        self._chats: dict[int, list[Shown]] = defaultdict(list)
        self._wording = Wording(self.clock)
        self._updates = self._messages = 0

    async def says(self, who: str, text: str = "", group: str = "", **more: Any) -> int:
        self._messages += 1
        sent = self._messages
        message = {
            "message_id": sent,
            "date": int(self.clock.now().timestamp()),
            "chat": self._chat(who, group),
            "from": self._user(who),
            **({"text": text} if text else {}),
            **more,
        }
        await self.comes("message", message)
        return sent

    async def replies(self, who: str, group: str, text: str = "", **more: Any) -> None:
        """A reply to the newest message of the group."""
        above = self.last(who, group)
        original = {"message_id": above.message_id, "date": 1, "chat": self._chat(who, group)}
        await self.says(who, text, group, reply_to_message=original, **more)

    async def presses(self, who: str, label: str, group: str = "", *, old: bool = False) -> str:
        """The newest button with that label; answers the toast."""
        shown = [each for each in self._chats[self._chat(who, group)["id"]] if not each.deleted]
        for message in reversed(shown):
            for text, data in message.buttons.items():
                if label in text:
                    return await self.taps(who, data, group, message.message_id, old=old)
        raise AssertionError(f"no button {label!r} among {[list(each.buttons) for each in shown]}")

    async def taps(
        self, who: str, data: str, group: str = "", message_id: int = 0, *, old: bool = False
    ) -> str:
        """A press with any data at all; in a group on the card that shows its complaint.

        Of an old message Telegram tells no more than where it is.
        """
        before = len(self.toasts)
        message_id = message_id or await self._card_of(data, self._chat(who, group)["id"])
        seen: dict[str, Any] = {"date": 0} if old else {"date": 1, "text": "…"}
        message = {"message_id": message_id, "chat": self._chat(who, group), **seen}
        tap = {"id": str(self._updates), "from": self._user(who), "chat_instance": "1", "data": data}
        await self.comes("callback_query", tap | {"message": message})
        assert len(self.toasts) == before + 1, "every press is answered, once"
        return self.toasts[-1]

    async def comes(self, kind: str, body: Any) -> None:
        self._updates += 1
        await self.inbox.write_down([{"update_id": self._updates, kind: body}])
        await self.inbox._idle.wait()
        await self._deliver()

    async def later(self, **span: float) -> None:
        await self.village.later(**span)
        await self._deliver()

    def sees(self, who: str, group: str = "") -> list[str]:
        return [each.text for each in self._chats[self._chat(who, group)["id"]] if not each.deleted]

    def last(self, who: str, group: str = "") -> Shown:
        return [each for each in self._chats[self._chat(who, group)["id"]] if not each.deleted][-1]

    async def _deliver(self) -> None:
        """In the order in which the courier would send it (bot.items.Item.rank)."""
        rows, cards = list(await WAITING.all()), list(await DUE.all())
        later = await cards_for_later([card.id for card in cards], self.clock.now()) if cards else {}
        due: list[Outgoing | Card] = [*rows, *cards]
        for each in sorted(due, key=_rank):
            if isinstance(each, Outgoing):
                await self._carry(each)
            elif each.id not in later:
                await self._show(each)

    async def _carry(self, row: Outgoing) -> None:
        # An answer of the moment never waits; most are, and each would be asked about.
        waits = row.notice and await letters_for_later([row.id], self.clock.now())
        if waits or (row.not_before is not None and row.not_before > self.clock.now()):
            return
        call = await self._wording.call(row)
        said = self._say(call.method, call.params) if call is not None else None
        if call is not None and call.upload is not None:
            self._chats[row.lane][-1].upload = call.upload.content
        sent = {"state": OutgoingState.SENT, "sent_at": self.clock.now()}
        await Outgoing.filter(id=row.id).update(**sent, message_id=said)

    async def _show(self, card: Card) -> None:
        face = await self._wording.face(card)
        assert face is not None
        first: dict[str, Any] = {}
        shown = self._find(card.chat_id, card.message_id)
        if shown is None:
            shown = self._add(card.chat_id)
            first = {"message_id": shown.message_id, "sent_at": self.clock.now()}
        shown.text = face.text
        self._draw(shown, card.chat_id, face.keyboard)
        await Card.filter(id=card.id).update(state=CardState.SHOWN, digest="shown", **first)

    async def _card_of(self, data: str, chat_id: int) -> int:
        shows = Card.filter(chat_id=chat_id, complaint__ref=data.rpartition(":")[2])
        card = await shows.exclude(message_id=None).order_by("-id").first() if chat_id < 0 else None
        return (card.message_id if card else None) or 1

    def _say(self, method: str, params: dict[str, Any]) -> int | None:
        """The id of the message that it made."""
        if method == "answerCallbackQuery":
            self.toasts.append(str(params.get("text") or ""))
        elif method == "deleteMessage":
            if shown := self._find(params["chat_id"], params["message_id"]):
                shown.deleted = True
        elif method in ("editMessageText", "editMessageReplyMarkup"):
            if shown := self._find(params["chat_id"], params["message_id"]):
                shown.text = params.get("text", shown.text)
                self._draw(shown, params["chat_id"], params.get("reply_markup"))
        elif method == "leaveChat":
            self.left.append(params["chat_id"])
        elif method.startswith("send"):
            shown = self._add(params["chat_id"])
            shown.text = params.get("text") or params.get("caption") or ""
            shown.media = "" if method == "sendMessage" else method.removeprefix("send").lower()
            self._draw(shown, params["chat_id"], params.get("reply_markup"))
            return shown.message_id
        elif method == "unpinChatMessage":
            self.unpinned.append(params["message_id"])
        elif method == "setMessageReaction":
            self.reactions[params["message_id"]] = params["reaction"][0]["emoji"]
        else:
            raise AssertionError(f"{method} is not what this village knows")
        return None

    def _draw(self, shown: Shown, chat_id: int, markup: dict[str, Any] | None) -> None:
        shown.show(markup)
        astray = [data for data in shown.buttons.values() if not data.startswith(IN_GROUPS)]
        assert chat_id > 0 or not astray, f"shown in a group, where it would be refused: {astray}"

    def _add(self, chat_id: int) -> Shown:
        self._messages += 1
        self._chats[chat_id].append(Shown(self._messages, ""))
        return self._chats[chat_id][-1]

    def _find(self, chat_id: int, message_id: int | None) -> Shown | None:
        return next((each for each in self._chats[chat_id] if each.message_id == message_id), None)

    def _chat(self, who: str, group: str) -> dict[str, Any]:
        if group:
            return {"id": GROUPS[group], "type": "supergroup", "title": group}
        return {"id": PEOPLE[who], "type": "private", "first_name": who}

    def _user(self, who: str) -> dict[str, Any]:
        language = LANGUAGES.get(who, "zh-hans")
        return {"id": PEOPLE[who], "is_bot": False, "first_name": who, "language_code": language}


def photo(n: int = 1, **more: Any) -> dict[str, Any]:
    """What a message with a photo holds."""
    sizes = [{"file_id": f"f{n}", "file_unique_id": f"u{n}", "width": 9, "height": 9}]
    return {"photo": sizes, **more}
