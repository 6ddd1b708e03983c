"""No other web page may act through a visitor's browser (T16), though it runs on the same machine."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

HERE = frozenset({"127.0.0.1", "localhost", "::1"})


@web.middleware
async def no_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A name that only points here (DNS rebinding) shows in Host, another site's page in Origin."""
    if not _is_here(f"//{request.host}") or not _is_here(request.headers.get("Origin", f"//{request.host}")):
        return web.json_response(
            {"error": "this server answers its own page and its own machine"}, status=403
        )
    return await handler(request)


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in HERE
    except ValueError:
        return False
