"""People and groups come and go: /start, /help, blocked, added, removed, upgraded."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import ChatMemberUpdated, Message

from bot.choosing import ask_language
from bot.hello import hello_keyboard
from bot.help_words import staff_help
from bot.rights import missing_rights
from bot.small_talk import SmallTalk, heard
from bot.texts import Texts
from bot.where import by_somebody, for_us, in_group, in_private
from desk import binding, dispatch, filing, people, reach
from desk.authority import Actor
from models import Community, Person

TOLD_TO_STAFF = ("Answering:writing", "Replying:words")  # what is waited for goes to them
GONE = ("left", "kicked")


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(started, command("start"), in_private, by_somebody)
    router.message.register(asked_for_help, command("help"), in_private, by_somebody)
    router.message.register(asked_for_help, in_private, by_somebody, says_help)
    router.message.register(asked_for_ids, command("id"), for_us, by_somebody)
    router.message.register(asked_in_group, command("start", "help"), for_us, in_group, by_somebody)
    router.message.register(upgraded, moved_chat)
    router.my_chat_member.register(status_changed)
    return router


def command(*names: str) -> Command:
    return Command(*names, ignore_mention=True, ignore_case=True)


async def moved_chat(message: Message) -> bool:
    return message.migrate_to_chat_id is not None


async def started(
    message: Message,
    bot: Bot,
    command: CommandObject,
    state: FSMContext,
    person: Person,
    actor: Actor,
    texts: Texts,
    now: datetime,
) -> None:
    """Says that it is a bot; an unfinished draft is shown again."""
    await state.clear()
    await reach.person_back(bot.id, message.chat.id)
    if command.args:
        await people.enter(person, command.args.removeprefix("c_"), bot.id)
    community = await people.community_of(person, bot.id)
    draft = await filing.draft_of(actor)
    if draft is None:
        await _greet(message, community, actor, texts)
        await ask_language(message, person, texts)
        return
    await message.answer(texts("hello.draft_waits"))
    await dispatch.move_receipt_down(draft, now)


async def _greet(message: Message, community: Community, actor: Actor, texts: Texts) -> None:
    if actor.post_in(community.id):
        await message.answer(texts("hello.staff", community=community.name))
    else:
        await message.answer(
            texts("hello.first", community=community.name), reply_markup=hello_keyboard(texts)
        )


async def says_help(message: Message, actor: Actor, raw_state: str | None = None) -> bool:
    """Typed without its slash: not in a reply, nor where staff's next words belong to something they do."""
    wants = heard(message.text or "") is SmallTalk.HELP and message.reply_to_message is None
    return wants and (raw_state is None or not actor.posts) and raw_state not in TOLD_TO_STAFF


async def asked_for_help(message: Message, bot: Bot, person: Person, actor: Actor, texts: Texts) -> None:
    community = await people.community_of(person, bot.id)
    post = actor.post_in(community.id)
    if post is not None:
        await message.answer(staff_help(post, texts))
        return
    await message.answer(texts("hello.first", community=community.name), reply_markup=hello_keyboard(texts))


async def asked_in_group(message: Message, bot: Bot, texts: Texts) -> None:
    ours = await people.community_at(message.chat.id, bot.id)
    await message.reply(texts("help.staff" if ours else "help.use_private"))


async def asked_for_ids(message: Message) -> None:
    """The ids that an estate file needs."""
    person = message.from_user.id if message.from_user else 0
    topic = message.message_thread_id if message.is_topic_message else None
    await message.reply(f"chat_id = {message.chat.id}\ntopic_id = {topic}\ntelegram_id = {person}")


async def upgraded(message: Message, bot: Bot, now: datetime) -> None:
    """Telegram may have told before that the bot left the old group, or came into the new one."""
    if message.migrate_to_chat_id is not None:
        await reach.group_migrated(bot.id, message.chat.id, message.migrate_to_chat_id)
        await binding.come_back(bot.id, message.migrate_to_chat_id, now)


async def status_changed(event: ChatMemberUpdated, bot: Bot, now: datetime) -> None:
    """Somebody blocked or unblocked the bot, or a group let it in or threw it out."""
    chat, gone = event.chat.id, event.new_chat_member.status in GONE
    status = str(event.new_chat_member.status)
    if chat > 0:
        await (reach.person_lost(bot.id, chat, "blocked") if gone else reach.person_back(bot.id, chat))
    elif gone:
        await reach.group_lost(bot.id, chat, status, now)
        await binding.went_out(bot.id, chat)
    else:
        await reach.group_back(bot.id, chat)
        who = await people.known(event.from_user.id)
        missing = missing_rights(event.new_chat_member)
        await binding.came_in(bot.id, chat, event.chat.title or "", missing, who, now)
