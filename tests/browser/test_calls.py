"""Programs' calls: the document's own lines, sentences for what does not fit, and no memory kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client

from assistant.errors import QuestionError
from assistant.pages.calls import KINDS, arranged, values_of
from assistant.pages.states import (
    CLOSED_SECONDS,
    EVERY,
    IDLE_SECONDS,
    MOST_SESSIONS,
    MOST_UNFETCHED,
    UNFETCHED_SECONDS,
    LeanState,
    States,
)
from assistant.settings import Settings
from tests.browser.test_uploads import pages_of
from tests.fakes import FakeAssistant
from tests.serving import serving

REVIEW = "How long should a serious case review take?"
ENDPOINTS = ("ask", "search", "paragraph", "quiz")
PAGES = Path(__file__).resolve().parents[2] / "docs" / "pages.md"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    from app import build_app

    site = build_app(FakeAssistant(settings=Settings(state_dir=tmp_path_factory.mktemp("state"))))
    with serving(site) as address:
        yield address, pages_of(site)


@pytest.fixture(scope="module")
def http(served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served[0], timeout=60) as client:
        yield client


def call(http: httpx.Client, endpoint: str, body: object) -> tuple[str, Any]:
    """What a plain call gives: "complete" or "error" with its data, or the status as "error"."""
    sent = http.post(f"/gradio_api/call/{endpoint}", json=body)
    if sent.status_code != 200:
        return "error", sent.json()
    read = http.get(f"/gradio_api/call/{endpoint}/{sent.json()['event_id']}").text
    event, data = re.match(r"event: (\w+)\ndata: (.*)\n", read).groups()
    return event, json.loads(data)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGES.read_text("utf-8"), re.DOTALL)


def test_the_documents_python_lines_run(served):
    (code,) = [block for block in blocks("python") if "gradio_client" in block]
    shown = code.replace("http://127.0.0.1:7860", served[0])
    names = ("record", "follow_up", "found", "words", "quiz")
    shown += "\nimport json\n" + f"print(json.dumps([{', '.join(names)}]))"
    ran = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    record, follow_up, found, words, quiz = json.loads(ran.stdout.splitlines()[-1])
    assert (record["question"], follow_up["history"]) == (REVIEW, [REVIEW])
    assert len(found["passages"]) == 5
    assert words["paragraph_id"] == "2002/5.45"
    assert quiz["items"]


def test_the_documents_http_lines_run(served):
    (code,) = [block for block in blocks("sh") if "curl" in block]
    shown = code.replace("http://127.0.0.1:7860", served[0])
    ran = subprocess.run(["bash", "-ec", shown], capture_output=True, text=True, timeout=120)
    event, data = ran.stdout.splitlines()[:2]
    assert event == "event: complete", ran.stdout + ran.stderr
    (record,) = json.loads(data.removeprefix("data: "))
    assert record["question"] == REVIEW


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [("ask", [REVIEW]), ("search", ["GPs"]), ("paragraph", ["2002/5.45"]), ("quiz", [])],
)
def test_what_may_be_left_out_is_filled_in(http, endpoint, data):
    event, (record,) = call(http, endpoint, {"data": data})
    assert event == "complete"
    assert set(record)


@pytest.mark.parametrize(
    ("endpoint", "data", "said"),
    [
        ("search", ["GPs", "abc", []], "k must be a whole number."),
        ("search", ["GPs", 2.5], "k must be a whole number."),
        ("search", ["GPs", True], "k must be a whole number."),
        ("ask", [REVIEW, [], "2002"], "reports must be a list of texts"),
        ("ask", [REVIEW, "How often?"], "history must be a list of texts"),
        ("ask", [REVIEW, [3]], "history must be a list of texts"),
        ("ask", [REVIEW, {"a": 1}], "history must be a list of texts"),
        ("ask", [7], "question must be a text."),
        ("ask", [None], "question must be a text."),
        ("ask", [[REVIEW]], "question must be a text."),
        ("ask", [], "0 values were sent. Send these, in this order: question, history (may"),
        ("ask", [REVIEW, [], [], 1], "4 values were sent."),
        ("paragraph", [None], "paragraph_id must be a text."),
        ("paragraph", [], "0 values were sent."),
        ("quiz", ["", "many"], "number must be a whole number."),
        ("quiz", ["", 5, [], "x"], "seed must be a whole number."),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence(http, endpoint, data, said):
    event, came = call(http, endpoint, {"data": data})
    assert event == "error"
    assert came["error"].startswith(said)
    assert came["error"].endswith(".")


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": "x"}, {"data": {"question": "x"}}])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_malformed_body_is_told_in_one_sentence(http, endpoint, body):
    sent = http.post(f"/gradio_api/call/{endpoint}", json=body)
    assert sent.status_code == 422
    assert sent.json()["detail"].startswith("Send a JSON object such as")


def test_a_name_that_no_endpoint_has_is_told_in_one_sentence(http):
    sent = http.post("/gradio_api/call/nothing", json={"data": []})
    assert sent.status_code == 404
    assert sent.json()["detail"].startswith("There is no endpoint of this name")


def test_no_malformed_call_of_any_endpoint_ends_in_null(http, served):
    """Every public endpoint, every place, every kind of JSON value: a new endpoint is in it."""
    odd: list[Any] = [None, 3, 2.5, True, "", "x" * 3000, [], [1], [None], {}, {"a": 1}, -1, 10**30]
    silent = []
    for fn in served[1].fns.values():
        if fn.api_visibility != "public":
            continue
        good = {"question": "GPs", "paragraph_id": "2002/5.45", "topic": "GPs"}
        first = [good.get(value.name, value.default) for value in values_of(fn.fn)]
        for place in range(len(first)):
            for value in odd:
                data = [*first[:place], value, *first[place + 1 :]]
                event, came = call(http, fn.api_name, {"data": data})
                if event != "complete" and not (isinstance(came, dict) and came.get("error")):
                    silent.append((fn.api_name, place, value, came))
    assert silent == []


def test_every_value_of_an_endpoint_is_of_a_kind_that_is_checked(served):
    for fn in served[1].fns.values():
        if fn.api_visibility == "public":
            values = values_of(fn.fn)
            assert {value.kind for value in values} <= set(KINDS)
            assert [value.name for value in values] == [
                name for name in signature(fn.fn).parameters if name != "request"
            ]


def test_values_are_arranged_for_any_function():
    def endpoint(a: str, b: int = 3, c: list[str] | None = None) -> None:
        """An endpoint."""

    assert arranged(endpoint, ["x"]) == ["x", 3, None]
    assert arranged(endpoint, ["x", None, ["y"]]) == ["x", 3, ["y"]]
    assert arranged(endpoint, ["x", 4.0]) == ["x", 4, None]
    with pytest.raises(QuestionError, match="b must be a whole number"):
        arranged(endpoint, ["x", float("nan")])


def test_calls_leave_no_sessions_and_no_messages_behind(served, http):
    """Plain calls, fetched or not, and programs with gradio_client: 300 of them and a few."""
    _, pages = served
    states, queue = pages.state_holder, pages._queue
    before = len(states.session_data)

    def fetched(_: int) -> None:
        assert call(http, "paragraph", {"data": ["2002/5.45"]})[0] == "complete"

    with ThreadPoolExecutor(4) as people:
        list(people.map(fetched, range(200)))
    for number in range(100):  # nobody comes for these
        path, body = "/gradio_api/call/paragraph", {"data": ["2002/5.45"]}
        assert http.post(path, json={**body, "session_hash": f"mine{number}"}).status_code == 200
    client = Client(served[0], verbose=False)
    for _ in range(5):
        client.predict("2002/5.45", api_name="/paragraph")
    for session in range(20):
        sent = {"fn_index": None, "data": ["2002/5.45"], "session_hash": f"own{session}"}
        assert http.post("/gradio_api/run/paragraph", json=sent).status_code == 200
    assert len(states.session_data) == before
    assert len(queue.event_analytics) <= 1
    states._looked -= EVERY
    states.delete_all_expired_state()
    waiting = len(queue.pending_event_ids_session)
    assert waiting <= MOST_UNFETCHED
    clock = states._clock
    states._clock = lambda: clock() + UNFETCHED_SECONDS + EVERY
    states.delete_all_expired_state()
    states._clock = clock
    assert len(queue.pending_event_ids_session) == 0
    assert len(queue.pending_messages_per_session) == 0


def test_a_pages_session_is_kept_while_it_is_open_and_an_hour_after(served):
    _, pages = served
    now = [0.0]
    own = pages.state_holder
    states = States(pages, clock=lambda: now[0])
    try:
        states["open"].state_data[1] = "held"
        states["closed"].state_data[1] = "held"
        states["closed"].is_closed = True
        now[0] += CLOSED_SECONDS
        states.delete_all_expired_state()
        assert set(states.session_data) == {"open", "closed"}
        now[0] += EVERY
        states.delete_all_expired_state()
        assert set(states.session_data) == {"open"}
        states.release("open")
        assert "open" in states
        now[0] += IDLE_SECONDS
        states.delete_all_expired_state()
        assert states.session_data == {}
        for number in range(MOST_SESSIONS + 10):
            states[str(number)].state_data[1] = "held"
        assert len(states.session_data) == MOST_SESSIONS
    finally:
        pages.state_holder = own


def test_a_session_is_small(served):
    """Gradio's own copies the whole page for each: 0.37 MB."""
    _, pages = served
    state = LeanState(pages)
    held = [component for component in pages.blocks.values() if component.stateful]
    assert len(state.blocks_config.blocks) == len(pages.blocks)
    assert state.config_values == {}
    state[held[0]._id] = "changed"
    assert state[held[0]._id] == "changed"
    assert state.config_values == {}
