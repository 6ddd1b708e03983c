"""Is Telegram there at all? When not, nothing is sent; a harmless question is asked, ever less often."""

import logging
from random import uniform

log = logging.getLogger(__name__)

FIRST, LONGEST = 1.0, 300.0  # s between questions
DOUBTFUL = 3  # unanswered requests in a row, all chats together, that make an outage


class Outage:
    """Pure bookkeeping; moments are monotonic seconds."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST) -> None:
        self.reason = ""  # "" while all is well
        self.ask_at = 0.0
        self._first, self._longest = first, longest
        self._rest = first
        self._unanswered = 0

    def answered(self) -> None:
        """Telegram said something, if only no."""
        if self.reason:
            log.warning("Telegram answers again")
        self.reason, self._rest, self._unanswered = "", self._first, 0

    def unanswered(self, reason: str, now: float) -> None:
        """Nobody knows whether it arrived: one is bad luck, several in a row are an outage."""
        self._unanswered += 1
        if self._unanswered >= DOUBTFUL:
            self.begin(reason, now)

    def begin(self, reason: str, now: float) -> None:
        """Nothing gets through. What was under way then may report it too: it is one outage."""
        if not self.reason:
            log.critical("nothing is sent: %s", reason)
            self.reason = reason
            self.ask_at = now + self._rest

    def lasts(self, reason: str, now: float) -> None:
        """The question went unanswered."""
        self.reason = reason
        self._rest = min(self._rest * 2, self._longest)
        self.ask_at = now + uniform(self._rest / 2, self._rest)
