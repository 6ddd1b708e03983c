"""Albums: two to ten pieces that belong together."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.attachments import input_media
from sandbox.methods.call import Call, method
from sandbox.methods.posting import post

FEWEST, MOST = 2, 10
ALONE = ("document", "audio")  # these never share an album with other kinds


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[dict[str, Any]]:
    media = call.get("media", [])
    if not FEWEST <= len(media) <= MOST:
        raise bad_request(
            "invalid number of messages specified: there must be 2-10 items to send in an album"
        )
    if not all(isinstance(each, dict) for each in media):
        raise bad_request("can't parse InputMedia: expected an Object")
    kinds = {each.get("type") for each in media}
    if "animation" in kinds or (len(kinds) > 1 and kinds & set(ALONE)):
        raise bad_request("Can't use the media of the specified type in the album")
    chat = call.writable("can_send_photos")
    contents = [input_media(call, each) for each in media]
    album = str(13_000_000_000_000_000 + call.world.number())
    return [call.show(chat, post(call, chat, content, album=album)) for content in contents]
