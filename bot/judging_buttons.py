"""The buttons of those who judge and decide, and of who asks them; see bot.buttons."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.payload import Ref, Version
from models.kinds import Severity, Validity

Moment = Annotated[int, Field(ge=0, le=99_999_999_999)]  # seconds since 1970


class JudgeVerb(StrEnum):
    MENU = "menu"
    SEVERITY = "severity"
    VALIDITY = "validity"
    LOSS = "loss"
    TRACK = "track"
    REFUSE = "refuse"
    THANK = "thank"
    MORE_TIME = "more_time"
    OBJECT = "object"


class Decision(StrEnum):
    GRANT = "grant"
    DENY = "deny"
    REFUSE = "refuse"
    KEEP = "keep"
    UPHOLD = "uphold"
    TAKE_UP = "take_up"


class JudgeTap(CallbackData, prefix="jg"):
    verb: JudgeVerb
    ref: Ref


class SeverityTap(CallbackData, prefix="js"):
    severity: Severity
    ref: Ref


class ValidityTap(CallbackData, prefix="jv"):
    validity: Validity
    ref: Ref


class UntilTap(CallbackData, prefix="ju"):
    """Until when the work should take."""

    at: Moment
    ref: Ref


class DecideTap(CallbackData, prefix="jy"):
    """The version is the request's: a button of an older one decides nothing."""

    decision: Decision
    version: Version
    ref: Ref
