"""Review, saving and rehearsal: nothing is approved unseen, nothing is lost."""

import json
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest

from assistant.errors import QuestionError, StoreError
from assistant.pages.quiz import build_tab
from assistant.pages.quiz_events import QuizEvents
from assistant.pages.quizzing import QuizRoom, version_of
from assistant.pages.rehearsing import RehearsalEvents
from assistant.quiz.cli import main
from assistant.quiz.editing import Edit
from assistant.quiz.exports.formats import export
from assistant.quiz.items import ItemType, Quiz, Status
from assistant.quiz.rehearsal import Rehearsal, missing, right
from assistant.quiz.review import exportable
from assistant.quiz.store import Shelf
from tests.fakes import FakeAssistant
from tests.index import SETTINGS


def test_approving_names_the_reviewer_and_is_logged(desk, one_of_each):
    item = desk.approve(one_of_each[ItemType.SINGLE])
    assert (item.status, item.reviewer, item.version) == (Status.APPROVED, "A. Trainer", 2)
    assert item.history[-1].what == "approved"


def test_rejecting_needs_a_reason(desk, one_of_each):
    item = one_of_each[ItemType.SCENARIO]
    with pytest.raises(QuestionError, match="reason"):
        desk.reject(item, "  ")
    assert desk.reject(item, "too easy").reason == "too easy"


def test_an_edit_runs_the_checks_again_and_makes_a_draft(desk, one_of_each):
    item = desk.approve(one_of_each[ItemType.SINGLE])
    texts = ["All of the above", *[o.text for o in item.options[1:]]]
    edited = desk.edit(item, Edit(item.stem, texts))
    assert edited.status is Status.DRAFT
    assert "all of the above" in {f.rule for f in desk.findings(edited)}
    with pytest.raises(QuestionError, match="Not approved"):
        desk.approve(edited)


def test_an_edit_may_not_empty_or_drop_an_option(desk, one_of_each):
    item = one_of_each[ItemType.SINGLE]
    with pytest.raises(QuestionError, match="empty"):
        desk.edit(item, Edit(" ", ["a"]))
    with pytest.raises(QuestionError, match="one in each line"):
        desk.edit(item, Edit(item.stem, ["a"]))


def test_one_wrong_option_is_replaced_by_another_sound_one(desk, quiz):
    item = next(
        i for i in quiz.items if i.kind in ("place", "addressee") and i.type is ItemType.SINGLE
    )
    place = next(n for n, option in enumerate(item.options) if not option.correct)
    changed = desk.replace_distractor(item, place)
    before, after = {o.text for o in item.options}, {o.text for o in changed.options}
    assert len(before & after) == len(before) - 1
    assert changed.key == item.key


def test_the_key_is_never_replaced(desk, one_of_each):
    item = one_of_each[ItemType.SINGLE]
    with pytest.raises(QuestionError, match="wrong option"):
        desk.replace_distractor(item, item.key_position)


def test_bulk_approval_takes_only_what_was_opened_and_leaves_items_with_a_warning(desk, quiz):
    assert desk.approve_opened(quiz) == quiz
    for place in range(0, len(quiz.items), 2):
        quiz = desk.opened(quiz, place)
    approved = desk.approve_opened(quiz).items
    for place, item in enumerate(approved):
        clean = desk.findings(item) == ()
        assert (item.status is Status.APPROVED) == (clean and place % 2 == 0)
    assert {desk.findings(item) == () for item in approved[::2]} == {True, False}


def test_only_approved_items_are_exported_unless_drafts_are_asked_for(desk, quiz):
    items = (desk.approve(quiz.items[0]), desk.reject(quiz.items[1], "weak"), quiz.items[2])
    assert exportable(items) == items[:1]
    assert exportable(items, drafts_too=True) == (items[0], items[2])


def test_saved_work_survives(tmp_path, quiz):
    Shelf(tmp_path).save("Week 1", quiz)
    assert Shelf(tmp_path).load("Week 1") == quiz
    assert Shelf(tmp_path).names() == ("Week 1",)


@pytest.mark.parametrize("text", ["", "{", '{"format": "safeguarding-quiz/1", "items": [1]}', "[]"])
def test_a_damaged_file_is_left_untouched_and_named(tmp_path, quiz, text):
    shelf = Shelf(tmp_path)
    shelf.path("old").write_text(text)
    with pytest.raises(StoreError, match="left untouched at"):
        shelf.load("old")
    assert shelf.path("old").read_text() == text
    shelf.save("old", quiz)
    assert (tmp_path / "old.damaged").read_text() == text
    assert shelf.load("old") == quiz


@pytest.mark.parametrize("name", ["", "../..", "//"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path, name, quiz):
    with pytest.raises(StoreError, match="name"):
        Shelf(tmp_path).save(name, quiz)


def test_answers_are_marked(quiz, one_of_each):
    single, typed = one_of_each[ItemType.SINGLE], one_of_each[ItemType.SHORT]
    match, open_ = one_of_each[ItemType.MATCHING], one_of_each[ItemType.DISCUSSION]
    assert right(single, [single.key])
    assert not right(single, [single.distractors[0].text])
    assert right(typed, [f" the {typed.answers[0].upper()}. "])
    assert right(match, [pair.right for pair in match.pairs])
    assert right(open_, ["anything"]) is None
    assert missing(single, [""]) == "Choose an answer first."
    assert missing(typed, [" "]) == "Type an answer first."
    assert missing(match, [*[pair.right for pair in match.pairs][:-1], ""]).endswith("every line first.")
    assert missing(open_, [""]) == ""


def test_the_score_is_out_of_all_items_with_the_skipped_ones_named(one_of_each):
    items = [one_of_each[t] for t in (ItemType.SINGLE, ItemType.SHORT, ItemType.DISCUSSION, ItemType.MATCHING)]
    run = Rehearsal().answered(True).next().answered(False).next().answered(None)
    assert (run.so_far, run.place) == ("1 of 2 right so far", 2)
    assert run.result(items) == "1 of 3 right, 1 not answered; 1 to compare with your own answer"
    skipped = Rehearsal().next().next().answered(None).next().next()
    assert skipped.unanswered(items) == (0, 1, 3)
    assert skipped.result(items[:2]) == "0 of 2 right, 2 not answered"
    assert not replace(skipped, place=0).is_answered


@pytest.fixture
def room(tmp_path):
    return QuizRoom(FakeAssistant(settings=replace(SETTINGS, state_dir=tmp_path)))


@pytest.fixture
def stocked(room, quiz):
    room.shelf("").save("mine", Quiz("mine", quiz.items[:6]))
    return room


def test_the_tab_can_be_built(room):
    with gr.Blocks() as pages:
        build_tab(room.assistant)
    assert len(pages.fns) >= 12


def test_the_page_shows_item_paragraph_and_findings(stocked):
    shown = QuizEvents(stocked).opened("mine", gr.Request())
    item = stocked.shelf("").load("mine").items[0]
    assert item.stem.split("?")[0][:40] in shown[4].replace("&#x27;", "'").replace("&quot;", '"')
    assert "<mark" in shown[5]
    assert "<svg" in shown[13]


def test_approval_in_the_page_is_saved(stocked):
    seen = QuizEvents(stocked).opened("mine", gr.Request())[3]
    QuizEvents(stocked).approved("mine", 0, seen, gr.Request())
    assert stocked.shelf("").load("mine").items[0].status is Status.APPROVED


def test_a_refused_change_saves_nothing_and_says_why(stocked):
    before = stocked.shelf("").load("mine")
    shown = QuizEvents(stocked).rejected("mine", 0, version_of(before.items[0]), "", gr.Request())
    assert "reason" in shown[0]
    assert stocked.shelf("").load("mine") == before


def test_the_quizzes_of_two_users_are_kept_apart(room, quiz):
    room.shelf("user:ann").save("mine", quiz)
    assert room.shelf("user:bob").names() == ()


def test_a_damaged_quiz_is_one_sentence_in_the_page(stocked):
    stocked.shelf("").path("mine").write_text("{")
    shown = QuizEvents(stocked).opened("mine", gr.Request())
    assert "is damaged" in shown[0]


def test_an_export_from_the_page_gives_files(stocked):
    files, _, message = QuizEvents(stocked).exported("mine", "json", True, gr.Request())
    assert message == ""
    assert json.loads(Path(files[0]).read_text("utf-8"))["items"]
    _, _, refused = QuizEvents(stocked).exported("mine", "json", False, gr.Request())
    assert "nothing to export" in refused


def test_an_exported_quiz_can_be_imported_in_the_page(stocked, tmp_path):
    items = stocked.shelf("").load("mine").items
    file = export(items, "moodle", tmp_path, "back").files[0]
    QuizEvents(stocked).imported(str(file), gr.Request())
    again = stocked.shelf("").load("back").items
    assert [(i.stem, i.options, i.answers, i.pairs, i.quote, i.citation, i.rationale) for i in again] == [
        (i.stem, i.options, i.answers, i.pairs, i.quote, i.citation, i.rationale) for i in items
    ]


def test_a_rehearsal_asks_marks_and_ends(stocked):
    events = RehearsalEvents(stocked)
    run, question, *_ = events.started("mine", gr.Request())
    item = stocked.shelf("").load("mine").items[0]
    assert "Question 1 of 6" in question
    nothing = events.answered("mine", run, None, [], "", None, None, None, None, gr.Request())
    assert "an answer first." in nothing[2]
    assert nothing[0] == gr.skip()
    later, _, verdict, _ = events.answered(
        "mine", run, item.key, [], item.key, None, None, None, None, gr.Request()
    )
    assert "Right." in verdict
    assert item.citation in verdict.replace("&#x27;", "'")
    again = events.answered("mine", later, item.key, [], "", None, None, None, None, gr.Request())
    assert again[0] == gr.skip()
    end = replace(later, place=5)
    said = events.followed("mine", end, gr.Request())[1]
    assert "The end: 1 of " in said
    assert ", 5 not answered" in said
    assert "Question 6: " in said


def test_the_command_line_generates_saves_and_exports(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path))
    made = tmp_path / "quiz.json"
    arguments = ["generate", "-n", "5", "--search", "words", "--out", str(made), "--save", "cli"]
    assert main(arguments) == 0
    assert main(["export", str(made), "gift", "--folder", str(tmp_path), "--drafts"]) == 0
    assert main(["import", str(made), "--save", "again"]) == 0
    assert Shelf(tmp_path / "quizzes").names() == ("again", "cli")
    assert "quiz.gift.txt" in capsys.readouterr().out
