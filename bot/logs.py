"""Logging that can't give the token away, and never holds a resident's words.

httpx, python-telegram-bot and aiogram put the token into ordinary lines, reprs and tracebacks
(telegram.md finding 9), so it is taken out of the finished line, whoever wrote it.
"""

import logging
import re
import sys

TOKEN = re.compile(r"\d{3,20}(?::|%3A)[A-Za-z0-9_-]{30,64}", re.IGNORECASE)
PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):\S+@")  # to the last @: a password may hold more of them
CHATTY = (
    "aiogram",
    "aiohttp",
    "apscheduler",
    "asyncio",
    "fontTools",
    "fpdf",
    "httpcore",
    "httpx",
    "jieba",
    "telegram",
    "tortoise",
)


def without_secrets(text: str) -> str:
    return PASSWORD.sub(r"\1:***@", TOKEN.sub("<token>", text))


class Redacting(logging.Formatter):
    """The last hand on every line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def place_of(error: Exception) -> str:
    """Where it happened and which type, without its message, which may quote what somebody wrote."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else "?"
    return f"{type(error).__name__} in {place}"


def set_up_logging(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _last_words


def _last_words(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """An exception that nobody caught ends the process: it too goes through the formatter."""
    logging.getLogger("bot").critical("stopped", exc_info=(kind, error, error.__traceback__))
