"""Gradio's sessions and events, reachable by the person who began them and nobody else.

Gradio takes whoever names a session or an event for its owner. Here every name of a session is
replaced, on its way in, by one that also depends on the person: the same name sent by another
person means another, empty session, for ever and without a table. Ids of events are Gradio's own,
so they are remembered with the person who was given them, and any other id is refused.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.types import Message, Scope, Send

from assistant.pages.refusals import Refusal

API = "/gradio_api/"
# What the pages and programs use of Gradio, as the path goes on after API; all else is refused.
STATELESS = frozenset(
    (
        *("app_id", "config", "info", "login_check", "openapi.json", "queue/status"),
        *("startup-events", "theme.css", "token", "upload", "upload_progress", "user"),
        *("mcp", "mcp/http", "mcp/schema"),
    )
)
FILES = ("file=", "file/")
NAMED_IN_BODY = frozenset(("cancel", "queue/join", "reset"))
CALLS = ("api/", "call/", "run/")
NAMES = ("session_hash", "upload_id")  # names that the client made up
MOST_EVENTS, EVENT_SECONDS = 20_000, 3600.0
NOTHING = "There is nothing of yours under this address."


class OwnEvents:
    """Replaces names of sessions, and remembers whose each running event is."""

    def __init__(
        self,
        is_running: Callable[[str], bool] = lambda name: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`is_running` says whether Gradio holds something to fetch under this session name."""
        self._is_running, self._clock = is_running, clock
        self._events: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def readdressed(self, scope: Scope, key: str) -> Scope:
        """The request with its address in the names of this person; Refusal where there is none."""
        path: str = scope["path"]
        if path.startswith("/monitoring"):  # Gradio's count of everybody's events
            raise Refusal(404, NOTHING)
        if "gradio_api" not in path:
            return scope
        rest = path.removeprefix(API)
        if path == rest or not _is_used(rest):
            raise Refusal(404, NOTHING)
        named = self._named(scope, key)
        if rest.startswith("heartbeat/"):
            own = API + "heartbeat/" + own_name(key, rest.removeprefix("heartbeat/"))
            return {**named, "path": own, "raw_path": own.encode()}
        if scope["method"] == "GET" and rest.startswith("call/"):
            self._check(rest.rsplit("/", 1)[-1], key)
        return named

    def _named(self, scope: Scope, key: str) -> Scope:
        """The request with the names in its query replaced."""
        given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if not any(name in NAMES for name, _ in given):
            return scope
        named = [(name, own_name(key, value) if name in NAMES else value) for name, value in given]
        sessions = [value for name, value in named if name == "session_hash"]
        if scope["path"] == f"{API}queue/data" and not all(map(self._is_running, sessions)):
            raise Refusal(404, NOTHING)
        return {**scope, "query_string": urlencode(named).encode()}

    def reworded(self, scope: Scope, body: bytes, key: str) -> bytes:
        """The body in the names of this person; Refusal where it is about another's event."""
        rest = scope["path"].removeprefix(API)
        if scope["method"] != "POST" or not _is_named(rest):
            return body
        sent = _read(body)
        event = sent.pop("event_id", None)
        if rest == "cancel":
            sent["event_id"] = self._check(event, key)
        elif rest == "reset":
            sent["event_id"] = ""  # Gradio does nothing with it
        session = sent.get("session_hash")
        if isinstance(session, str):
            sent["session_hash"] = own_name(key, session)
        elif session is not None:
            raise Refusal(400, "The name of a session is a text.")
        return json.dumps(sent).encode()

    def noting(self, scope: Scope, key: str, send: Send) -> Send:
        """A `send` that remembers the id of the event that a reply names."""
        rest = scope["path"].removeprefix(API)
        if scope["method"] != "POST" or not rest.startswith(("call/", "queue/join")):
            return send
        pieces: list[bytes] = []

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body":
                pieces.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._note(b"".join(pieces), key)
            await send(message)

        return noted

    def _note(self, reply: bytes, key: str) -> None:
        try:
            event = json.loads(reply).get("event_id")
        except (ValueError, AttributeError):
            return
        now = self._clock()
        while self._events and next(iter(self._events.values()))[1] <= now:
            self._events.popitem(last=False)
        while len(self._events) >= MOST_EVENTS:
            self._events.popitem(last=False)
        if isinstance(event, str):
            self._events[event] = (key, now + EVENT_SECONDS)

    def _check(self, event: object, key: str) -> str:
        """The id, where it is that of an event of this person."""
        held, until = self._events.get(event, ("", 0.0)) if isinstance(event, str) else ("", 0.0)
        if not isinstance(event, str) or held != key or until <= self._clock():
            raise Refusal(404, NOTHING)
        return event


def own_name(key: str, name: str) -> str:
    """The name under which Gradio knows what this person calls `name`."""
    together = f"{key}\n{name}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(together).hexdigest()[:40]


def _is_used(rest: str) -> bool:
    """Whether the pages or programs use this address of Gradio's."""
    known = rest.rstrip("/") in STATELESS or rest in NAMED_IN_BODY or rest == "queue/data"
    return known or rest.startswith((*FILES, *CALLS, "heartbeat/"))


def _is_named(rest: str) -> bool:
    """Whether the body of a request to this address names sessions or events."""
    second = rest.startswith("call/v2/")  # its body holds the arguments alone
    return rest in NAMED_IN_BODY or (rest.startswith(CALLS) and not second)


def _read(body: bytes) -> dict[str, Any]:
    """The JSON object that was sent."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "This is not JSON.") from error
    if not isinstance(sent, dict):
        raise Refusal(400, "A JSON object is needed here.")
    return sent
