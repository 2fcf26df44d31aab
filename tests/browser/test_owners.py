"""What one person began is reached by nobody else, whatever names of sessions they know."""

from __future__ import annotations

import re

import pytest

from tests.events import ANSWER, Someone, data_of, takes_state

QUESTION = "How long should a serious case review in Wexcombe take?"
ACTIONS = ("again", "ask", "judge", "feedback", "open", "delete", "delete-all")
FIELDS = {"helpful": "yes", "reason": "seen by another", "right": "", "words": "x", "title": "x"}
OTHERS = {"another browser": {}, "a program": {"cookie": False}}


@pytest.fixture
def anna(site):
    """Somebody with a conversation in a live session."""
    person = Someone(site.address)
    assert "Wexcombe" in person.ask(QUESTION)
    return person


@pytest.fixture(params=OTHERS)
def other(site, anna, request):
    """Somebody else who knows the name of that session."""
    return Someone(site.address, session=anna.session, **OTHERS[request.param])


def test_an_answer_on_its_way_is_fetched_by_who_asked_alone(anna, other):
    anna.did("posed", ["And in Wexcombe, how often?", None, None, None])
    assert anna.begin(anna.number("answer"), ANSWER).status_code == 200
    status, text = other.fetched(anna.session)
    assert (status, text) == (404, "There is nothing of yours under this address.")
    assert "Wexcombe, how often" in anna.fetched()[1]


def test_no_handler_that_reads_a_session_shows_or_changes_anothers(site, anna, other):
    before = anna.transcript()
    numbers = takes_state(other.config)
    assert len(numbers) > 20
    for number in numbers:
        data = data_of(other.config, number)
        for action in ACTIONS:
            event = {"action": action, "value": "0", "fields": FIELDS}
            assert "Wexcombe" not in other.did(number, data, event)
    assert all("Wexcombe" not in one.question for one in site.feedback.all())
    assert anna.transcript() == before
    assert "Wexcombe" in anna.ask("And how often?")


def test_anothers_running_event_cannot_be_stopped_or_fetched_by_its_id(site, anna, other):
    begun = anna.http.post("/gradio_api/call/paragraph", json={"data": ["2002/5.45"]})
    event = begun.json()["event_id"]
    stopped = {"session_hash": anna.session, "fn_index": 0, "event_id": event}
    assert other.http.post("/gradio_api/cancel", json=stopped).status_code == 404
    for path in (f"call/paragraph/{event}", f"call/v2/paragraph/{event}"):
        assert other.http.get(f"/gradio_api/{path}").status_code == 404
    assert other.http.get("/gradio_api/queue/data", params={"session_hash": event}).status_code == 404
    assert "Chapter 8" in anna.http.get(f"/gradio_api/call/paragraph/{event}").text


def test_a_program_without_a_cookie_fetches_what_it_began(site):
    program = Someone(site.address, cookie=False)
    event = program.http.post("/gradio_api/call/paragraph", json={"data": ["2002/5.45"]}).json()
    assert "Chapter 8" in program.http.get(f"/gradio_api/call/paragraph/{event['event_id']}").text


def test_a_saved_answer_is_exported_by_its_owner_alone(anna, other):
    address = re.search(r"/export/[\w-]+/0\.json", anna.transcript())
    assert address is not None
    assert "Wexcombe" in anna.http.get(address[0]).text
    assert other.http.get(address[0]).status_code == 404


def test_addresses_of_gradios_that_nothing_here_uses_are_not_there(site, anna):
    for path in ("deep_link?session_hash=x", "stream/x/y/1/playlist.m3u8", "dev/reload", "runs"):
        assert anna.http.get(f"/gradio_api/{path}").status_code == 404
    for path in ("component_server", "process_recording", "stream/x", "vibe-edit", "mcp/messages/"):
        assert anna.http.post(f"/gradio_api/{path}", json={}).status_code == 404
    assert anna.http.get("/monitoring/summary").status_code == 404


def test_an_upload_over_the_limit_is_refused_on_the_stream_itself(site, anna):
    def too_much():
        yield b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(41):
            yield b"a" * 1_000_000
        yield b"\r\n--x--\r\n"

    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = anna.http.post("/gradio_api/upload", content=too_much(), headers=kind)
    assert answer.status_code == 413
