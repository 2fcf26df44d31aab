"""Held-out questions stay as they were locked, and nothing is tuned on them."""

import json
import shutil
from dataclasses import replace

import oracle
import pytest

from evals import ablate, gold, guard_messages, holdout, questions, runs
from evals.__main__ import main
from tests.index import SETTINGS

FOLDER = oracle.DATA / "questions"
CORPUS = oracle.corpus()
SETS = {path.name: questions.read_questions(path) for path in sorted(FOLDER.glob("*.jsonl"))}
HELD = {name: [q for q in of if q.split == "hold"] for name, of in SETS.items()}


def test_every_held_out_question_of_the_project_is_locked_and_unchanged():
    assert set(holdout.read_locks(FOLDER)) == {name for name, of in HELD.items() if of}
    for name, of in SETS.items():
        assert holdout.broken(FOLDER / name, of) == ""


def test_the_halves_share_no_paragraph_within_and_across_the_sets():
    places = {"tune": set(), "hold": set()}
    for name in ("project.jsonl", "followups.jsonl"):
        for question in SETS[name]:
            places[question.split] |= gold.gold(question, CORPUS).ids
    assert len(places["tune"]) > 150
    assert places["tune"].isdisjoint(places["hold"])
    learned = [q for q in SETS["covered.jsonl"] if q.split == "tune"]
    assert len(learned) > 100
    assert all(gold.gold(q, CORPUS).ids.isdisjoint(places["hold"]) for q in learned)


def test_follow_ups_are_a_set_of_their_own_that_holds_those_of_the_project_set():
    found = {q.id: questions.to_entry(q) for q in SETS["followups.jsonl"]}
    own = [q for q in SETS["project.jsonl"] if q.follow_up]
    assert len(found) >= 100
    assert all(q.follow_up for q in SETS["followups.jsonl"])
    assert all(found[q.id] == questions.to_entry(q) for q in own)


@pytest.fixture
def folder(tmp_path):
    """A copy of the follow-ups with their lock."""
    shutil.copy(FOLDER / "followups.jsonl", tmp_path / "set.jsonl")
    assert main(["lock", str(tmp_path / "set.jsonl")]) == 0
    return tmp_path


def changed(folder, change, which):
    """The set written again with one question of a half changed."""
    asked = list(questions.read_questions(folder / "set.jsonl"))
    place = next(i for i, q in enumerate(asked) if q.split == which)
    asked[place : place + 1] = change(asked[place])
    questions.write_questions(asked, folder / "set.jsonl")


@pytest.mark.parametrize(
    "change",
    [
        lambda q: [],
        lambda q: [replace(q, key_facts=(("anything",),))],
        lambda q: [replace(q, split="tune")],
        lambda q: [q, replace(q, id="X-1")],
        lambda q: [replace(q, question=q.question + " ")],
    ],
    ids=["gone", "easier", "moved to tune", "one more", "a space"],
)
def test_a_changed_hold_out_is_a_fault_by_file_and_line(change, folder, capsys):
    changed(folder, change, "hold")
    assert main(["validate", str(folder / "set.jsonl")]) == 1
    said = capsys.readouterr().out
    assert "set.jsonl, line " in said
    assert "are not the 52 that hold-out.json locks" in said


def test_the_tune_half_and_the_order_may_change(folder, capsys):
    changed(folder, lambda q: [], "tune")
    asked = questions.read_questions(folder / "set.jsonl")
    questions.write_questions(asked[::-1], folder / "set.jsonl")
    assert main(["validate", str(folder / "set.jsonl")]) == 0


def test_held_out_questions_without_a_lock_are_a_fault_unless_they_are_the_projects(folder):
    asked = questions.read_questions(folder / "set.jsonl")
    held = [q for q in asked if q.split == "hold"]
    assert holdout.broken(folder / "elsewhere" / "hold.jsonl", held) == ""
    assert "not locked" in holdout.broken(folder / "elsewhere" / "hold.jsonl", held[1:])


def test_a_file_of_locks_that_is_none_is_one_sentence(folder, capsys):
    (folder / "hold-out.json").write_text('{"set.jsonl": 7}')
    assert main(["validate", str(folder / "set.jsonl")]) == 2
    assert "is not a file of locks" in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_notes_the_hold_out_and_says_where_it_has_changed(folder, capsys):
    words = ["run", "--questions", str(folder / "set.jsonl"), "--no-judge", "--split", "hold", "--limit", "2"]
    assert main([*words, "--out", str(folder / "locked")]) == 0
    assert "Warning" not in capsys.readouterr().out
    noted = runs.read_run(folder / "locked").manifest["hold_out"]
    assert noted == {"questions": 52, "sha256": noted["sha256"], "locked": True}
    assert {row.entry["split"] for row in runs.read_run(folder / "locked").rows} == {"hold"}
    changed(folder, lambda q: [], "hold")
    assert main([*words, "--out", str(folder / "changed")]) == 0
    assert "Warning: The 51 held-out questions of set.jsonl are not the 52" in capsys.readouterr().out
    assert runs.read_run(folder / "changed").manifest["hold_out"]["locked"] is False
    assert "NOT the locked ones" in (folder / "changed" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, of in HELD.items() if of and name != "followups.jsonl"])
def test_learning_from_a_held_out_question_is_refused_wherever_it_stands(name):
    text = next(q.question for q in HELD[name] if not q.follow_up)
    with pytest.raises(holdout.HeldOutError, match="must not learn from held-out questions"):
        holdout.refuse(["What is said of schools?", text.upper()], "The training")


def moved_to_tune(path):
    """The questions of a file as they would be if a held-out one were called "tune"."""
    return [replace(q, split="tune") for q in questions.read_questions(path)]


def test_the_trainings_refuse_a_held_out_question_that_was_moved(monkeypatch):
    from ingest import train_examples

    monkeypatch.setattr(train_examples, "read_questions", moved_to_tune)
    with pytest.raises(holdout.HeldOutError, match="The training of scorer and coverage"):
        train_examples.tuning_questions(SETTINGS)
    leaked = [guard_messages.Message(HELD["safety.jsonl"][0].question, True, "")]
    monkeypatch.setattr(guard_messages, "_tune_half", lambda path, only=(): leaked)
    with pytest.raises(holdout.HeldOutError, match="The training of the guard"):
        guard_messages.training_messages()


def test_the_trainings_as_they_are_learn_from_no_held_out_question():
    assert len(guard_messages.training_messages()) > 1000


def test_an_ablation_leaves_held_out_questions_out_unless_it_is_asked_for_them():
    both = SETS["project.jsonl"]
    assert {q.split for q in ablate.chosen(both, "")} == {"tune"}
    assert {q.split for q in ablate.chosen(both, "hold")} == {"hold"}
    assert ablate.chosen(SETS["dev.jsonl"], "") == SETS["dev.jsonl"]


def test_the_lock_is_the_sha256_of_what_is_asked_and_expected():
    import hashlib

    held = sorted(HELD["followups.jsonl"], key=lambda q: q.id)
    text = "\n".join(json.dumps(questions.to_entry(q), sort_keys=True, ensure_ascii=False) for q in held)
    assert holdout.lock_of(SETS["followups.jsonl"]).sha256 == hashlib.sha256(text.encode()).hexdigest()


def with_a_namesake(path):
    """The questions of a file; one of them has the id of a development question."""
    found = list(questions.read_questions(path))
    if path.name == "covered.jsonl":
        same = SETS["dev.jsonl"][0].id
        found.append(replace(found[0], id=same, question="Another question?", split="tune"))
    return found


def test_two_questions_of_one_id_are_not_learned_from(monkeypatch):
    from ingest import train_examples

    monkeypatch.setattr(train_examples, "read_questions", with_a_namesake)
    with pytest.raises(questions.QuestionsError, match="is the id of another question too"):
        train_examples.tuning_questions(SETTINGS)
