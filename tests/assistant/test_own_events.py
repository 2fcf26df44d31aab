"""Every address of Gradio's is refused, harmless, or bound to the person who uses it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator

import gradio as gr
import pytest
from fastapi import FastAPI

from assistant.pages.own_events import MOST_EVENTS, OwnEvents, own_name
from assistant.pages.refusals import Refusal

SECRET = "secretsession"


def scope(path, method="GET", query=""):
    return {"type": "http", "method": method, "path": path, "query_string": query.encode()}


def gradio_routes() -> list[tuple[str, str]]:
    """Every method and path that the version of Gradio in use answers, MCP included."""
    with gr.Blocks(analytics_enabled=False) as pages:
        gr.Textbox()
    app = gr.mount_gradio_app(FastAPI(), pages, path="/", mcp_server=True)
    return sorted(set(flat(app)))


def flat(app, before: str = "") -> Iterator[tuple[str, str]]:
    """The routes of an app and of all that is mounted in it."""
    for route in app.routes:
        if hasattr(route, "original_router"):
            yield from flat(route.original_router, before)
        elif hasattr(getattr(route, "app", None), "routes"):
            yield from flat(route.app, before + route.path)
        else:
            for method in getattr(route, "methods", None) or ("GET", "POST"):
                yield method, before + route.path


ROUTES = [one for one in gradio_routes() if "/gradio_api" in one[1]]
HARMLESS = {  # no session, no event, nobody's data
    "app_id", "info", "login_check", "openapi.json", "queue/status", "startup-events", "theme.css",
    "token", "user", "mcp", "mcp/schema", "file={path_or_url:path}", "file/{path:path}",
}  # fmt: skip


def test_the_routes_are_found():
    paths = {path for _, path in ROUTES}
    assert {"/gradio_api/queue/data", "/gradio_api/call/{api_name}", "/gradio_api/mcp"} <= paths
    assert len(paths) > 40


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_of_gradio_takes_the_name_of_anothers_session_or_event(method, path):
    if path.removeprefix("/gradio_api/").rstrip("/") in HARMLESS:
        return
    events = OwnEvents()
    sent = json.dumps({"session_hash": SECRET, "event_id": SECRET, "data": []}).encode()
    asked = scope(re.sub(r"\{[^}]+\}", SECRET, path), method, f"session_hash={SECRET}&upload_id={SECRET}")
    try:
        reached = events.readdressed(asked, "user:ben")
        body = events.reworded(reached, sent, "user:ben")
    except Refusal:
        return
    assert SECRET not in reached["query_string"].decode()
    if method == "GET":
        assert SECRET not in reached["path"]
    elif path.startswith("/gradio_api/call/v2/"):  # its body holds arguments of an endpoint only
        assert body == sent
    elif method == "POST" and path != "/gradio_api/upload":
        assert SECRET not in body.decode()


def test_one_persons_name_is_anothers_other_name():
    asked = scope("/gradio_api/heartbeat/abc")
    one, other = (OwnEvents().readdressed(asked, key)["path"] for key in ("user:anna", "user:ben"))
    assert one != other
    assert OwnEvents().readdressed(asked, "user:anna")["path"] == one
    assert own_name("user:anna", "\ud800") != own_name("user:anna", "")


def test_every_one_of_a_repeated_name_is_replaced():
    asked = scope("/gradio_api/queue/data", query="session_hash=a&session_hash=b&session_hash=")
    query = OwnEvents().readdressed(asked, "user:anna")["query_string"].decode()
    assert query.split("&") == [f"session_hash={own_name('user:anna', n)}" for n in ("a", "b", "")]


def test_a_session_in_which_nothing_runs_is_not_there():
    events = OwnEvents(lambda session: session == own_name("user:anna", "abc"))
    asked = scope("/gradio_api/queue/data", query="session_hash=abc")
    events.readdressed(asked, "user:anna")
    with pytest.raises(Refusal, match="nothing of yours"):
        events.readdressed(asked, "user:ben")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 200_000, b'{"session_hash": ["a"]}', b'{"session_hash": 1}']
)
def test_what_is_no_request_of_gradios_is_refused_in_a_sentence(body):
    with pytest.raises(Refusal) as refused:
        OwnEvents().reworded(scope("/gradio_api/queue/join", "POST"), body, "user:anna")
    assert refused.value.status == 400


def began(events, key, event):
    """A person is told the id of an event that they began."""

    async def send(message):
        assert message

    noting = events.noting(scope("/gradio_api/call/ask", "POST"), key, send)
    reply = json.dumps({"event_id": event}).encode()
    asyncio.run(noting({"type": "http.response.body", "body": reply[:5], "more_body": True}))
    asyncio.run(noting({"type": "http.response.body", "body": reply[5:]}))


def test_an_event_is_fetched_and_cancelled_by_who_began_it():
    now = [0.0]
    events = OwnEvents(clock=lambda: now[0])
    began(events, "user:anna", "e1")
    fetch, cancel = scope("/gradio_api/call/ask/e1"), scope("/gradio_api/cancel", "POST")
    body = json.dumps({"event_id": "e1", "session_hash": "abc", "fn_index": 1}).encode()
    assert events.readdressed(fetch, "user:anna") == fetch
    assert json.loads(events.reworded(cancel, body, "user:anna"))["event_id"] == "e1"
    for key in ("user:ben", "address:10.0.0.7", ""):
        with pytest.raises(Refusal):
            events.readdressed(fetch, key)
        with pytest.raises(Refusal):
            events.reworded(cancel, body, key)
    now[0] += 4000
    with pytest.raises(Refusal):
        events.readdressed(fetch, "user:anna")


def test_the_ids_of_events_do_not_pile_up():
    events = OwnEvents()
    for number in range(MOST_EVENTS + 100):
        events._note(json.dumps({"event_id": str(number)}).encode(), "user:anna")
    assert len(events._events) == MOST_EVENTS
