"""A state folder that cannot be used takes no answer from the screen and no path to it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import gradio as gr
import pytest
from fastapi.testclient import TestClient

from app import build_app
from assistant.conversations import ConversationStore, new_conversation
from assistant.domain import Filters
from assistant.errors import AssistantError, StoreError
from assistant.exporting import to_json
from assistant.feedback import FeedbackStore
from assistant.pages.chat import NOT_KEPT, Chat, Pending
from assistant.pages.chat_events import grow_answer
from assistant.pages.conversations_tab import act, import_file, shown_list
from assistant.pages.edge import NOT_DONE, guarded
from assistant.settings import ROOT, Settings
from assistant.state_file import CANNOT_BE_USED, StateFile
from tests.fakes import URGENT, FakeAssistant
from tests.handlers import OWNER, called

ASSISTANT = FakeAssistant()
QUESTION = "How long should a serious case review take?"
TALK = new_conversation(OWNER).with_answer(ASSISTANT.ask(QUESTION))
FAULTS = {
    "full": (sqlite3.SQLITE_FULL, "database or disk is full"),
    "read-only": (sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    "locked": (sqlite3.SQLITE_BUSY, "database is locked"),
    "cut off": (sqlite3.SQLITE_IOERR, "disk I/O error"),
}


def failing(monkeypatch, fault, path=None):
    """Connections to files fail as on a full or read-only disk; those to memory work."""
    connect = StateFile._connect

    def refused(self):
        if self.path is None:
            return connect(self)
        error = sqlite3.OperationalError(f"{FAULTS[fault][1]}: {self.path}")
        error.sqlite_errorcode = FAULTS[fault][0]
        raise error

    monkeypatch.setattr(StateFile, "_connect", refused)


@pytest.fixture
def folder(tmp_path):
    """A state folder whose place is taken by a file: it cannot be made, read or written."""
    path = tmp_path / "my state"
    path.write_text("a file where a folder should be")
    return path


def chat_in(folder):
    kept = ConversationStore(folder / "conversations.sqlite")
    feedback = FeedbackStore(folder / "feedback.jsonl")
    return Chat(ASSISTANT, kept, ConversationStore(None), feedback)


def asked(chat, question, keep=True):
    """The updates of the page while an answer grows: transcript and message of each."""
    pending, talk = Pending(question), new_conversation(OWNER)
    grown = list(grow_answer(chat, pending, talk, keep, Filters(), OWNER))
    pages = [one[0] for one in grown if isinstance(one[0], str)]
    return pages[-1], grown[-1][1], grown[-1][3]


@pytest.mark.parametrize("question", [QUESTION, "What should I do at once?"])
@pytest.mark.parametrize("keep", [True, False])
def test_the_answer_stays_where_it_cannot_be_kept(folder, question, keep):
    chat = chat_in(folder)
    page, talk, message = asked(chat, question, keep)
    said = ASSISTANT.ask(question).statements[0].text
    assert said[:20] in page
    assert (URGENT in page) == (said == URGENT)
    assert (NOT_KEPT in message) == keep
    assert "my state" not in message
    assert chat.find(OWNER, talk.id).answers == talk.answers  # in memory: it can be saved


@pytest.mark.parametrize("fault", FAULTS)
def test_the_answer_stays_whatever_the_disk_says(tmp_path, monkeypatch, fault):
    chat = chat_in(tmp_path / "state")
    page, _, message = asked(chat, QUESTION)
    assert message == ""
    failing(monkeypatch, fault)
    page, talk, message = asked(chat, "What should I do at once?")
    assert URGENT in page
    assert NOT_KEPT in message
    monkeypatch.undo()
    assert chat.save(talk, keep=True) == ""  # and is kept as soon as the disk allows it
    assert len(chat.kept.listed(OWNER)) == 2


def fill(disk, left):
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as out:
        while out.write(bytes(4096)):
            pass
    os.truncate(filler, filler.stat().st_size - left)


def judge_often(chat):
    for _ in range(400):
        chat.judge(TALK, 0, {"helpful": "yes", "reason": "x" * 1000})


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 256 KB, mounted for the test; only root may do that."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    command = [mount, "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
    if not (mount and unmount) or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run([unmount, str(folder)], check=True)


def test_the_answer_stays_on_a_disk_that_is_really_full(small_disk):
    chat = chat_in(small_disk)
    asked(chat, QUESTION)
    fill(small_disk, left=8192)
    message = ""
    for _ in range(10):
        page, talk, message = asked(chat, QUESTION)
        assert ASSISTANT.ask(QUESTION).statements[0].text[:20] in page
        if message:
            break
    assert NOT_KEPT in message
    page, talk, message = asked(chat, "What should I do at once?")
    assert URGENT in page
    assert chat.find(OWNER, talk.id).answers == talk.answers


def test_feedback_on_a_full_disk_leaves_no_half_of_a_line(small_disk):
    chat = chat_in(small_disk)
    chat.judge(TALK, 0, {"helpful": "yes"})
    fill(small_disk, left=8192)
    with pytest.raises(StoreError) as caught:
        judge_often(chat)
    assert str(small_disk) not in caught.value.public
    assert len(chat.feedback.all()) > 2


def test_the_later_of_two_is_opened_where_only_the_earlier_is_on_disk(tmp_path, monkeypatch):
    chat = chat_in(tmp_path / "state")
    _, talk, _ = asked(chat, QUESTION)
    longer = talk.with_answer(ASSISTANT.ask("Where can I buy chocolate?"))
    failing(monkeypatch, "full")
    assert chat.save(longer, keep=True) == NOT_KEPT
    assert chat.find(OWNER, talk.id).answers == longer.answers
    monkeypatch.undo()
    assert chat.find(OWNER, talk.id).answers == longer.answers


def test_a_stopped_answer_stays(folder):
    chat = chat_in(folder)
    page, _, question, fault = chat.stopped(Pending(QUESTION), TALK, keep=True)
    assert TALK.answers[0].statements[0].text[:20] in page
    assert (question, fault) == ("", NOT_KEPT)


@pytest.mark.parametrize("action", ["open", "delete", "delete-all"])
def test_list_and_buttons_say_in_one_sentence_that_the_list_cannot_be_used(folder, action):
    chat = chat_in(folder)
    assert CANNOT_BE_USED in shown_list(chat, OWNER, "")
    *same, message = act(chat, action, TALK.id, "", TALK, OWNER)
    assert CANNOT_BE_USED in message
    assert "Deleted" not in message
    assert same == [gr.skip()] * 5  # what is on the screen stays


def test_a_file_read_in_is_said_to_be_not_kept(folder, tmp_path):
    path = tmp_path / "talk.json"
    path.write_text(to_json(TALK, (), date(2026, 12, 1)))
    with pytest.raises(StoreError) as caught:
        import_file(chat_in(folder), path, OWNER)
    assert caught.value.public == CANNOT_BE_USED


def test_feedback_that_cannot_be_saved_is_said_without_a_path(folder):
    with pytest.raises(StoreError) as caught:
        chat_in(folder).judge(TALK, 0, {"helpful": "yes"})
    assert str(folder) in str(caught.value)
    assert "my state" not in caught.value.public


@pytest.fixture(params=["a file in its place", "a full disk"])
def site(request, tmp_path, monkeypatch):
    """The whole site over a state folder that cannot be used."""
    state = tmp_path / "my state"
    if request.param == "a full disk":
        state.mkdir()
        failing(monkeypatch, "full")
        full = OSError(28, "No space left on device", str(state / "x"))

        def refuse(self, *args, **kwargs):
            raise full

        opened = Path.open
        for name in ("write_text", "write_bytes", "touch"):
            monkeypatch.setattr(Path, name, refuse)
        monkeypatch.setattr(
            Path,
            "open",
            lambda self, mode="r", *a, **k: (
                opened(self, mode, *a, **k) if mode in ("r", "rb") else refuse(self)
            ),
        )
    else:
        state.write_text("a file where a folder should be")
    data = tmp_path / "data"  # as committed, but without question sets: no run is started
    data.mkdir()
    for one in (ROOT / "data").iterdir():
        if one.name not in ("questions", "index", "state", "library"):
            (data / one.name).symlink_to(one)
    settings = Settings(data_dir=data, state_dir=state, library_dir=tmp_path / "my library")
    return build_app(replace(ASSISTANT, settings=settings))


def blocks_of(site):
    return next(route.app.get_blocks() for route in site.routes if hasattr(route.app, "get_blocks"))


def test_no_handler_and_no_endpoint_names_a_place_on_the_server(site, tmp_path):
    path = Path(__file__).with_name("test_unusable_state.py")  # no conversation, no quiz
    files = {"import": str(path), "import-quiz": str(path)}
    names = []
    for one in called(blocks_of(site), TALK, Pending(QUESTION), files):
        names.append(one.name)
        assert not isinstance(one.error, OSError | sqlite3.Error | AssistantError), one.name
        shown = repr(one.outputs) + repr(one.error)
        for place in ("my state", "my library", str(tmp_path), str(ROOT), "No space"):
            assert place not in shown, one.name
    assert len(names) > 60
    assert any("Endpoints.ask" in name for name in names)
    assert any("QuizEvents.drafted" in name for name in names)


def test_an_answer_of_the_served_page_stays(site):
    for one in called(blocks_of(site), new_conversation(OWNER), Pending(QUESTION), {}):
        if "_wire_asking.<locals>.answer" in one.name:
            assert ASSISTANT.ask(QUESTION).statements[0].text[:20] in repr(one.outputs)
            assert NOT_KEPT in repr(one.outputs[-1])
            return
    pytest.fail("no handler answers")


def test_the_site_opens_and_serves_exports_of_what_is_in_memory(site):
    with TestClient(site) as client:
        assert client.get("/healthz").text == "ok"
        page = client.get("/", headers={"accept": "text/html"})
        assert page.status_code == 200
        said = client.get("/export/nothing/all.docx")
        assert said.status_code == 503
        assert said.text == CANNOT_BE_USED


def test_what_nobody_foresaw_leaves_a_handler_as_one_sentence():
    def broken():
        raise OSError(28, "No space left on device", "/srv/state/x")

    def growing():
        yield "an answer"
        raise sqlite3.OperationalError("unable to open /srv/state/x")

    def told():
        raise gr.Error("In /srv/state/x.")

    with pytest.raises(gr.Error) as caught:
        guarded(broken)()
    assert caught.value.message == NOT_DONE
    steps = guarded(growing)()
    assert next(steps) == "an answer"
    with pytest.raises(gr.Error) as caught:
        next(steps)
    assert caught.value.message == NOT_DONE
    with pytest.raises(gr.Error) as caught:
        guarded(told)()
    assert "/srv" not in caught.value.message


def test_config_tells_programs_no_place_of_the_state(site, tmp_path):
    config = json.dumps(blocks_of(site).get_config_file(), default=str)
    assert "my state" not in config
