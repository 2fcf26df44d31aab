"""A damaged conversations file is set aside and kept, said once, and the rest serves."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app import build_app
from assistant.conversations import ConversationStore, new_conversation
from assistant.errors import StoreError
from assistant.feedback import FeedbackStore
from assistant.pages.chat import Chat
from assistant.pages.conversations_tab import shown_list
from assistant.settings import Settings
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
ANSWER = ASSISTANT.ask("How long should a serious case review take?")


def talk(store):
    conversation = new_conversation("anna").with_answer(ANSWER)
    store.save(conversation)
    return conversation


def no_database(path):
    path.write_text("not a database at all, not even nearly" * 100)


def zeroed_in_the_middle(path):
    content = bytearray(path.read_bytes())
    content[4096 : len(content) - 4096] = bytes(len(content) - 8192)
    path.write_bytes(content)


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def head_flipped(path):
    path.write_bytes(b"\xff" + path.read_bytes()[1:])


def another_program(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE conversations (number INTEGER)")
        connection.commit()


DAMAGES = [no_database, zeroed_in_the_middle, cut_short, head_flipped, another_program]


def damaged_file(tmp_path, damage):
    path = tmp_path / "state" / "conversations.sqlite"
    store = ConversationStore(path)
    for _ in range(20):
        talk(store)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(path)
    return path


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_is_set_aside_and_kept_and_new_ones_are_stored(tmp_path, caplog, damage):
    path = damaged_file(tmp_path, damage)
    content = path.read_bytes()
    with caplog.at_level(logging.WARNING):
        store = ConversationStore(path)
        assert store.listed("anna") == ()
        saved = talk(store)
        assert store.find("anna", saved.id).answers == (ANSWER,)
    [aside] = path.parent.glob("*.damaged-*[0-9a-f]")
    assert aside.read_bytes() == content
    assert [r.message for r in caplog.records if aside.name in r.message] == [
        r.message for r in caplog.records
    ]
    assert len(caplog.records) == 1  # said once
    again = ConversationStore(path)
    assert again.find("anna", saved.id) is not None
    assert again.file.notes == ()


def test_the_page_says_so_without_a_path(tmp_path):
    path = damaged_file(tmp_path, no_database)
    feedback = FeedbackStore(tmp_path / "feedback.jsonl")
    chat = Chat(ASSISTANT, ConversationStore(path), ConversationStore(None), feedback)
    page = shown_list(chat, "anna", "")
    assert "set aside" in page
    assert str(tmp_path) not in page


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_site_opens_and_answers(tmp_path, damage):
    path = damaged_file(tmp_path, damage)
    site = build_app(replace(ASSISTANT, settings=Settings(state_dir=path.parent)))
    with TestClient(site) as client:
        assert client.get("/healthz").text == "ok"
        assert client.get("/", headers={"accept": "text/html"}).status_code == 200


def test_what_breaks_while_it_serves_is_set_aside_at_the_next_question(tmp_path):
    path = tmp_path / "conversations.sqlite"
    store = ConversationStore(path)
    talk(store)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    no_database(path)
    with pytest.raises(StoreError) as caught:
        talk(store)
    assert str(tmp_path) not in caught.value.public
    saved = talk(store)
    assert [one.id for one in store.listed("anna")] == [saved.id]


def test_a_file_deleted_while_it_serves_is_made_anew(tmp_path):
    path = tmp_path / "conversations.sqlite"
    store = ConversationStore(path)
    talk(store)
    for one in tmp_path.iterdir():
        one.unlink()
    saved = talk(store)
    assert [one.id for one in store.listed("anna")] == [saved.id]


@pytest.mark.parametrize(
    "words", ["", "{", "null", "[]", '{"question": 1}', "[" * 100_000, '{"paragraphs": 5}']
)
def test_one_damaged_answer_costs_that_conversation_alone(tmp_path, words):
    store = ConversationStore(tmp_path / "c.sqlite")
    broken, whole = talk(store), talk(store)
    with store.file.open() as connection:
        connection.execute(
            "UPDATE answers SET answer = ? WHERE conversation = ?", (words, broken.id)
        )
    with pytest.raises(StoreError) as caught:
        store.find("anna", broken.id)
    assert "damaged" in caught.value.public
    assert store.find("anna", whole.id).answers == (ANSWER,)
    assert len(store.listed("anna")) == 2


def test_a_row_whose_time_is_damaged_is_listed(tmp_path):
    store = ConversationStore(tmp_path / "c.sqlite")
    saved = talk(store)
    with store.file.open() as connection:
        connection.execute("UPDATE conversations SET changed = 'yesterday'")
    feedback = FeedbackStore(tmp_path / "feedback.jsonl")
    chat = Chat(ASSISTANT, store, ConversationStore(None), feedback)
    assert saved.title in json.dumps(shown_list(chat, "anna", ""))
