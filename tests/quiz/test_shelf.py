"""Nothing that a trainer has reviewed is replaced, by a draft, an import or another tab."""

from dataclasses import replace

import gradio as gr
import pytest

from assistant.errors import StoreError
from assistant.pages.quiz_events import FIELDS, QuizEvents
from assistant.pages.quizzing import QuizRoom
from assistant.quiz.cli import main
from assistant.quiz.exports.formats import export
from assistant.quiz.items import ItemType, Quiz, Status
from assistant.quiz.store import Shelf
from tests.fakes import FakeAssistant
from tests.index import SETTINGS

ASKED = ("", "", [], [], "any", "", 3, 5)


@pytest.fixture
def room(tmp_path, material):
    return QuizRoom(FakeAssistant(material.corpus, settings=replace(SETTINGS, state_dir=tmp_path)))


@pytest.fixture
def reviewed(room, quiz, desk):
    """A saved quiz whose first item is approved."""
    items = (desk.approve(quiz.items[0]), *quiz.items[1:6])
    room.shelf("").add("mine", Quiz("mine", items))
    return room.shelf("").load("mine")


def test_a_new_quiz_does_not_take_the_name_of_another(tmp_path, quiz):
    shelf = Shelf(tmp_path)
    shelf.add("Week 1", quiz)
    with pytest.raises(StoreError, match="for example “Week 1 2”"):
        shelf.add("Week 1", Quiz("other", ()))
    with pytest.raises(StoreError, match="already"):
        shelf.add("Week: 1", Quiz("other", ()))
    assert shelf.load("Week 1") == quiz


def test_drafting_under_a_name_that_is_taken_is_refused_and_loses_nothing(room, reviewed):
    shown = QuizEvents(room).drafted("mine", *ASKED, False, gr.Request())
    assert "There is a quiz “mine” already" in shown[0]
    assert "“mine 2”" in shown[0]
    assert room.shelf("").load("mine") == reviewed
    assert room.shelf("").names() == ("mine",)
    assert len(shown) == FIELDS


def test_where_it_was_ticked_reviewed_work_is_kept_under_another_name(room, reviewed):
    shown = QuizEvents(room).drafted("mine", *ASKED, True, gr.Request())
    assert "is kept as “mine (earlier)”" in shown[0]
    assert room.shelf("").load("mine (earlier)").items == reviewed.items
    assert len(room.shelf("").load("mine").items) == 3
    QuizEvents(room).drafted("mine", *ASKED, True, gr.Request())
    assert len(room.shelf("").names()) == 2  # drafts that nobody worked on are not


def test_an_import_takes_a_name_that_is_free(room, reviewed, tmp_path):
    (path,) = export(reviewed.items, "json", tmp_path / "out", "mine").files
    shown = QuizEvents(room).imported(str(path), gr.Request())
    assert "so this one is “mine 2”" in shown[0]
    assert shown[1] == "mine 2"
    assert room.shelf("").load("mine") == reviewed


def test_a_tab_that_is_behind_changes_nothing_and_is_told(room, reviewed):
    events = QuizEvents(room)
    first, second = events.opened("mine", gr.Request()), events.opened("mine", gr.Request())
    events.rejected("mine", 0, first[3], "too easy", gr.Request())
    late = events.edited("mine", 0, second[3], "Another question?", second[7], "", "", "", gr.Request())
    assert "changed elsewhere" in late[0]
    assert "too easy" in late[4]
    item = room.shelf("").load("mine").items[0]
    assert (item.status, item.stem) == (Status.REJECTED, reviewed.items[0].stem)
    assert late[3] == f"{item.id} {item.version}"


def test_another_quiz_under_the_same_name_is_not_taken_for_the_one_that_was_seen(room, reviewed):
    events = QuizEvents(room)
    seen = events.opened("mine", gr.Request())[3]
    events.drafted("mine", *ASKED, True, gr.Request())
    drafted = room.shelf("").load("mine")
    assert "changed elsewhere" in events.approved("mine", 0, seen, gr.Request())[0]
    assert room.shelf("").load("mine").items == drafted.items


def test_bulk_approval_in_the_page_takes_what_was_opened(room, reviewed):
    events = QuizEvents(room)
    events.opened("mine", gr.Request())
    events.next("mine", 0, gr.Request())
    events.next("mine", 1, gr.Request())
    said = events.cleaned("mine", 2, gr.Request())[0]
    states = [item.status for item in room.shelf("").load("mine").items]
    assert states[3:] == [Status.DRAFT] * 3
    assert f"{states.count(Status.APPROVED) - 1} items approved. " in said
    assert states.count(Status.APPROVED) > 1
    assert "not opened yet" in said


def test_a_warning_is_cleared_in_the_page_before_the_item_is_approved(room, reviewed):
    events = QuizEvents(room)
    shown = events.opened("mine", gr.Request())
    texts = (shown[6] + " Or not?", shown[7], shown[8], shown[9], shown[10])
    shown = events.edited("mine", 0, shown[3], *texts, gr.Request())
    refused = events.approved("mine", 0, shown[3], gr.Request())
    assert "Not approved" in refused[0]
    while warnings := shown[12].choices:
        shown = events.cleared("mine", 0, shown[3], warnings[0][1], gr.Request())
    assert "Cleared warning" in shown[4]
    shown = events.approved("mine", 0, shown[3], gr.Request())
    assert room.shelf("").load("mine").items[0].status is Status.APPROVED


def test_a_quiz_saved_before_claims_were_stamped_does_not_warn_of_its_drafts(room, quiz):
    items = [replace(item, drafted=()) for item in quiz.items if item.type is ItemType.FLASHCARD]
    room.shelf("").add("old", Quiz("old", (*items[:2], replace(items[0], stem="Whom do you like?"))))
    shown = QuizEvents(room).opened("old", gr.Request())
    assert not [text for text, _ in shown[12].choices if "shows" in text or "written for" in text]
    changed = QuizEvents(room).next("old", 1, gr.Request())
    assert [text for text, _ in changed[12].choices if "plainly shows" in text]


def test_an_item_is_shown_though_its_opening_cannot_be_noted(room, reviewed, monkeypatch):
    def full(*_):
        raise StoreError("Cannot save the quiz: No space left on device.")

    monkeypatch.setattr(Shelf, "save", full)
    shown = QuizEvents(room).opened("mine", gr.Request())
    assert "not noted that you have opened this item" in shown[0]
    assert "Item 1 of 6" in shown[4]


def test_the_command_line_keeps_what_it_is_told_to_replace(tmp_path, monkeypatch, capsys, quiz, desk):
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path))
    shelf = Shelf(tmp_path / "quizzes")
    shelf.add("mine", Quiz("mine", (desk.approve(quiz.items[0]),)))
    (path,) = export(quiz.items[:2], "json", tmp_path, "new").files
    with pytest.raises(StoreError, match="--overwrite"):
        main(["import", str(path), "--save", "mine"])
    assert main(["import", str(path), "--save", "mine", "--overwrite"]) == 0
    assert "kept as “mine (earlier)”" in capsys.readouterr().out
    assert shelf.load("mine (earlier)").items[0].status is Status.APPROVED
    with pytest.raises(StoreError, match="--overwrite"):
        main(["export", str(path), "json", "--folder", str(tmp_path), "--drafts"])
