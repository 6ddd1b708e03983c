"""How the control API is asked and answers: JSON in, JSON out, and every refusal in plain words."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.errors import ApiError, ControlError


def door(handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answers in JSON, whatever happens."""

    async def answer(request: web.Request) -> web.Response:
        try:
            result = handler(request)
            result = await result if isinstance(result, Awaitable) else result
        except ControlError as error:
            return web.json_response({"error": error.reason}, status=error.status)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=400)
        except (ValueError, TypeError, KeyError) as error:
            return web.json_response({"error": f"can't understand this: {error}"}, status=400)
        return result if isinstance(result, web.Response) else web.json_response(result)

    return answer


async def body(request: web.Request) -> dict[str, Any]:
    try:
        found = json.loads(await request.text() or "{}")
    except ValueError:
        raise ControlError("the body must be a JSON object") from None
    if not isinstance(found, dict):
        raise ControlError("the body must be a JSON object")
    return found


def number_in(request: web.Request, name: str) -> int:
    value = request.query.get(name, "")
    if not value.removeprefix("-").isdigit():
        raise ControlError(f"{name} must be an id, a number")
    return int(value)
