"""The Bot API's methods and fields, read at run time from the installed aiogram models."""

import functools
import inspect
import json
import operator
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, TypeAdapter

from sandbox.errors import ApiError, bad_request
from sandbox.text import check_unicode
from sandbox.wire import Params, Uploads

CHECKED_ELSEWHERE = ("reply_markup", "media")  # with Telegram's own words
TRUE = ("true", "yes", "1")
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    **{
        kind: f"there is no {kind} in the request"
        for kind in ("photo", "document", "voice", "audio", "video")
    },
}
UNREADABLE = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "entities": "can't parse MessageEntity: expected an Object",
    "caption_entities": "can't parse MessageEntity: expected an Object",
    "media": "can't parse InputMedia: expected an Array of InputMedia",
}


@dataclass(frozen=True)
class Field:
    name: str
    required: bool
    kind: str  # file, json, bool, int, chat, float or str
    annotation: Any


@dataclass(frozen=True)
class Method:
    name: str
    fields: dict[str, Field]

    def unknown(self, params: Params) -> list[str]:
        """Names that Telegram would silently ignore, which is how a typing error hides."""
        found = [name for name in params if name not in self.fields]
        for field in self.fields.values():
            if field.kind == "json" and isinstance(params.get(field.name), dict | list):
                found += unknown_inside(field.annotation, params[field.name], field.name)
        return found

    def cast(self, params: Params, uploads: Uploads) -> Params:
        cast = {name: value for name, value in params.items() if name not in self.fields}
        for field in self.fields.values():
            if params.get(field.name) not in (None, ""):
                cast[field.name] = cast_value(field, params[field.name])
            elif field.required and field.name not in uploads and field.name not in params:
                raise missing(field.name)
            elif field.name in params:
                cast[field.name] = empty(field, params[field.name])
        return cast


def missing(name: str) -> ApiError:
    return bad_request(MISSING.get(name, f'parameter "{name}" is required'))


def empty(field: Field, value: Any) -> Any:
    if field.required and field.kind != "str":
        raise missing(field.name)
    return value if field.kind == "str" else None


def cast_value(field: Field, value: Any) -> Any:
    try:
        cast = CASTS[field.kind](value)
        if field.kind == "json" and field.name not in CHECKED_ELSEWHERE:
            adapter(field.annotation).validate_python(cast)
    except (ValueError, TypeError):
        reason = UNREADABLE.get(field.name, f"can't parse {field.name.replace('_', ' ')} JSON object")
        raise bad_request(reason if field.kind == "json" else f"invalid {field.name} specified") from None
    return cast


@functools.cache
def adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(functools.reduce(operator.or_, options(annotation)))


def _json(value: Any) -> Any:
    found = json.loads(value) if isinstance(value, str) else value
    if not isinstance(found, dict | list):
        raise TypeError
    check_unicode(json.dumps(found, ensure_ascii=False))
    return found


def _chat(value: Any) -> int | str:
    text = str(value).strip()
    return int(text) if text.removeprefix("-").isdigit() else text


def _string(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    check_unicode(text)
    return text


CASTS: dict[str, Callable[[Any], Any]] = {
    "json": _json,
    "chat": _chat,
    "int": int,
    "float": float,
    "bool": lambda value: value if isinstance(value, bool) else str(value).lower() in TRUE,
    "str": _string,
    "file": _string,
}


def options(annotation: Any) -> list[Any]:
    """The members of a union, without what only aiogram knows."""
    if typing.get_origin(annotation) is typing.Annotated:
        return options(typing.get_args(annotation)[0])
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        found = [each for part in typing.get_args(annotation) for each in options(part)]
        return [each for each in found if each not in (types.NoneType, Default)]
    return [annotation]


def kind_of(annotation: Any) -> str:
    found = set(options(annotation))
    if InputFile in found:
        return "file"
    if found == {int, str}:
        return "chat"
    if found & {datetime, timedelta, int}:
        return "int"
    plain = {bool: "bool", float: "float", str: "str"}
    return next((plain[each] for each in plain if each in found), "json")


def unknown_inside(annotation: Any, value: Any, path: str) -> list[str]:
    """Unknown names in nested objects; of several possible models, the one that explains most."""
    found = [_unknown_as(option, value, path) for option in options(annotation)]
    return min(found, key=len, default=[])


def _unknown_as(option: Any, value: Any, path: str) -> list[str]:
    if typing.get_origin(option) is list and isinstance(value, list):
        inner = typing.get_args(option)[0]
        return [name for each in value for name in unknown_inside(inner, each, path)]
    if not (inspect.isclass(option) and issubclass(option, BaseModel) and isinstance(value, dict)):
        return [] if not isinstance(value, dict) else [path] * (len(value) + 1)
    fields = model_fields(option)
    found = [f"{path}.{name}" for name in value if name not in fields]
    for name in value.keys() & fields.keys():
        if isinstance(value[name], dict | list):
            found += unknown_inside(fields[name], value[name], f"{path}.{name}")
    return found


@functools.cache
def model_fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _methods() -> Iterator[type[TelegramMethod[Any]]]:
    for found in vars(aiogram.methods).values():
        if inspect.isclass(found) and issubclass(found, TelegramMethod) and found is not TelegramMethod:
            yield found


def _read(model: type[TelegramMethod[Any]]) -> Method:
    fields = {
        (field.alias or name): Field(
            field.alias or name, field.is_required(), kind_of(field.annotation), field.annotation
        )
        for name, field in model.model_fields.items()
    }
    return Method(model.__api_method__, fields)


@functools.cache
def methods() -> dict[str, Method]:
    """By lower-case name: Telegram doesn't mind the case of a method."""
    return {method.name.lower(): method for method in map(_read, _methods())}
