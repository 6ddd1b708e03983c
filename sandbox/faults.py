"""Rules that break things on purpose: one method, one chat, the n-th call, so many times."""

import asyncio
from dataclasses import dataclass, field, fields
from typing import Any

from sandbox.errors import ApiError, ControlError, too_many_requests, upgraded
from sandbox.updates import Meddling, Update

UPDATE_KINDS = ("duplicate", "reorder", "delay")
CALL_KINDS = ("429", "403", "400", "migrate", "5xx", "html502", "drop", "hang", "apply_then_drop")
NUMBERS = {"nth", "times", "after_ms", "retry_after", "status", "migrate_to", "seconds", "copies"}
FOR_EVER = -1


@dataclass
class Rule:
    """One way of breaking things; every field but `kind` may be left out.

    `method` "*" is any; for update faults it names the update's kind, like "message". `nth` counts matching
    calls from 1, and the rule strikes `times` times from there on, -1 for ever. `after_ms` stalls the answer.
    `description` and `status` replace the words and the code of 403, 400 and 5xx. `seconds` is how long a
    hang lasts before the connection drops (real time; clearing all faults ends it), or an update is late (sandbox time).
    """

    kind: str
    method: str = "*"
    chat: int | None = None
    nth: int = 1
    times: int = 1
    after_ms: int = 0
    retry_after: int = 1
    description: str = ""
    status: int = 0
    migrate_to: int = 0
    seconds: float = 30.0  # how long to hang, delay or wait for a successor
    copies: int = 2
    bot: int | None = None
    seen: int = 0
    fired: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def fires(self, bot: int, method: str, chat: Any) -> bool:
        if self.method not in ("*", "") and self.method.lower() != method.lower():
            return False
        if self.chat is not None and str(self.chat) != str(chat):
            return False
        if self.bot is not None and self.bot != bot:
            return False
        return self._counts()

    def _counts(self) -> bool:
        self.seen += 1
        due = self.seen >= self.nth and (self.times == FOR_EVER or self.fired < self.times)
        self.fired += due
        return due

    def error(self) -> ApiError:
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind == "migrate":
            return upgraded(self.migrate_to)
        words = {
            "403": (403, "Forbidden: bot was blocked by the user"),
            "400": (400, "Bad Request: chat not found"),
            "5xx": (500, "Internal Server Error"),
        }
        code, description = words[self.kind]
        return ApiError(self.status or code, self.description or description)


class Faults:
    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(self, wanted: dict[str, Any]) -> Rule:
        known = {each.name for each in fields(Rule)} - {"seen", "fired", "over"}
        if unknown := set(wanted) - known:
            raise ControlError(
                f"a fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}"
            )
        if str(wanted.get("kind")) not in UPDATE_KINDS + CALL_KINDS:
            raise ControlError(f"kind is one of {', '.join(CALL_KINDS + UPDATE_KINDS)}")
        for name in NUMBERS & set(wanted):
            if isinstance(wanted[name], bool) or not isinstance(wanted[name], int | float):
                raise ControlError(f"{name} of a fault is a number")
        rule = Rule(**{**wanted, "kind": str(wanted["kind"])})
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        for rule in self.rules:
            rule.over.set()
        self.rules.clear()

    def for_call(self, bot: int, method: str, chat: Any) -> Rule | None:
        calls = [rule for rule in self.rules if rule.kind in CALL_KINDS]
        return next((rule for rule in calls if rule.fires(bot, method, chat)), None)

    def for_update(self, bot: int, update: Update) -> Meddling | None:
        for rule in self.rules:
            if rule.kind in UPDATE_KINDS and rule.fires(bot, update.kind, _chat_of(update)):
                return Meddling(rule.kind, rule.seconds, rule.copies)
        return None


def _chat_of(update: Update) -> int | None:
    try:
        payload = update.payload
        return int((payload.get("chat") or payload["message"]["chat"])["id"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # an injected update may look like anything
