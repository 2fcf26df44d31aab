"""Old conversations are forgotten in time, by a clock that is not taken at its word."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from app import build_app
from assistant.conversations import ConversationStore, new_conversation
from assistant.feedback import FeedbackStore
from assistant.pages import site as site_module
from assistant.pages.chat import Chat
from assistant.pages.conversations_tab import shown_list
from assistant.retention import EVERY, Retention
from assistant.settings import Settings
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
ANSWER = ASSISTANT.ask("How long should a serious case review take?")
NOW = datetime.now(UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Clock:
    """A clock on the wall, which may be set, and a steady one, which may not."""

    wall: datetime = NOW
    steady: float = 0.0

    def passes(self, time: timedelta) -> None:
        self.wall += time
        self.steady += time.total_seconds()


class Computer:
    """A store with conversations of different ages, and what looks after their age."""

    def __init__(self, path, days=90):
        self.store, self.days = ConversationStore(path), days
        self.clock = Clock()
        self.start()

    def start(self):
        """The assistant started (again): the steady clock begins anew."""
        self.clock.steady = 0.0
        self.ageing = Retention(
            self.store,
            self.days,
            wall=lambda: self.clock.wall,
            steady=lambda: self.clock.steady,
        )

    def asked(self, age=timedelta(0)):
        conversation = new_conversation("anna").with_answer(ANSWER)
        self.store.save(conversation)
        changed = (self.clock.wall - age).isoformat()
        with self.store.file.open() as connection:
            connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ?", (changed, conversation.id)
            )

    def serves(self, time):
        """The pages are served for this long, looking every hour at least at first."""
        deleted = 0
        step = EVERY if time <= 2 * DAY else DAY
        for _ in range(int(time / step)):
            self.clock.passes(step)
            deleted += self.ageing.sweep().deleted
        return deleted

    @property
    def left(self):
        return len(self.store.listed("anna"))


@pytest.fixture
def computer(tmp_path):
    made = Computer(tmp_path / "c.sqlite")
    for age in (0, 10, 50, 88):
        made.asked(age * DAY)
    assert made.ageing.sweep().deleted == 0
    return made


def test_what_is_older_than_the_retention_days_goes_while_the_pages_are_served(computer):
    assert computer.serves(DAY) == 0
    assert computer.serves(2 * DAY) == 1
    assert computer.left == 3


def test_the_rest_goes_in_its_time_without_a_restart(computer):
    computer.serves(41 * DAY)
    assert computer.left == 2
    computer.serves(50 * DAY)
    assert computer.left == 0


def test_zero_days_keep_for_ever(tmp_path):
    computer = Computer(tmp_path / "c.sqlite", days=0)
    computer.asked(9999 * DAY)
    assert computer.serves(DAY) == 0
    assert computer.left == 1


@pytest.mark.parametrize("leap", [3 * DAY, 89 * DAY, 365 * DAY, 9000 * DAY])
def test_a_clock_set_wrong_deletes_nothing_and_that_is_said(computer, leap):
    computer.clock.wall += leap
    done = computer.ageing.sweep()
    assert done.deleted == 0
    assert f"{computer.clock.wall:%d %B %Y}" in done.said
    assert computer.serves(20 * HOUR) == 0
    computer.clock.wall -= leap  # set right again
    computer.serves(HOUR)
    assert (computer.left, computer.ageing.said) == (4, "")


def test_restarts_within_a_day_confirm_nothing(computer):
    computer.clock.wall += 9000 * DAY
    for _ in range(20):
        computer.start()
        assert computer.ageing.sweep().deleted == 0
        computer.clock.passes(HOUR)
    assert computer.left == 4


def test_a_clock_that_leaps_at_every_start_confirms_nothing(computer):
    for _ in range(10):
        computer.clock.wall += 400 * DAY
        computer.start()
        assert computer.ageing.sweep().deleted == 0
    assert computer.left == 4


def test_a_clock_that_stands_at_the_same_wrong_time_at_every_start_confirms_nothing(computer):
    for _ in range(10):
        computer.clock.wall = NOW + 9000 * DAY
        computer.start()
        assert computer.serves(5 * HOUR) == 0
    assert computer.left == 4


def test_a_second_leap_within_the_day_is_not_taken_for_a_day(computer):
    computer.clock.wall += 9000 * DAY
    computer.ageing.sweep()
    computer.clock.wall += 2 * DAY
    computer.clock.steady += 60
    assert computer.ageing.sweep().deleted == 0


def test_a_day_by_the_steady_clock_confirms_the_time(computer):
    computer.clock.wall += 60 * DAY  # the computer was off: nobody asked anything
    assert computer.ageing.sweep().deleted == 0
    assert computer.serves(26 * HOUR) == 2
    assert computer.left == 2


def test_a_second_start_a_day_later_confirms_the_time(computer):
    computer.clock.wall += 60 * DAY
    computer.start()
    assert computer.ageing.sweep().deleted == 0
    computer.clock.wall += 7 * DAY  # a computer that is used once a week
    computer.start()
    assert computer.ageing.sweep().deleted == 2


def test_a_clock_set_back_deletes_nothing(computer):
    computer.clock.wall -= 400 * DAY
    done = computer.ageing.sweep()
    assert (done.deleted, computer.left) == (0, 4)
    assert done.said


def test_conversations_from_a_wrong_future_count_from_the_day_the_time_is_sure(computer):
    computer.clock.wall += 9000 * DAY
    computer.asked()
    computer.clock.wall -= 9000 * DAY
    assert computer.ageing.sweep().said
    assert computer.serves(26 * HOUR) == 0
    assert computer.left == 5
    computer.serves(88 * DAY)
    assert computer.left == 2  # the newest of before, and the one from the future
    computer.serves(3 * DAY)
    assert computer.left == 0


def test_a_store_of_before_is_not_emptied_at_the_first_start_of_a_wrong_clock(tmp_path):
    computer = Computer(tmp_path / "c.sqlite")
    for age in (0, 10):
        computer.asked(age * DAY)
    with computer.store.file.open() as connection:
        connection.execute("DELETE FROM clock")
    computer.clock.wall += 9000 * DAY
    computer.start()
    assert computer.ageing.sweep().deleted == 0


def test_a_store_that_cannot_be_used_is_no_failure(tmp_path):
    (tmp_path / "state").write_text("a file")
    ageing = Retention(ConversationStore(tmp_path / "state" / "c.sqlite"), 90)
    done = ageing.sweep()
    assert done.deleted == 0
    assert str(tmp_path) not in done.said


def test_the_list_of_conversations_says_why_nothing_is_deleted(computer, tmp_path):
    feedback = FeedbackStore(tmp_path / "feedback.jsonl")
    chat = Chat(
        ASSISTANT, computer.store, ConversationStore(None), feedback, ageing=computer.ageing
    )
    assert "Nothing was deleted" not in shown_list(chat, "anna", "")
    computer.clock.wall += 9000 * DAY
    computer.ageing.sweep()
    assert "Nothing was deleted" in shown_list(chat, "anna", "")


def test_the_served_site_looks_again_and_again(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(Retention, "sweep", lambda self: looked.append(self._age))
    monkeypatch.setattr(site_module, "EVERY", timedelta(milliseconds=20))
    site = build_app(replace(ASSISTANT, settings=Settings(state_dir=tmp_path, retention_days=7)))
    assert looked == []
    with TestClient(site) as client:
        for _ in range(200):
            client.get("/healthz")
            if looked.count(7 * DAY) > 2:
                break
            asyncio.run(asyncio.sleep(0.02))
    assert looked.count(7 * DAY) > 2
    assert looked.count(1 * DAY) > 2  # what is not to be kept, in memory


def test_the_served_site_deletes_what_is_old(tmp_path):
    store = ConversationStore(tmp_path / "conversations.sqlite")
    for days in (1, 91):
        conversation = new_conversation("anna").with_answer(ANSWER)
        store.save(conversation)
        with closing(store.file._connect()) as connection, connection:
            connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ?",
                ((NOW - days * DAY).isoformat(), conversation.id),
            )
    site = build_app(replace(ASSISTANT, settings=Settings(state_dir=tmp_path)))
    with TestClient(site) as client:
        for _ in range(200):
            client.get("/healthz")
            if len(store.listed("anna")) == 1:
                return
            asyncio.run(asyncio.sleep(0.05))
    pytest.fail("nothing was deleted")
