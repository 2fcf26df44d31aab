"""Feedback becomes a candidate that can be accepted or rejected once."""

from __future__ import annotations

import pytest

from assistant.conversations import ConversationStore, new_conversation
from assistant.errors import QuestionError, StoreError
from assistant.feedback import FeedbackStore, judged
from assistant.pages.chat import Chat
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
ANSWER = ASSISTANT.ask("How long should a serious case review take?")


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "state" / "feedback.jsonl")


@pytest.fixture
def chat(store):
    return Chat(ASSISTANT, ConversationStore(None), ConversationStore(None), store)


def test_a_judgement_is_kept_whole(store):
    given = judged(ANSWER, helpful=False, reason=" Too short ", right="2002/5.45")
    store.add(given)
    assert store.all() == (given,)
    assert given.reason == "Too short"
    assert given.cited == tuple(c.paragraph.id for c in ANSWER.citations)


def test_accepted_and_rejected_no_longer_wait(store):
    first, second, third = (judged(ANSWER, helpful=True, reason="", right="") for _ in range(3))
    for one in (first, second, third):
        store.add(one)
    store.decide(first.id, "accepted")
    store.decide(second.id, "rejected")
    assert store.waiting() == (third,)
    assert [one.status for one in store.all()] == ["accepted", "rejected", "new"]
    with pytest.raises(StoreError):
        store.decide(third.id, "perhaps")


def test_a_damaged_file_is_named(store, tmp_path):
    store.add(judged(ANSWER, helpful=True, reason="", right=""))
    path = tmp_path / "state" / "feedback.jsonl"
    path.write_text(path.read_text() + "{half")
    with pytest.raises(StoreError, match=r"feedback\.jsonl"):
        store.all()


def test_the_page_saves_what_the_form_says(chat, store):
    talk = new_conversation("anna").with_answer(ANSWER)
    chat.judge(talk, 0, {"helpful": "no", "reason": "Wrong place", "right": "2002/5.45"})
    assert (store.all()[0].helpful, store.all()[0].right) == (False, "2002/5.45")


@pytest.mark.parametrize("fields", [{}, {"helpful": "maybe"}, {"helpful": "no", "right": "9/9"}])
def test_an_incomplete_form_is_not_saved(chat, store, fields):
    with pytest.raises(QuestionError):
        chat.judge(new_conversation("anna").with_answer(ANSWER), 0, fields)
    assert store.all() == ()
