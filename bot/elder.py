"""Elder mode: fewer buttons, one a row, whoever draws them. Shorter sentences are texts' part (SHORT)."""

from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from bot.buttons import FollowTap, FollowVerb
from bot.speech import Call, Face

# Left out: whatever is said or sent belongs to the open matter anyway, also what one wishes.
SPARE = tuple(f"{FollowTap.__prefix__}:{verb}:" for verb in (FollowVerb.ADD, FollowVerb.WISH))

# The chat of the person whose update is being handled, when they read slowly; else 0.
slow_reader: ContextVar[int] = ContextVar("slow_reader", default=0)


def easier(markup: Any) -> Any:
    """The buttons that are needed, each in a row of its own; other kinds of keyboard stay as they are."""
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not rows:
        return markup
    kept = [button for row in rows for button in row if not _is_spare(button)]
    return {"inline_keyboard": [[button] for button in kept]}


def _is_spare(button: Any) -> bool:
    return str(button.get("callback_data", "")).startswith(SPARE)


def easier_face(face: Face) -> Face:
    return replace(face, keyboard=easier(face.keyboard))


def easier_call(call: Call) -> Call:
    markup = call.params.get("reply_markup")
    return replace(call, params=call.params | {"reply_markup": easier(markup)}) if markup else call
