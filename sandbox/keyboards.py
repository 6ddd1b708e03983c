"""Keyboards under messages and in place of the keyboard, checked as Telegram checks them."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.records import Chat

MOST_CALLBACK_BYTES = 64
MOST_BUTTONS = 100
MOST_KEYBOARD_BYTES = 10_240
ACTIONS = [
    "url",
    "login_url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
CANT_PARSE_INLINE = "can't parse inline keyboard button: "
MOST_CHOSEN = 10  # people at once
MOST_REQUEST_ID = 2**31
PRIVATE = (("request_contact", "phone number"), ("request_location", "location"), ("request_users", "users"))
REPLY_KINDS = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The keyboard to store, None when there is nothing in it."""
    if not markup:
        return None
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    rows = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, rows)) > MOST_BUTTONS or len(str(rows).encode()) > MOST_KEYBOARD_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request(CANT_PARSE_INLINE + "expected an Object")
    if not button.get("text"):
        raise bad_request(CANT_PARSE_INLINE + 'can\'t find field "text"')
    if not any(action in button for action in ACTIONS):
        raise bad_request(CANT_PARSE_INLINE + "Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MOST_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    _check_address(button)
    return button


def _check_address(button: dict[str, Any]) -> None:
    url = button.get("url")
    if url is not None and ("." not in url and "://" not in url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def reply_keyboard(markup: dict[str, Any]) -> dict[str, Any]:
    """A keyboard, a request to put it away, or a forced reply."""
    if not any(kind in markup for kind in REPLY_KINDS):
        raise bad_request("object expected as reply markup")
    rows = markup.get("keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Array')
    keyboard = [[_reply_button(button) for button in row] for row in rows]
    return {**markup, "keyboard": keyboard} if keyboard else markup


def _reply_button(button: Any) -> dict[str, Any]:
    plain = {"text": button} if isinstance(button, str) else button
    if not isinstance(plain, dict) or not plain.get("text"):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if "request_users" in plain:
        _check_picker(plain["request_users"])
    return plain


def _check_picker(wanted: Any) -> None:
    """The number comes back with whoever is chosen; Telegram takes 32 bits of it."""
    if not isinstance(wanted, dict) or not isinstance(wanted.get("request_id"), int):
        raise bad_request('can\'t parse keyboard button: Field "request_id" must be of type Number')
    if not -MOST_REQUEST_ID <= wanted["request_id"] < MOST_REQUEST_ID:
        raise bad_request('can\'t parse keyboard button: Field "request_id" must be a valid Number')
    if not 1 <= wanted.get("max_quantity", 1) <= MOST_CHOSEN:
        raise bad_request("BUTTON_USER_QUANTITY_INVALID")


def check_private_requests(chat: Chat, keyboard: dict[str, Any]) -> None:
    """Only in a private chat may a button ask for a phone number, a place or people."""
    asks = [button for row in keyboard.get("keyboard", []) for button in row]
    for name, what in PRIVATE:
        if not chat.private and any(button.get(name) for button in asks):
            raise bad_request(f"{what} can be requested in private chats only")


def buttons_of(markup: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [button for row in (markup or {}).get("inline_keyboard", []) for button in row]
