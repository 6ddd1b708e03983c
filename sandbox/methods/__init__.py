"""What each Bot API method does, one module per topic; `METHODS` finds them by lower-case name."""

from sandbox.methods import albums, chats, edits, files, forwards, media, members, messages, profile, topics
from sandbox.methods import updates as receiving
from sandbox.methods.call import METHODS, Call

__all__ = [
    "METHODS",
    "Call",
    "albums",
    "chats",
    "edits",
    "files",
    "forwards",
    "media",
    "members",
    "messages",
    "profile",
    "receiving",
    "topics",
]
