"""Links to the bot itself; there are none while nobody knows its name."""

from aiogram import Bot


def link_to_groups(bot: Bot, argument: str) -> str:
    """Chooses a group, adds the bot to it and sends it the argument there; "" while the name is unknown."""
    me = bot._me  # noqa: SLF001 - set once at start, while Telegram can be reached
    return f"https://t.me/{me.username}?startgroup={argument}" if me and me.username else ""


def entry_link(bot: Bot, key: str) -> str:
    """How residents come in to one community; "" while the bot's name is unknown."""
    me = bot._me  # noqa: SLF001 - set once at start, while Telegram can be reached
    return f"https://t.me/{me.username}?start=c_{key}" if me and me.username else ""
