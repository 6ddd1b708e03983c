"""Posts updates to a webhook, as Telegram does, and tells how fast they were taken. A process of its own."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

HELP = "/help"
SENTENCES = (
    "3号楼的电梯又坏了，按了没反应，请派人来修",
    "楼上漏水，厨房天花板都湿了，请尽快来看看",
    "楼道里的垃圾两天没人收，味道很大",
    "半夜楼上一直吵，孩子睡不着",
    "物业费怎么多收了两百块，麻烦查一下",
)


@dataclass(frozen=True)
class Plan:
    """What is to be sent, and how."""

    port: int
    secret: str
    first: int  # update_id
    count: int
    people: int  # so many take turns; each sends an update of their own when there are as many as updates
    text: str = HELP  # "" for a complaint, each time another
    connections: int = 32
    per_second: float = 0.0  # 0: as fast as they are taken


@dataclass(frozen=True)
class Taken:
    """What came of it; moments are the machine's monotonic clock."""

    began: float
    acks: list[float]  # seconds until each update was answered, ascending
    refused: int


def update(number: int, person: int, text: str) -> dict[str, Any]:
    """What Telegram sends for a message in a private chat."""
    named = {"first_name": "陈", "last_name": "岩"}
    message: dict[str, Any] = {
        "message_id": number,
        "from": {"id": person, "is_bot": False, **named, "language_code": "zh-hans"},
        "chat": {"id": person, "type": "private", **named},
        "date": int(time.time()),
        "text": text or SENTENCES[number % len(SENTENCES)],
    }
    if text.startswith("/"):
        message["entities"] = [{"offset": 0, "length": len(text), "type": "bot_command"}]
    return {"update_id": number, "message": message}


async def send(plan: Plan) -> Taken:
    requests = _requests(plan)
    began = time.monotonic()
    lines = [_line(plan, requests, began) for _ in range(plan.connections)]
    acks: list[float] = []
    refused = 0
    for took, answer in [one for line in await asyncio.gather(*lines) for one in line]:
        acks.append(took)
        refused += answer != b"200"
    return Taken(began, sorted(acks), refused)


def _requests(plan: Plan) -> Iterator[tuple[int, bytes]]:
    head = (
        "POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {plan.secret}\r\nContent-Length: "
    )
    for n in range(plan.count):
        number = plan.first + n
        person = 100_000 + (n % plan.people if plan.people < plan.count else number)
        body = json.dumps(update(number, person, plan.text)).encode()
        yield n, f"{head}{len(body)}\r\n\r\n".encode() + body


async def _line(plan: Plan, requests: Iterator[tuple[int, bytes]], began: float) -> list[tuple[float, bytes]]:
    """One connection of those that Telegram keeps: the next update leaves after the last was answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", plan.port)
    taken = []
    for n, request in requests:
        if plan.per_second:
            await asyncio.sleep(max(0.0, began + n / plan.per_second - time.monotonic()))
        left = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        taken.append((time.monotonic() - left, head.split(b" ", 2)[1]))
    writer.close()
    return taken


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


if __name__ == "__main__":
    import uvloop

    done = uvloop.run(send(Plan(**json.loads(sys.argv[1]))))
    sys.stdout.write(json.dumps(asdict(done)))
