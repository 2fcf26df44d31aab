"""What comes from a file is a draft, and quotes only what the reports held here say."""

import json
from dataclasses import replace

import gradio as gr
import pytest
from lxml import etree

from assistant.domain import NOT_FOUND
from assistant.pages.quiz_events import QuizEvents
from assistant.pages.quizzing import QuizRoom
from assistant.quiz.arriving import arrived
from assistant.quiz.claims import stamped
from assistant.quiz.cli import main
from assistant.quiz.exports.formats import FORMATS, export, read_items
from assistant.quiz.exports.moodle_reading import read_question
from assistant.quiz.items import Change, Clearance, ItemType, Quiz, Status
from assistant.quiz.store import Shelf
from tests.fakes import FakeAssistant
from tests.index import SETTINGS

FALSE = "Every child was to be given a pony by the end of the year."


@pytest.fixture
def forged(desk, one_of_each):
    """An item that a file says is approved, with words that no report has."""
    item = desk.approve(one_of_each[ItemType.SINGLE])
    label = item.citation
    options = tuple(
        replace(o, text="Give every child a pony", quote=FALSE) if o.correct else o for o in item.options
    )
    return stamped(
        replace(
            item, stem="What did the October 2002 report say should be given to every child?", quote=FALSE,
            rationale=f"“{FALSE}” ({label})", options=options, reviewer="A. Judge",
            history=(Change(2, "approved", "2020-01-01", "A. Judge"),),
        )
    )  # fmt: skip


def room_in(folder):
    return QuizRoom(FakeAssistant(settings=replace(SETTINGS, state_dir=folder)))


@pytest.mark.parametrize("form", ["json", "moodle"])
def test_an_item_imported_as_approved_comes_in_as_a_draft_that_is_not_approved(form, forged, desk, tmp_path):
    (path,) = export([forged], form, tmp_path, "forged").files
    (item,) = arrived(read_items(path), desk.material, "2024-01-01")
    assert (item.status, item.reviewer, item.cleared) == (Status.DRAFT, "", ())
    assert "where it was approved by A. Judge" in item.history[-1].what
    assert not [line for line in item.history if line.what == "approved"]
    assert desk.open_warnings(item)
    assert [found for found in desk.findings(item) if found.error]


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_words_that_no_report_has_are_never_shown_as_a_citation(known, forged, desk, tmp_path):
    (item,) = arrived([forged], desk.material, "")
    assert item.quote == ""
    assert item.citation == NOT_FOUND
    assert item.short_citation == ""
    assert item.rationale == f"“{FALSE}” ({NOT_FOUND})"
    assert all(FALSE not in option.quote for option in item.options)
    for path in export([item], known.name, tmp_path, "q").files:
        told = path.read_bytes()
        assert forged.citation.encode() not in told


def test_the_page_marks_them_and_cites_nothing(forged, desk, tmp_path):
    (path,) = export([forged], "json", tmp_path, "forged").files
    shown = QuizEvents(room_in(tmp_path)).imported(str(path), gr.Request())
    assert "nothing of it is approved here" in shown[0]
    assert NOT_FOUND in shown[4]
    assert f"({forged.citation})" not in shown[4]
    assert "<mark" not in shown[5]


def test_a_paragraph_that_is_not_held_is_no_source(forged, desk):
    item = replace(forged, source="2031/9.9", reading=("2031/1.1",))
    (item,) = arrived([item], desk.material, "")
    assert (item.source, item.reading, item.citation) == ("", (), NOT_FOUND)


def test_a_false_label_of_a_true_quotation_is_put_right(one_of_each, desk):
    item = one_of_each[ItemType.SINGLE]
    (again,) = arrived([replace(item, citation="The Laming Report, paragraph 1")], desk.material, "")
    assert again.citation == item.citation


def test_nothing_that_a_file_says_was_cleared_or_drafted_is_believed(one_of_each, desk):
    item = one_of_each[ItemType.SHORT]
    bananas = stamped(replace(item, answers=(*item.answers, "Bananas")))
    cleared = Clearance("not verified", "x", "y", 1)
    (again,) = arrived([replace(bananas, cleared=(cleared,))], desk.material, "")
    assert [found.message for found in desk.open_warnings(again) if "Bananas" in found.message]
    assert again.cleared == ()


def test_our_own_items_come_back_without_a_warning_that_they_had_not(quiz, desk):
    again = arrived(quiz.items, desk.material, "")
    warned = [one for one, was in zip(again, quiz.items, strict=True) if len(desk.findings(one)) > len(desk.findings(was))]
    assert len(warned) <= 0.1 * len(again)  # some of those that chance has a part in
    assert [item.quote for item in again] == [item.quote for item in quiz.items]


def test_a_foreign_question_keeps_its_words(desk):
    xml = (
        "<quiz><question type='shortanswer'><questiontext><text>Who?</text></questiontext>"
        "<answer fraction='100'><text>Me</text></answer></question></quiz>"
    )
    (item,) = arrived([read_question(etree.fromstring(xml)[0])], desk.material, "")
    assert (item.stem, item.answers, item.citation, item.status) == ("Who?", ("Me",), "", Status.DRAFT)


def test_the_command_line_imports_drafts_too(forged, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path))
    (path,) = export([forged], "json", tmp_path, "forged").files
    assert main(["import", str(path), "--save", "theirs"]) == 0
    assert "none of them approved" in capsys.readouterr().out
    (item,) = Shelf(tmp_path / "quizzes").load("theirs").items
    assert (item.status, item.citation) == (Status.DRAFT, NOT_FOUND)


def test_what_a_saved_quiz_holds_of_its_review_is_kept(tmp_path, desk, one_of_each):
    item = one_of_each[ItemType.SHORT]
    later = replace(item, answers=(*item.answers, "Bananas"))
    cleared = desk.clear(later, desk.open_warnings(later)[0].message)
    quiz = desk.opened(Quiz("q", (cleared,)), 0)
    Shelf(tmp_path).add("q", quiz)
    assert Shelf(tmp_path).load("q") == quiz
    assert json.loads(Shelf(tmp_path).path("q").read_text("utf-8"))["opened"]
