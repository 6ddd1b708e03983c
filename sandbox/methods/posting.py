"""Putting a bot's message into a chat: place, reply, keyboard, protection."""

from typing import Any

from sandbox.keyboards import check_private_requests, inline_keyboard, reply_keyboard
from sandbox.methods.call import Call
from sandbox.records import Chat, Message


def post(call: Call, chat: Chat, content: dict[str, Any], **more: Any) -> Message:
    thread, reply_to = call.thread(chat), call.reply_to(chat)
    buttons = _keyboard(call, chat)
    return call.world.add_message(
        chat,
        call.bot.id,
        content,
        thread=thread,
        reply_to=reply_to,
        buttons=buttons,
        protected=bool(call.get("protect_content", False)),
        **more,
    )


def sent(
    call: Call, content: dict[str, Any], right: str = "can_send_messages", **more: Any
) -> dict[str, Any]:
    chat = call.writable(right)
    return call.show(chat, post(call, chat, content, **more))


def _keyboard(call: Call, chat: Chat) -> dict[str, Any] | None:
    """Inline buttons belong to the message; a reply keyboard to whoever reads it."""
    markup = call.get("reply_markup")
    if not markup or "inline_keyboard" in markup:
        return inline_keyboard(markup)
    keyboard = reply_keyboard(markup)
    check_private_requests(chat, keyboard)
    for person in readers(call, chat, selective=bool(keyboard.get("selective"))):
        if "remove_keyboard" in keyboard:
            chat.keyboards.pop(person, None)
        else:
            chat.keyboards[person] = keyboard
    return None


def readers(call: Call, chat: Chat, *, selective: bool) -> list[int]:
    """Whose keyboard changes: everybody's, or of whoever is being answered."""
    if chat.private:
        return [chat.id]
    answered = call.reply_to(chat) if selective else None
    if answered:
        return [chat.messages[answered].sender]
    return [person for person, member in chat.members.items() if member.present and person != call.bot.id]
