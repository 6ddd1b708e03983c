"""One-time codes: whoever shows one first has it; used, expired and made up look alike (T6)."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from desk.errors import BadCode
from models import OneTimeCode
from models.kinds import CodePurpose

CODE_BYTES = 16  # 128 random bits: not to be guessed, and a link holds them
VALID = timedelta(days=1)  # long enough to be passed on by hand, no longer


async def issue(purpose: CodePurpose, now: datetime, *, department_id: int | None = None) -> str:
    """A fresh code. It can't be read again: only its digest is kept."""
    code = secrets.token_urlsafe(CODE_BYTES)
    await OneTimeCode.create(
        digest=_digest(code),
        purpose=purpose,
        department_id=department_id,
        expires_at=now + VALID,
        created_at=now,
    )
    return code


async def take(code: str, purpose: CodePurpose, person_id: int, now: datetime) -> OneTimeCode:
    """The code is this person's from now on, and still unspent. Of two who show it at once, one wins."""
    good = OneTimeCode.filter(digest=_digest(code), purpose=purpose, spent_at=None, expires_at__gt=now)
    await good.filter(taken_by_id=None).update(taken_by_id=person_id)
    mine = await good.get_or_none(taken_by_id=person_id).select_related("department__community")
    if mine is None:
        raise BadCode
    return mine


async def spend(code: str, purpose: CodePurpose, person_id: int, now: datetime) -> OneTimeCode:
    """Takes it, if need be, and uses it up."""
    mine = await take(code, purpose, person_id, now)
    if not await OneTimeCode.filter(id=mine.id, spent_at=None).update(spent_at=now):
        raise BadCode
    return mine


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
