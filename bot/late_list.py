"""The list of what is late, as a group or a leader reads it."""

from datetime import datetime

from bot.phrases import PLACE_LIMIT, cut
from bot.speech import Call, message_call
from bot.texts import Texts
from desk.lists import Late, LateList
from models import Outgoing

MOST_LINES = 10  # more than that is not a list any more but a flood; how many more is said below


def late_list(row: Outgoing, late: LateList, texts: Texts, now: datetime) -> Call | None:
    """None when nothing is late any more: then nothing is said."""
    topic = {"message_thread_id": row.params["topic_id"]} if row.params.get("topic_id") else {}
    return message_call(row.lane, _text(late, texts, now), **topic) if late.lines else None


def _text(late: LateList, texts: Texts, now: datetime) -> str:
    shown = late.lines[:MOST_LINES]
    title = "late.title" if any(line.due <= now for line in late.lines) else "late.title_soon"
    lines = [texts(title, n=len(late.lines)), *(_line(each, late, texts, now) for each in shown)]
    more = len(late.lines) - len(shown)
    return "\n".join([*lines, texts("late.more", n=more)] if more else lines)


def _line(line: Late, late: LateList, texts: Texts, now: datetime) -> str:
    about = " · ".join(
        part for part in (texts.plain(f"category.{line.category}"), cut(line.place, PLACE_LIMIT)) if part
    )
    when = texts.moment(line.due, now, late.zone)
    state = "waiting" if not line.worker else "accepted"
    key = f"late.{state}" if line.due <= now else "late.soon"
    mark = texts("mark.emergency") if line.emergency else ""
    return texts(key, number=f"{line.number:04d}", about=about, when=when, worker=line.worker, mark=mark)
