"""HTTP in and out: every way of sending parameters, Telegram's envelopes, and downloads."""

import json
import math
import re
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiMapping

from sandbox.errors import ApiError, bad_request
from sandbox.files import Upload

Params = dict[str, Any]
Uploads = dict[str, Upload]
LONE = re.compile("[\ud800-\udfff]")  # half of a letter, which UTF-8 can't write
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def read_request(request: web.Request) -> tuple[Params, Uploads]:
    params: Params = dict(request.query)
    uploads: Uploads = {}
    if request.content_type in FORMS:
        split(await _form(request), params, uploads)
    elif request.can_read_body and request.content_type == "application/json":
        params |= json_object(await request.read())
    return params, uploads


async def _form(request: web.Request) -> MultiMapping[Any]:
    try:
        return await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError as error:
        raise bad_request(f"can't parse the request: {error}") from error


def split(form: MultiMapping[Any], params: Params, uploads: Uploads) -> None:
    for name, value in form.items():
        if isinstance(value, FileField):
            uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            value.file.close()
        else:
            params[name] = value.decode() if isinstance(value, bytes | bytearray) else value


def json_object(body: bytes) -> Params:
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except ValueError as error:
        raise bad_request(f"can't parse JSON object: {error}") from error
    return found if isinstance(found, dict) else {}


async def read_reply(response: aiohttp.ClientResponse) -> tuple[str, Params, Uploads] | None:
    """What a webhook's answer asks for, when it names a method."""
    params: Params = {}
    uploads: Uploads = {}
    if response.content_type == "application/json":
        params = json_object(await response.read()) if response.content_length != 0 else {}
    elif response.content_type == "multipart/form-data":
        await _parts(response, params, uploads)
    elif response.content_type == FORMS[0]:
        params = dict(parse_qsl(await response.text(), keep_blank_values=True))
    method = str(params.pop("method", ""))
    return (method, params, uploads) if method else None


async def _parts(response: aiohttp.ClientResponse, params: Params, uploads: Uploads) -> None:
    reader = aiohttp.MultipartReader.from_response(response)
    async for part in reader:
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, data, mime)
        else:
            params[part.name] = data.decode()


def success(result: Any) -> web.Response:
    return answer(200, {"ok": True, "result": result})


def failure(error: ApiError) -> web.Response:
    body: Params = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    response = answer(error.code, body)
    if "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(math.ceil(error.parameters["retry_after"]))
    return response


def answer(status: int, body: Params) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    if LONE.search(text):  # only ever injected; an escape is how such a letter can travel
        text = json.dumps(body, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json")
