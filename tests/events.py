"""A person at the pages without a browser: the events that the page's script would send."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx

# what the page sends with a question that was posed: three states, keep, no filter
ANSWER: list[Any] = [None, None, None, True, [], [], "", ""]


class Someone:
    """One browser with its cookie, or a program without one; its session can be named."""

    def __init__(
        self,
        address: str,
        *,
        session: str = "",
        auth: tuple[str, str] | None = None,
        cookie: bool = True,
    ) -> None:
        """Somebody new at this address."""
        self.http = httpx.Client(base_url=address, auth=auth, timeout=120)
        self.session = session or secrets.token_hex(6)
        if cookie and auth is None:
            self.http.get("/", headers={"accept": "text/html"})
        self.config: dict[str, Any] = self.http.get("/config").json()

    def number(self, name: str) -> int:
        """The number of the event handler of this name."""
        return next(d["id"] for d in self.config["dependencies"] if d["api_name"] == name)

    def begin(self, number: int, data: list[Any], event: dict[str, Any] | None = None) -> Any:
        """Send an event without waiting for its result."""
        sent = {"data": data, "fn_index": number, "session_hash": self.session}
        return self.http.post("/gradio_api/queue/join", json=sent | {"event_data": event})

    def fetched(self, session: str = "") -> tuple[int, str]:
        """The status and all results of a session as they stream in."""
        found = self.http.get(
            "/gradio_api/queue/data", params={"session_hash": session or self.session}
        )
        return found.status_code, found.text

    def did(self, name: str | int, data: list[Any], event: dict[str, Any] | None = None) -> str:
        """Send an event and return its results as text."""
        number = name if isinstance(name, int) else self.number(name)
        begun = self.begin(number, data, event)
        if begun.status_code != 200:
            return begun.text
        return self.fetched()[1]

    def ask(self, question: str) -> str:
        """Ask in the Ask tab; the results as text."""
        self.did("posed", [question, None, None, None])
        return self.did("answer", ANSWER)

    def transcript(self) -> str:
        """The conversation as the session holds it, shown again by Stop."""
        return results(self.did("stopped", [None, None, None, True]))


EMPTY: dict[str, Any] = {
    "checkboxgroup": [],
    "textbox": "",
    "code": "",
    "number": 1,
    "checkbox": False,
}


def data_of(config: dict[str, Any], number: int) -> list[Any]:
    """An empty value for each input of a handler."""
    kinds = {one["id"]: one["type"] for one in config["components"]}
    found = next(d for d in config["dependencies"] if d["id"] == number)
    return [EMPTY.get(kinds.get(one, "")) for one in found["inputs"]]


def takes_state(config: dict[str, Any]) -> list[int]:
    """The handlers that read what the server holds of a session."""
    states = {one["id"] for one in config["components"] if one["type"] == "state"}
    return [d["id"] for d in config["dependencies"] if states & set(d["inputs"])]


def results(stream: str) -> str:
    """What the handlers returned, out of all that a stream says."""
    messages = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: ")]
    return "\n".join(json.dumps(one["output"]["data"]) for one in messages if "output" in one)
