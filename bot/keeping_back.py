"""Whoever would rather not leave a number, or say where they live: a no in words, where there is no button for it."""

import unicodedata
from functools import cache

from bot.pieced import Pieces
from bot.small_talk import LONGEST_PIECED, NOISE, SEPARATOR
from bot.texts import CHAINS, texts_in
from models import Card, Outgoing
from models.kinds import OutgoingState

QUESTIONS = ("phone", "home")
WELCOME = "welcome"  # the notice that asks them (desk.newcomers)
ROWS = 20  # of the latest messages that are looked through


async def declined(chat_id: int, said: str) -> str:
    """Which of the two questions this is a no to; "" when it is none.

    Right below the question any no will do; later it has to name what it is about.
    """
    named = next((topic for topic in QUESTIONS if _refuses(said, topic)), "")
    if not named and not _refuses(said):
        return ""
    sent = Outgoing.filter(lane=chat_id, state=OutgoingState.SENT).order_by("-id").limit(ROWS)
    asked = [row for row in await sent if row.notice == WELCOME and row.params.get("question") in QUESTIONS]
    if named:
        return named if any(row.params["question"] == named for row in asked) else ""
    return str(asked[0].params["question"]) if asked and await _is_last(asked[0]) else ""


async def _is_last(row: Outgoing) -> bool:
    """Whether nothing has been said in the chat since."""
    below = Outgoing.filter(lane=row.lane, state=OutgoingState.SENT, message_id__gt=row.message_id)
    cards = Card.filter(chat_id=row.lane, message_id__gt=row.message_id)
    return not (await below.exists() or await cards.exists())


def _refuses(said: str, topic: str = "") -> bool:
    words = _plain(said)
    if len(words) > LONGEST_PIECED:
        return False
    if not topic:
        return _pieces(("refuse",), ("refuse_around",)).make_up(words)
    about, rest = f"about_{topic}", "refuse_around"
    no = _pieces(("refuse",), (about, rest)).make_up(words)
    return no and _pieces((about,), ("refuse", rest)).make_up(words)


@cache
def _pieces(saying: tuple[str, ...], around: tuple[str, ...]) -> Pieces:
    return Pieces(_listed(saying), _listed(around))


def _listed(names: tuple[str, ...]) -> frozenset[str]:
    told = [texts_in(locale).plain(f"words.{name}").split(SEPARATOR) for name in names for locale in CHAINS]
    return frozenset(_plain(word) for words in told for word in words)


def _plain(text: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
