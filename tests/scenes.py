"""The demo page's scenarios, played over the control API: the same data and the same rules as in the browser."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from estate import Estate

SCENARIOS = Path(__file__).parents[1] / "sandbox/page/scenarios"
ZONE = ZoneInfo("Asia/Shanghai")
SPAN = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")
FEW = 6  # of a crowd: enough to make it an incident; forty are for the browser
A_CARD = re.compile(r"#\d{4}")


def scenario(name: str) -> Any:
    return json.loads((SCENARIOS / f"{name}.json").read_text(encoding="utf-8"))


def groups() -> list[Any]:
    """As the chips stand on the bar: [{"title", "scenarios"}]."""
    return list(scenario("index"))


NAMES: list[str] = [name for group in groups() for name in group["scenarios"]]


@dataclass
class Scene:
    """One play; whoever and whatever appears in it only is known to it alone."""

    estate: Estate
    kept: dict[str, str] = field(default_factory=dict)

    async def play(self, name: str) -> None:
        for step in scenario(name)["steps"]:
            await self.take(step)
            await self.estate.sim.settled()

    async def take(self, step: dict[str, Any]) -> None:
        if "clock" in step:
            await self._clock(step["clock"])
        for key, one in step.get("people", {}).items():
            self.estate.people[key] = await self.estate.sim.person(one["name"], "zh-hans")
        if "group" in step:
            await self._gather(step["group"])
        if "code" in step:
            self.kept["code"] = await self.estate.sim.code()
        if "crowd" in step:
            await self._crowd(step["crowd"])
        if "as" in step:
            await self._act(step)
        for name, pattern in step.get("keep", {}).items():
            self.kept[name] = await self._found(step, pattern)

    async def _clock(self, wish: dict[str, str]) -> None:
        sim, now = self.estate.sim, self.estate.demo.clock.now().astimezone(ZONE)
        if "plus" in wish:
            found = SPAN.fullmatch(wish["plus"])
            assert found, wish
            hours, minutes = (int(each or 0) for each in found.groups())
            await sim.advance(timedelta(hours=hours, minutes=minutes))
            return
        hour, minute = map(int, wish["at"].split(":"))
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        await sim.set_clock(then if then > now else then + timedelta(days=1))

    async def _gather(self, group: dict[str, Any]) -> None:
        members = [self.estate.people[who] for who in group["members"]]
        self.estate.groups[group["key"]] = await self.estate.sim.group(group["title"], members)

    async def _crowd(self, crowd: dict[str, Any]) -> None:
        for n in range(min(crowd["count"], FEW)):
            self.estate.people["passer-by"] = await self.estate.sim.person(f"居民{n}", "zh-hans")
            await self.estate.says("passer-by", crowd["say"][n % len(crowd["say"])])
            labels = [label for label in scenario("agree") if await self._button("passer-by", None, label)]
            await self.estate.presses("passer-by", labels[0])

    async def _act(self, step: dict[str, Any]) -> None:
        who, sim = self.estate.people[step["as"]], self.estate.sim
        chat = self.estate.groups[step["in"]] if "in" in step else None
        reply = {"reply_to": await self._last_card(who, chat)} if step.get("reply") else {}
        if "start" in step:
            await sim.start(who, self._filled(step["start"]))
        elif "say" in step:
            await sim.text(who, self._filled(step["say"]), chat, **reply)
        elif "photos" in step:
            more = reply | ({"text": step["text"]} if "text" in step else {})
            if len(step["photos"]) == 1:
                await sim.send(who, "photo", chat, **more)
            else:
                await sim.act(who, "album", chat, pieces=len(step["photos"]), **more)
        elif "choose" in step:
            await sim.act(who, "choose", users=[self.estate.people[each] for each in step["choose"]])
        elif "press" in step or "pick" in step:
            await self._press(step, who, chat)

    async def _press(self, step: dict[str, Any], who: int, chat: int | None) -> None:
        labels = step.get("press", [""])
        for message in reversed(await self.estate.sim.messages(who, chat)):
            buttons = [each for row in message["buttons"] for each in row if each.get("data")]
            fits = [each for each in buttons if any(label in each["text"] for label in labels)]
            if fits:
                chosen = fits[step.get("pick", 0)]
                query = await self.estate.sim.press_data(who, chat, message["message_id"], chosen["data"])
                await self.estate.sim.settled()
                assert "过期" not in str((await self.estate.sim.answer(query)).get("text")), step
                return
        raise AssertionError(f"nothing shows a button for {step}")

    async def _button(self, who: str, group: str | None, label: str) -> bool:
        chat = self.estate.groups[group] if group else None
        last = await self.estate.sim.last(self.estate.people[who], chat)
        return any(label in each["text"] for row in last["buttons"] for each in row)

    async def _last_card(self, who: int, chat: int | None) -> int:
        cards = [each for each in await self.estate.sim.messages(who, chat) if A_CARD.search(each["text"])]
        alive = [each for each in cards if each["buttons"]]
        return int((alive or cards)[-1]["message_id"])

    async def _found(self, step: dict[str, Any], pattern: str) -> str:
        """What the newest message says that has it."""
        chat = self.estate.groups[step["in"]] if "in" in step else None
        for text in reversed(await self.estate.sim.texts(self.estate.people[step["as"]], chat)):
            if found := re.search(pattern, text):
                return found[1]
        raise AssertionError(f"nobody said {pattern}")

    def _filled(self, words: str) -> str:
        return words.format_map(self.kept)
