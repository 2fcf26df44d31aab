"""Whether a judge's reply is one: a verdict on each statement it was asked about, yes or no."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

YES_OR_NO = ("verdict", "attributed", "noncommittal")  # Ragas's fields; it would average any number


def last_input(prompt: str) -> dict[str, Any]:
    """The payload of a Ragas prompt: the JSON after the last line that starts with "input: "."""
    start = prompt.rfind("\ninput: ") + len("\ninput: ")
    found: dict[str, Any] = json.JSONDecoder().raw_decode(prompt[start:].lstrip())[0]
    return found


def fault_of(reply: BaseModel, prompt: str) -> str:
    """What is wrong with a well-formed reply; empty where nothing is."""
    given = reply.model_dump()
    wrong = _other_than_yes_or_no(given)
    if wrong:
        return wrong
    verdicts = given.get("statements")
    if verdicts and isinstance(verdicts[0], dict):
        asked = last_input(prompt)["statements"]
        if len(verdicts) != len(asked):
            return f"{len(verdicts)} verdicts on {len(asked)} statements"
    return ""


def _other_than_yes_or_no(value: object) -> str:
    """The first field that must be 0 or 1 and is not."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key in YES_OR_NO and held not in (0, 1):
                return f"{key!r} is {held!r}, not 0 or 1"
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((wrong for part in parts if (wrong := _other_than_yes_or_no(part))), "")
