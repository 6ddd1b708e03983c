"""What a person can do: write, send, press, edit, react, come and go, block, upgrade a group."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ControlError
from sandbox.files import Upload
from sandbox.methods.attachments import shown
from sandbox.records import Chat, Message, User
from sandbox.render import chat_json
from sandbox.samples import sample
from sandbox.stage import Stage
from sandbox.text import caption, clean, message_text


@dataclass
class Act:
    stage: Stage
    person: int
    chat: Chat
    wish: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        value = self.wish.get(name)
        return default if value is None else value


Doing = Callable[[Act], dict[str, Any]]
DOINGS: dict[str, Doing] = {}


def doing(*names: str) -> Callable[[Doing], Doing]:
    def register(act: Doing) -> Doing:
        DOINGS.update(dict.fromkeys(names, act))
        return act

    return register


def perform(stage: Stage, wish: dict[str, Any]) -> dict[str, Any]:
    if wish.get("do") not in DOINGS:
        raise ControlError(f"do is one of {', '.join(sorted(DOINGS))}")
    person = stage.world.user(_number(wish, "as")).id
    act = Act(stage, person, _place(stage, wish, person), wish)
    return DOINGS[wish["do"]](act)


def _number(wish: dict[str, Any], name: str) -> int:
    value = wish.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ControlError(f"{name} must be an id, a number")
    return value


def _place(stage: Stage, wish: dict[str, Any], person: int) -> Chat:
    bot = stage.world.state.bots.get(wish.get("bot") or 0) or stage.world.default_bot()
    if wish.get("chat") in (None, person):
        return stage.world.private(bot.id, person)
    chat = stage.world.group(_number(wish, "chat"))
    if chat is None:
        raise ControlError(f"there is no chat {wish['chat']}", 404)
    if not chat.has(person) and wish["do"] != "join":
        raise ControlError("this person is not in the chat", 403)
    return chat


def say(act: Act, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A person's message reaches the chat, and whichever bot may see it."""
    chat, world = act.chat, act.stage.world
    _check_may_write(act)
    chat.started = True
    thread = act.get("thread")
    if thread is not None and thread not in chat.topics:
        raise ControlError(f"there is no topic {thread} in this chat")
    reply_to, sender = _replied(act), act.person
    if act.get("anonymous"):
        sender, content = world.anonymous(), content | {"sender_chat": chat_json(world, chat)}
    message = world.add_message(chat, sender, content, thread=thread, reply_to=reply_to, **more)
    _use_up_keyboard(act)
    act.stage.delivery.message(chat, message)
    return {"message_id": message.id}


def _check_may_write(act: Act) -> None:
    if act.stage.world.user(act.person).deactivated:
        raise ControlError("this account is deleted", 403)
    if act.chat.blocked:
        raise ControlError("this person has blocked the bot: unblock first", 403)
    if act.chat.deleted:
        raise ControlError("this group was deleted", 410)
    if act.chat.migrated_to:
        raise ControlError(f"this group has become {act.chat.migrated_to}", 410)
    member = act.chat.member(act.person)
    if member.status == "restricted" and not member.rights.get("can_send_messages"):
        raise ControlError("this person may not write in the chat", 403)


def _replied(act: Act) -> int | None:
    wanted = act.get("reply_to")
    return seen(act, wanted).id if wanted is not None else act.get("thread")


def seen(act: Act, message_id: Any) -> Message:
    message = act.chat.messages.get(message_id)
    if message is None:
        raise ControlError(f"there is no message {message_id} in this chat", 404)
    return message


def _use_up_keyboard(act: Act) -> None:
    keyboard = act.chat.keyboards.get(act.person, {})
    if keyboard.get("one_time_keyboard") or keyboard.get("force_reply"):
        act.chat.keyboards.pop(act.person)


@doing("text")
def write(act: Act) -> dict[str, Any]:
    return say(act, message_text(act.get("text", ""), None, act.get("entities")))


@doing("photo", "voice", "video", "document", "sticker", "audio")
def send(act: Act) -> dict[str, Any]:
    words = caption(act.get("text"), None, None)
    return say(act, piece(act, act.wish["do"], act.wish) | words, album=str(act.get("album", "")))


def piece(act: Act, kind: str, wish: dict[str, Any]) -> dict[str, Any]:
    """A file of the given kind: the caller's own bytes, or a sample."""
    model = sample(kind, act.stage.world.number())
    data, name = wish.get("data"), wish.get("name") or model.name
    upload = Upload(name, decoded(data) if data else model.data, wish.get("mime") or model.mime)
    file = act.stage.files.store(kind, upload, {**model.shape})
    return {kind: shown(file, kind)}


def decoded(data: Any) -> bytes:
    try:
        return base64.b64decode(str(data), validate=True)
    except (binascii.Error, ValueError):
        raise ControlError("data must be base64") from None


@doing("album")
def send_album(act: Act) -> dict[str, Any]:
    """`pieces`: a list of {"kind", "data"}, or how many photos."""
    wanted = act.get("pieces", 2)
    pieces = [{"kind": "photo"}] * wanted if isinstance(wanted, int) else wanted
    album = str(13_500_000_000_000_000 + act.stage.world.number())
    words, sent = caption(act.get("text"), None, None), []
    for index, each in enumerate(pieces):
        content = piece(act, each.get("kind", "photo"), each) | (words if index == 0 else {})
        sent.append(say(act, content, album=album)["message_id"])
    return {"message_id": sent[0], "message_ids": sent, "album": album}


@doing("location")
def send_location(act: Act) -> dict[str, Any]:
    place = {"latitude": act.get("latitude", 22.3193), "longitude": act.get("longitude", 114.1694)}
    return say(act, {"location": place})


@doing("contact")
def send_contact(act: Act) -> dict[str, Any]:
    """One's own contact, or with `contact` somebody else's: an id, or {"phone_number", "first_name"}."""
    wanted = act.get("contact", act.person)
    if isinstance(wanted, dict):
        return say(act, {"contact": {"first_name": "?", "phone_number": "?"} | wanted})
    owner = act.stage.world.user(int(wanted))
    contact = {"phone_number": owner.phone, "first_name": owner.first_name, "user_id": owner.id}
    return say(act, {"contact": contact})


@doing("choose")
def choose_users(act: Act) -> dict[str, Any]:
    """Through the bot's picker: `users` are ids, `button` (part of) the label when there are several."""
    picker = _picker(act, str(act.get("button", "")))
    people = [act.stage.world.user(int(each)) for each in act.get("users", [])]
    if not 1 <= len(people) <= picker.get("max_quantity", 1):
        raise ControlError(f"the bot asks for 1 to {picker.get('max_quantity', 1)} people")
    if any(picker.get("user_is_bot", one.is_bot) != one.is_bot for one in people):
        raise ControlError("the bot's picker doesn't show this account")
    named = bool(picker.get("request_name"))
    users = [{"user_id": one.id} | _names(one, shown=named) for one in people]
    return say(act, {"users_shared": {"request_id": picker["request_id"], "users": users}}, service=True)


def _picker(act: Act, label: str) -> dict[str, Any]:
    rows = act.chat.keyboards.get(act.person, {}).get("keyboard", [])
    asks = [each for row in rows for each in row if "request_users" in each and label in each["text"]]
    if not asks:
        raise ControlError("no button on this person's keyboard asks for people", 404)
    return dict(asks[0]["request_users"])


def _names(one: User, *, shown: bool) -> dict[str, str]:
    """Only with the bot's wish, and only what is there."""
    names = {"first_name": one.first_name, "last_name": one.last_name}
    return {name: value for name, value in names.items() if shown and value}


@doing("forward")
def forward(act: Act) -> dict[str, Any]:
    """`from_chat` and `message_id` name what is passed on; buttons don't travel."""
    source_chat = _place(act.stage, {**act.wish, "chat": act.get("from_chat")}, act.person)
    source = seen(Act(act.stage, act.person, source_chat), act.get("message_id"))
    if source.protected:
        raise ControlError("the bot has protected this message from being forwarded", 403)
    origin = source.origin or {"user": source.sender, "date": source.date}
    return say(act, dict(source.content), origin=origin)


@doing("edit")
def edit(act: Act) -> dict[str, Any]:
    message = seen(act, act.get("message_id"))
    if message.sender != act.person:
        raise ControlError("people edit only what they wrote", 403)
    before, message.edited = message.content, act.stage.world.unix()
    message.edits.append({"at": message.edited, "content": before})
    kept = {
        name: value for name, value in before.items() if not name.startswith(("text", "caption", "entities"))
    }
    words = (
        message_text(act.get("text", ""), None, None)
        if "text" in before
        else caption(act.get("text"), None, None)
    )
    message.content = kept | words
    act.stage.world.events.publish("edited", chat=act.chat.id, key=act.chat.key, message=message.id)
    act.stage.delivery.edited(act.chat, message)
    return {"message_id": message.id}


@doing("react")
def react(act: Act) -> dict[str, Any]:
    """`text` is the emoji; without one, the reaction is taken back."""
    message = seen(act, act.get("message_id"))
    old = message.reactions.get(act.person, [])
    new = [{"type": "emoji", "emoji": clean(act.get("text"))}] if act.get("text") else []
    message.reactions[act.person] = new
    act.stage.world.events.publish("reaction", chat=act.chat.id, message=message.id)
    act.stage.delivery.reaction(act.chat, message, act.person, old, new)
    return {"message_id": message.id}
