"""`python -m evals suite`: every set of a folder in one go; `validate` tells how far sets copy."""

import oracle
import pytest

from evals import questions, runs
from evals.__main__ import main

ASKED = questions.read_questions(oracle.DEV)


@pytest.mark.slow
def test_every_set_of_a_folder_becomes_a_run_and_the_judge_is_held_against_people(tmp_path, capsys):
    sets = {"one.jsonl": ASKED[:2], "two.jsonl": [q for q in ASKED if q.follow_up][:2]}
    for name, of in sets.items():
        questions.write_questions(of, tmp_path / "sets" / name)
    assert main(["suite", "--folder", str(tmp_path / "sets"), "--out", str(tmp_path / "runs")]) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("== ")] == [
        "== one.jsonl",
        "== two.jsonl",
        "== the offline judge against people",
    ]
    assert "all: 236 pairs" in said
    assert "2 sets in " in said
    for name, of in sets.items():
        done = runs.read_run(tmp_path / "runs" / name.removesuffix(".jsonl"))
        assert [row.id for row in done.rows] == [q.id for q in of]
        assert done.summary["judge"] == "offline judge"
        assert (done.folder / "report.html").exists()


def test_a_folder_without_sets_is_one_sentence(tmp_path, capsys):
    assert main(["suite", "--folder", str(tmp_path), "--out", str(tmp_path / "runs")]) == 2
    assert capsys.readouterr().err == f"{tmp_path} holds no question set (*.jsonl).\n"


def test_validating_tells_how_many_words_of_the_questions_stand_in_their_evidence(tmp_path, capsys):
    question = next(q for q in ASKED if q.answerable and not q.follow_up)
    copied = questions.to_entry(question) | {"question": question.evidence[0].text}
    path = tmp_path / "set.jsonl"
    questions.write_questions([questions.parse_entry(copied)[0]], path)
    assert main(["validate", str(path)]) == 0
    assert "0 faults, 1.00 of the questions' words stand in the evidence" in capsys.readouterr().out


def test_a_half_that_is_not_there_is_one_sentence(tmp_path, capsys):
    assert main(["run", "--questions", str(oracle.DEV), "--split", "hold", "--out", str(tmp_path)]) == 2
    assert "has no hold questions" in capsys.readouterr().err
