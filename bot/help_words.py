"""What /help tells staff: the commands that their post has, in their own language."""

from bot.texts import Texts
from desk.authority import Post
from models.kinds import Role

COMMANDS = {
    "own": Role.WORKER,  # what everybody on the staff may ask for
    "desk": Role.DESK,
    "leader": Role.SUPERVISOR,
    "manager": Role.MANAGER,
}


def staff_help(post: Post, texts: Texts) -> str:
    lines = [texts(f"help.{name}") for name, role in COMMANDS.items() if post.outranks(role)]
    return "\n".join([texts("help.commands"), *lines])
