"""The demo's script as an estate file."""

from typing import Any


def demo_plan(script: dict[str, Any], cast: dict[str, Any]) -> dict[str, Any]:
    """The estate file that a real community would write, with the sandbox's ids."""
    estate = script["estate"]
    departments = {
        key: {
            "name": one["name"],
            "categories": one["categories"],
            "chat_id": cast["groups"][one["group"]]["id"],
        }
        for key, one in script["departments"].items()
    }
    staff = [
        {
            "telegram_id": cast["people"][key]["id"],
            "name": one["name"],
            "role": one["role"],
            "departments": one.get("departments", []),
        }
        for key, one in script["people"].items()
        if one["role"] != "resident"
    ]
    ground = {"homes": estate["homes"], "places": script["places"]}
    ground["policy"] = script["policy"]
    return {"key": estate["key"], "name": estate["name"], "departments": departments, "staff": staff} | ground
