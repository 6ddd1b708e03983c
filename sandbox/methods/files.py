"""Asking for a file's address."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.files import described, fits, path_of
from sandbox.methods.call import Call, method


@method("getFile")
def get_file(call: Call) -> dict[str, Any]:
    file = call.stage.files.by_id(call.bot.id, call.get("file_id", ""))
    if not fits(file):
        raise bad_request("file is too big")
    return described(call.bot.id, file) | {"file_path": path_of(file)}


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> dict[str, Any]:
    if call.get("user_id") not in call.world.state.users:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
