"""One request's way: token, method, parameters, faults, flood limits, effect, journal."""

import asyncio
import contextlib
import inspect
import re
from typing import Any

from aiohttp import web

from sandbox import schema, wire
from sandbox.errors import ApiError, too_many_requests
from sandbox.faults import Rule
from sandbox.flood import counts
from sandbox.journal import Entry
from sandbox.methods import METHODS, Call
from sandbox.records import Bot
from sandbox.stage import Stage
from sandbox.wire import Params, Uploads

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+")
UNAUTHORIZED = ApiError(401, "Unauthorized")
NOT_FOUND = ApiError(404, "Not Found")
HTML_502 = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
BRIEF = (
    "update_id",
    "message_id",
    "id",
    "message_thread_id",
    "file_path",
)  # what the journal keeps of a result


class Dropped(Exception):
    """The connection ends without an answer."""


class Gateway:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.call = self.carry_out

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as error:
            return wire.failure(error)
        except Dropped:
            if request.transport:
                request.transport.abort()
            return web.Response()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        token, name = request.match_info["token"], request.match_info["method"]
        bot = self.stage.bot(token) if TOKEN.fullmatch(token) else None
        if bot is None:
            raise UNAUTHORIZED if TOKEN.fullmatch(token) else NOT_FOUND
        params, uploads = await wire.read_request(request)
        return await self.perform(bot, name, params, uploads)

    async def carry_out(self, bot: Bot, name: str, params: Params, uploads: Uploads) -> None:
        """A call that came as the answer of a webhook: nobody hears how it ended."""
        with contextlib.suppress(Dropped):
            await self.perform(bot, name, params, uploads)

    async def perform(self, bot: Bot, name: str, params: Params, uploads: Uploads) -> web.StreamResponse:
        entry = self.stage.journal.open(self.stage.clock.now(), bot.id, name, params, uploads)
        try:
            response = await self._obey(entry, bot, name, params, uploads)
        except ApiError as error:
            entry.outcome, entry.status = error.description, error.code
            return wire.failure(error)
        except Dropped:
            raise
        except Exception as error:
            self.stage.journal.violation(entry, f"the sandbox itself failed: {error!r}")
            raise
        finally:
            self.stage.world.events.publish("request", entry=entry.n, method=entry.method)
        return response

    async def _obey(
        self, entry: Entry, bot: Bot, name: str, params: Params, uploads: Uploads
    ) -> web.StreamResponse:
        method = self._method(entry, name)
        call = Call(self.stage, bot, method.cast(params, uploads), uploads)
        entry.params = call.params | {name: entry.params[name] for name in uploads}
        self._check_names(entry, method, call.params, uploads)
        rule = self.stage.faults.for_call(bot.id, method.name, call.params.get("chat_id"))
        if rule and rule.kind != "apply_then_drop":
            return await self._break(entry, rule)
        self._check_flood(entry, call, method.name)
        result = METHODS[method.name.lower()](call)
        result = await result if inspect.isawaitable(result) else result
        entry.applied, entry.result = True, brief(result)
        if rule:
            return await self._break(entry, rule)
        entry.outcome, entry.status = "ok", 200
        return wire.success(result)

    def _method(self, entry: Entry, name: str) -> schema.Method:
        method = schema.methods().get(name.lower())
        if method is None:
            raise NOT_FOUND
        entry.method = method.name
        if method.name.lower() not in METHODS:
            self.stage.journal.violation(entry, "the sandbox doesn't play this method")
            raise NOT_FOUND
        return method

    def _check_names(self, entry: Entry, method: schema.Method, params: Params, uploads: Uploads) -> None:
        for unknown in method.unknown(params):
            self.stage.journal.violation(entry, f"unknown field {unknown}")
        attached = str(params)
        for name in uploads:
            if name not in method.fields and f"attach://{name}" not in attached:
                self.stage.journal.violation(entry, f"unknown file {name}")

    def _check_flood(self, entry: Entry, call: Call, method: str) -> None:
        chat, flood = call.params.get("chat_id"), self.stage.flood
        if not isinstance(chat, int) or not counts(method):
            return
        if flood.too_soon(call.bot.id, chat):
            self.stage.journal.breach(entry, "asked again too soon", 0)
        several = call.params.get("media") if method == "sendMediaGroup" else call.params.get("message_ids")
        count = len(several) if isinstance(several, list) else 1
        refusal = flood.check(call.bot.id, method, chat, count)
        if refusal:
            self.stage.journal.breach(entry, refusal.limit, refusal.retry_after)
            raise too_many_requests(refusal.retry_after)

    async def _break(self, entry: Entry, rule: Rule) -> web.StreamResponse:
        await asyncio.sleep(rule.after_ms / 1000)
        entry.outcome = f"fault: {rule.kind}"
        if rule.kind == "hang":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(rule.over.wait(), rule.seconds)
        if rule.kind in ("hang", "drop", "apply_then_drop"):
            raise Dropped
        if rule.kind == "html502":
            entry.status = 502
            return web.Response(status=502, text=HTML_502, content_type="text/html")
        if rule.kind == "429" and isinstance(entry.params.get("chat_id"), int):
            self.stage.flood.name(entry.bot, entry.params["chat_id"], rule.retry_after)
        raise rule.error()


def brief(result: Any) -> Any:
    if isinstance(result, dict):
        return {name: result[name] for name in BRIEF if name in result}
    if isinstance(result, list):
        return [brief(each) for each in result]
    return result
