"""Every press passes here before any handler sees it: was it made where its button stands? (T2)"""

from aiogram.types import CallbackQuery

from desk import standing
from desk.errors import Misplaced

# Of all buttons only these are ever shown in a group: as the beginning of their data.
ON_CARDS = ("t:", "n:", "c:", "q:", "nt:")  # a task's own buttons
IN_GROUPS = (*ON_CARDS, "jg:", "p:open:", "b:", "us:", "h:")
OPENS_ANYWHERE = "t:more:"  # stands in lists as well, which are about several complaints


async def check_stands(tap: CallbackQuery, bot_id: int) -> None:
    """Raises Misplaced, or NotFound. A press without a message, or in somebody else's chat, is nobody's."""
    message, data = tap.message, tap.data or ""
    if message is None:
        raise Misplaced
    place, ref = (message.chat.id, message.message_id), data.rpartition(":")[2]
    if place[0] == tap.from_user.id:
        if data.startswith(ON_CARDS) and not data.startswith(OPENS_ANYWHERE):
            await standing.check_in_private(*place, ref)
    elif data.startswith(IN_GROUPS):
        await standing.check_in_group(bot_id, *place, ref)
    else:
        raise Misplaced
