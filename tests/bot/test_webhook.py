"""The webhook: nobody without the secret, nothing answered before it is written down, nothing in the answer."""

import hmac
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from village import BOT_ID, StillClock

from bot import webhook as webhook_module
from bot.inbox import Inbox
from bot.settings import WrongSettings
from bot.webhook import BODY_LIMIT, SECRET_HEADER, Webhook
from models import Incoming
from models.database import Database, DatabaseAway

SECRET = "s3cret_" * 6
BODY = json.dumps({"update_id": 1, "message": {"from": {"id": 1}}}).encode()


class Deaf:
    async def handle(self, update: Any, now: Any) -> None:
        """Hears nothing."""

    refuse = handle


@pytest.fixture
async def webhook(database: Database) -> AsyncIterator[Webhook]:
    inbox = Inbox(database, BOT_ID, StillClock(), Deaf())  # type: ignore[arg-type]
    hook = Webhook(inbox, SECRET, "/telegram", "127.0.0.1", 0)
    await hook.start()
    yield hook
    await hook.stop()
    await inbox.stop()


async def post(
    hook: Webhook,
    body: bytes = BODY,
    secret: str | None = SECRET,
    path: str = "/telegram",
    verb: str = "POST",
) -> tuple[int, bytes, str]:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as web,
        web.request(
            verb, f"http://127.0.0.1:{hook.port}{path}", data=io.BytesIO(body), headers=headers
        ) as reply,
    ):
        return reply.status, await reply.read(), reply.headers.get("Retry-After", "")


async def test_an_update_is_written_down_and_answered_with_nothing(webhook: Webhook) -> None:
    """Telegram would run a body that names a method."""
    assert await post(webhook) == (200, b"", "")
    assert await Incoming.all().count() == 1
    assert await post(webhook) == (200, b"", "")
    assert await Incoming.all().count() == 1


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "密码", "é" * 40]
)
async def test_without_the_secret_nothing_is_taken_or_told(webhook: Webhook, secret: str | None) -> None:
    status, body, _ = await post(webhook, secret=secret)
    assert (status, body) == (401, b"")
    assert await Incoming.all().count() == 0


async def test_secrets_are_compared_in_constant_time(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[bytes] = []

    def compare(given: bytes, ours: bytes) -> bool:
        compared.append(given)
        return hmac.compare_digest(given, ours)

    monkeypatch.setattr(
        webhook_module, "hmac", type("Recorded", (), {"compare_digest": staticmethod(compare)})
    )
    assert (await post(webhook, secret="wrong"))[0] == 401
    assert (await post(webhook))[0] == 200
    assert compared == [b"wrong", SECRET.encode()]


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(ValueError, match="without a secret"):
        Webhook(None, "", "/telegram", "127.0.0.1", 0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"update_id": "1"}',
        b'{"update_id": 9223372036854775808}',
        b"[" * 50_000,
        b'{"message": {}}',
    ],
)
async def test_what_is_no_update_is_let_go(webhook: Webhook, body: bytes) -> None:
    """An error would bring the same body back for a day."""
    assert await post(webhook, body) == (200, b"", "")
    assert await Incoming.all().count() == 0


async def test_a_body_over_the_limit_is_refused(webhook: Webhook) -> None:
    status, _, _ = await post(webhook, b" " * (BODY_LIMIT + 1))
    assert status == 413
    assert await Incoming.all().count() == 0
    assert (await post(webhook, BODY + b" " * (BODY_LIMIT - len(BODY) - 1)))[0] == 200


async def test_while_the_database_is_away_telegram_is_asked_to_come_back(
    webhook: Webhook, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> None:
        raise DatabaseAway("gone")

    with monkeypatch.context() as patch:
        patch.setattr(database, "transaction", away)
        assert await post(webhook) == (503, b"", "5")
    assert await post(webhook) == (200, b"", "")
    assert await Incoming.all().count() == 1


async def test_while_too_much_waits_telegram_keeps_the_rest(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Inbox, "crowded", True)
    assert await post(webhook) == (503, b"", "5")


async def test_other_paths_and_verbs_lead_nowhere(webhook: Webhook) -> None:
    assert (await post(webhook, path="/"))[0] == 404
    assert (await post(webhook, verb="GET", body=b""))[0] == 405


async def test_a_port_that_is_taken_stops_the_start_with_one_line(webhook: Webhook) -> None:
    rival = Webhook(webhook._inbox, SECRET, "/telegram", "127.0.0.1", webhook.port)
    with pytest.raises(WrongSettings, match=f"^127.0.0.1:{webhook.port}: .+ Example: YINGSHENG_WEBHOOK_PORT"):
        await rival.start()
