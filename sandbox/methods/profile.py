"""The bot about itself: who it is, its commands, its menu button, its descriptions."""

import json
import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.render import user_json
from sandbox.world import ADMIN_RIGHTS

MOST_COMMANDS = 100
MOST_COMMAND_DESCRIPTION = 256
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return user_json(call.world.user(call.bot.id)) | abilities


def _scope(call: Call) -> str:
    scope = call.get("scope") or {"type": "default"}
    return json.dumps([scope, call.get("language_code", "")], sort_keys=True)


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    commands = call.get("commands", [])
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not COMMAND.fullmatch(str(each.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(each.get("description", "")) <= MOST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[_scope(call)] = commands
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_scope(call), None)
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    call.bot.menu_buttons[call.get("chat_id", 0)] = call.get("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    buttons = call.bot.menu_buttons
    return buttons.get(call.get("chat_id", 0)) or buttons.get(0) or {"type": "default"}


def _set(call: Call, name: str) -> bool:
    value = call.get(name, "")
    if len(value) > LENGTHS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    call.bot.profile[f"{name}/{call.get('language_code', '')}"] = value
    if name == "name" and value and not call.get("language_code"):
        call.world.user(call.bot.id).first_name = value
    return True


def _get(call: Call, name: str) -> dict[str, str]:
    profile = call.bot.profile
    own = call.world.user(call.bot.id).first_name if name == "name" else ""
    general = profile.get(f"{name}/", own)
    return {name: profile.get(f"{name}/{call.get('language_code', '')}") or general}


@method("setMyName")
def set_my_name(call: Call) -> bool:
    return _set(call, "name")


@method("getMyName")
def get_my_name(call: Call) -> dict[str, str]:
    return _get(call, "name")


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    return _set(call, "description")


@method("getMyDescription")
def get_my_description(call: Call) -> dict[str, str]:
    return _get(call, "description")


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    return _set(call, "short_description")


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> dict[str, str]:
    return _get(call, "short_description")


@method("setMyDefaultAdministratorRights")
def set_default_rights(call: Call) -> bool:
    call.bot.default_rights = call.get("rights", {})
    return True


@method("getMyDefaultAdministratorRights")
def get_default_rights(call: Call) -> dict[str, bool]:
    return dict.fromkeys(["is_anonymous", *ADMIN_RIGHTS], False) | call.bot.default_rights
