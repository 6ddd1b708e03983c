"""Whoever reaches the sandbox can be anybody, so only its own page and its own machine may (T16)."""

import aiohttp
import pytest

from sandbox.server import running


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:9"}, 200),
        ({"Host": "[::1]:9", "Origin": "http://127.0.0.1:8080"}, 200),
        ({"Host": "rebound.example"}, 403),
        ({"Host": "["}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_neither_another_sites_page_nor_a_rebound_name_is_answered(
    headers: dict[str, str], status: int
) -> None:
    async with (
        running() as sandbox,
        aiohttp.ClientSession() as web,
        web.get(f"{sandbox.url}/sim/cast", headers=headers) as reply,
    ):
        assert reply.status == status
