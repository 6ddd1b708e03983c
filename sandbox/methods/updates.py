"""Receiving updates: by polling, or by webhook."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.methods.call import Call, method
from sandbox.updates import MOST_FETCHED, UpdateQueue
from sandbox.webhook import Settings, WebhookPusher

PORTS = (443, 80, 88, 8443)
MOST_CONNECTIONS = 100
SECRET_LENGTH = 256
SECRET_CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def _queue(call: Call) -> UpdateQueue:
    return call.stage.queues[call.bot.id]


@method("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    queue = _queue(call)
    queue.holds_repeats = call.stage.flood.enabled
    if (allowed := call.get("allowed_updates")) is not None:
        queue.allowed = list(allowed)
    limit = min(max(call.get("limit", MOST_FETCHED), 1), MOST_FETCHED)
    return await queue.fetch(call.get("offset", 0), limit, call.get("timeout", 0))


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    url = call.get("url", "")
    if call.get("drop_pending_updates"):
        _queue(call).drop_pending()
    if (allowed := call.get("allowed_updates")) is not None:
        _queue(call).allowed = list(allowed)
    if not url:
        call.stage.drop_webhook(call.bot)
        return True
    check_address(url)
    call.stage.set_webhook(call.bot, _settings(call, url))
    return True


def _settings(call: Call, url: str) -> Settings:
    secret = call.get("secret_token", "")
    if len(secret) > SECRET_LENGTH:
        raise bad_request("secret token is too long")
    if not set(secret) <= SECRET_CHARACTERS:
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(call.get("max_connections", 40), 1), MOST_CONNECTIONS)
    return Settings(url, secret, connections, call.get("ip_address", ""), "certificate" in call.uploads)


def check_address(url: str) -> None:
    """https on Telegram's ports, except that on this machine anything goes."""
    parts = urlsplit(url)
    if parts.hostname and on_this_machine(parts.hostname):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or PORTS[0]) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    if call.get("drop_pending_updates"):
        _queue(call).drop_pending()
    call.stage.drop_webhook(call.bot)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    queue = _queue(call)
    queue.forget_expired()
    shown: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending),
    }
    if queue.allowed:
        shown["allowed_updates"] = queue.allowed
    return shown | (_webhook(queue.pusher) if isinstance(queue.pusher, WebhookPusher) else {})


def _webhook(pusher: WebhookPusher) -> dict[str, Any]:
    settings, trouble = pusher.settings, pusher.trouble
    shown: dict[str, Any] = {
        "url": settings.url,
        "has_custom_certificate": settings.certificate,
        "max_connections": settings.max_connections,
        "ip_address": settings.ip_address or "127.0.0.1",
    }
    if trouble.at:
        shown |= {"last_error_date": trouble.at, "last_error_message": trouble.message}
    return shown


@method("logOut", "close")
def leave_server(call: Call) -> bool:
    call.stage.drop_webhook(call.bot)
    return True
