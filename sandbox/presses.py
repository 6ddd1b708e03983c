"""Pressing inline buttons: what is on the message, what used to be, and what never was."""

from typing import Any

from sandbox.acts import Act, doing, seen
from sandbox.errors import ControlError
from sandbox.keyboards import buttons_of
from sandbox.records import Message, Query

FIRST_QUERY = 4_700_000_000_000_000_000


@doing("press")
def press(act: Act) -> dict[str, Any]:
    """With `inline_message_id` instead of a message, the press comes as from an inline message."""
    inline = str(act.get("inline_message_id", ""))
    if inline:
        bot = int(act.get("bot") or act.stage.world.default_bot().id)
        return _deliver(act, bot, 0, str(act.get("data", "")), inline)
    message = seen(act, act.get("message_id"))
    data = _chosen(act, message)
    if not any(bot.id == message.sender for bot in act.stage.world.bots_in(act.chat)):
        raise ControlError("the bot that sent this message is no longer in the chat", 403)
    if act.chat.blocked:
        raise ControlError("this person has blocked the bot: unblock first", 403)
    return _deliver(act, message.sender, message.id, data)


def _deliver(act: Act, bot: int, message_id: int, data: str, inline: str = "") -> dict[str, Any]:
    world = act.stage.world
    number, now = world.number(), world.clock.now().timestamp()
    query = Query(str(FIRST_QUERY + number), bot, act.person, act.chat.key, message_id, data, now, inline)
    world.state.queries[query.id] = query
    world.events.publish("pressed", query=query.id, chat=act.chat.id, message=message_id, user=act.person)
    act.stage.delivery.query(query)
    return {"query_id": query.id}


def _chosen(act: Act, message: Message) -> str:
    """By label or part of it, or by data; with `data` alone, also what is not on the message."""
    label, data = act.get("button"), act.get("data")
    buttons = buttons_of(message.buttons)
    if label is None and data is not None:
        return str(data)
    fitting = [button for button in buttons if str(label) == button["text"]]
    fitting = fitting or [button for button in buttons if label and str(label) in button["text"]]
    if not fitting:
        labels = ", ".join(button["text"] for button in buttons) or "none"
        raise ControlError(f"no button {label!r} on message {message.id}; its buttons: {labels}", 404)
    if "callback_data" not in fitting[0]:
        raise ControlError(f"the button {fitting[0]['text']!r} opens a link, it can't be pressed")
    return str(fitting[0]["callback_data"])
