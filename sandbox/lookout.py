"""The reading half of the control API: screens, answers to presses, the journal, files."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.door import door, number_in
from sandbox.errors import ControlError
from sandbox.records import User
from sandbox.stage import Stage
from sandbox.view import shown, view


class Lookout:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def routes(self) -> list[web.RouteDef]:
        journal = self.stage.journal
        table: dict[str, Callable[[web.Request], Any]] = {
            "cast": self.cast,
            "view": self.view,
            "answers": self.answers,
            "journal": self.journal,
            "violations": lambda _: journal.violations,
            "breaches": lambda _: journal.breaches,
            "deliveries": lambda _: list(journal.deliveries),
            "files/{unique}": self.file,
        }
        return [web.get(f"/sim/{path}", door(handler)) for path, handler in table.items()]

    def cast(self, _: web.Request) -> dict[str, Any]:
        state, world = self.stage.world.state, self.stage.world
        people = {
            key: {"id": user, "name": _full_name(world.user(user)), "role": role}
            for key, (user, role) in state.people_keys.items()
        }
        groups = {
            key: {"id": each, "title": state.chats[0, each].title} for key, each in state.group_keys.items()
        }
        bots = [{"id": bot.id, "username": world.user(bot.id).username} for bot in state.bots.values()]
        return {"people": people, "groups": groups, "bots": bots}

    def view(self, request: web.Request) -> dict[str, Any]:
        world, person = self.stage.world, number_in(request, "as")
        world.user(person)
        limit = int(request.query.get("limit") or 0)
        wanted = request.query.get("chat") or ""
        if wanted in ("", str(person)):
            bot = int(request.query.get("bot") or world.default_bot().id)
            return view(world, world.private(bot, person), person, limit)
        chat = world.group(number_in(request, "chat"))
        if chat is None:
            raise ControlError(f"there is no chat {wanted}", 404)
        return view(world, chat, person, limit)

    def journal(self, request: web.Request) -> list[dict[str, Any]]:
        return self.stage.journal.after(int(request.query.get("after") or 0))

    def answers(self, request: web.Request) -> dict[str, Any]:
        query = self.stage.world.state.queries.get(request.query.get("query_id", ""))
        if query is None:
            raise ControlError("there was no such press", 404)
        return shown(query)

    def file(self, request: web.Request) -> web.Response:
        file = self.stage.world.state.files.get(request.match_info["unique"])
        if file is None:
            raise ControlError("there is no such file", 404)
        return web.Response(body=file.data, content_type=file.mime.partition(";")[0])


def _full_name(user: User) -> str:
    return f"{user.first_name} {user.last_name}".strip()
