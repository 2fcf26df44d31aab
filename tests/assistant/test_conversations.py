"""Conversations: kept with their citations, seen by their owner alone, forgotten in time."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from dataclasses import replace

import pytest

from assistant.conversations import TITLE_LENGTH, ConversationStore, new_conversation, title_of
from assistant.errors import StoreError
from assistant.saved import answer_from_json, answer_to_json, as_turn
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
REVIEW = ASSISTANT.ask("How long should a serious case review take?")
SCHOOLS = ASSISTANT.ask("How well did schools know their child protection responsibilities?")


@pytest.fixture
def store(tmp_path):
    return ConversationStore(tmp_path / "state" / "conversations.sqlite")


def talk(store, owner, *answers):
    conversation = new_conversation(owner)
    for answer in answers:
        conversation = conversation.with_answer(answer)
    store.save(conversation)
    return conversation


def test_an_answer_survives_json_with_every_field():
    assert answer_from_json(answer_to_json(REVIEW)) == REVIEW


def test_a_changed_quotation_is_refused():
    stored = answer_to_json(REVIEW)
    stored["citations"][0]["quote"] = "within two weeks"
    with pytest.raises(ValueError, match="not in its paragraph"):
        answer_from_json(stored)


def test_a_conversation_survives_a_restart_with_its_citations(tmp_path):
    path = tmp_path / "conversations.sqlite"
    saved = talk(ConversationStore(path), "anna", REVIEW, SCHOOLS)
    found = ConversationStore(path).find("anna", saved.id)
    assert found.answers == (REVIEW, SCHOOLS)
    assert found.title == REVIEW.question


def test_nobody_sees_or_changes_what_is_anothers(store):
    hers = talk(store, "anna", REVIEW)
    assert store.find("ben", hers.id) is None
    assert store.listed("ben") == ()
    store.delete("ben", hers.id)
    store.rename("ben", hers.id, "Mine now")
    assert store.delete_all("ben") == 0
    with pytest.raises(StoreError, match="someone else"):
        store.save(type(hers)(hers.id, "ben", "Mine now"))
    assert store.find("anna", hers.id).title == REVIEW.question


def test_the_latest_is_listed_first_and_a_search_reads_answers_and_quotations(store):
    talk(store, "anna", REVIEW)
    talk(store, "anna", SCHOOLS)
    assert [one.title for one in store.listed("anna")] == [SCHOOLS.question, REVIEW.question]
    words = REVIEW.citations[0].quote[10:40].upper()
    assert [one.title for one in store.listed("anna", words)] == [REVIEW.question]


@pytest.mark.parametrize("sign", ["%", "_", "\\", "' OR 1=1 --"])
def test_signs_of_sql_are_plain_characters(store, sign):
    talk(store, "anna", REVIEW)
    assert store.listed("anna", sign) == ()


def test_rename_and_delete(store):
    one = talk(store, "anna", REVIEW)
    store.rename("anna", one.id, "  Serious   case reviews ")
    assert store.listed("anna")[0].title == "Serious case reviews"
    with pytest.raises(StoreError):
        store.rename("anna", one.id, "  ")
    store.delete("anna", one.id)
    assert store.listed("anna") == ()
    assert store.find("anna", one.id) is None


def test_what_is_deleted_leaves_no_words_in_the_file(tmp_path):
    path = tmp_path / "conversations.sqlite"
    store = ConversationStore(path)
    one = talk(store, "anna", ASSISTANT.ask("What of zanzibarquestion reviews?"))
    store.delete("anna", one.id)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zanzibarquestion" not in path.read_bytes()


def test_a_store_in_memory_writes_nothing_to_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = ConversationStore(None)
    one = talk(store, "anna", REVIEW)
    assert store.find("anna", one.id).answers == (REVIEW,)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_of_the_file_may_read_it(tmp_path):
    path = tmp_path / "c.sqlite"
    ConversationStore(path).listed("anna")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_twenty_people_at_once_lose_and_mix_up_nothing(store):
    def work(owner):
        conversation = new_conversation(owner)
        for _ in range(5):
            conversation = conversation.with_answer(REVIEW)
            store.save(conversation)

    owners = [f"owner {number}" for number in range(20)]
    threads = [threading.Thread(target=work, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[one.questions for one in store.listed(owner)] for owner in owners] == [[5]] * 20


def test_a_turn_remembers_what_was_asked_searched_and_cited():
    turn = as_turn(REVIEW)
    assert turn.question == REVIEW.question
    assert turn.searched_for == REVIEW.searched_for
    assert turn.cited == tuple(citation.paragraph.id for citation in REVIEW.citations)


@pytest.mark.parametrize("before", range(40, 90))
def test_a_title_is_masked_before_it_is_cut(store, before):
    asked = (
        "What is said of thresholds ".ljust(before, "x")
        + " at 12 Elm Road, LS1 4AB, 0113 496 0000?"
    )
    saved = talk(store, "anna", replace(REVIEW, question=asked))
    for title in (saved.title, store.listed("anna")[0].title, title_of(asked)):
        assert len(title) <= TITLE_LENGTH
        assert not re.search("12|Elm|LS1|0113|496", title)
        assert title.count("[") == title.count("]")


def test_a_new_name_is_masked_before_it_is_cut(store):
    saved = talk(store, "anna", REVIEW)
    store.rename("anna", saved.id, "Notes " * 12 + "on 12 Elm Road")
    assert "12" not in store.listed("anna")[0].title
