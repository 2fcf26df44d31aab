"""The golden answers say which answers changed, and of held-out questions no more than how many."""

from __future__ import annotations

import json
from dataclasses import replace

import oracle
import pytest

from assistant.errors import StoreError
from evals import golden
from evals.__main__ import main
from evals.questions import write_questions

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()[:6]


@pytest.fixture
def sets(tmp_path):
    path = tmp_path / "some.jsonl"
    write_questions([*QUESTIONS[:4], *(replace(one, split="hold") for one in QUESTIONS[4:])], path)
    return [path]


def taken(assistant, sets):
    return golden.Golden("corpus", tuple(golden.answered(assistant, sets)))


@pytest.fixture
def held(sets):
    return taken(oracle.Oracle(CORPUS, QUESTIONS), sets)


class Altered(oracle.Oracle):
    """Answers some questions in another way."""

    def answer(self, question):
        found = super().answer(question)
        if question.id == QUESTIONS[1].id:
            return replace(found, notices=("Something new.",))
        if question.id == QUESTIONS[2].id:
            return replace(found, passages=found.passages[:-1])
        return self.refuse(question.question, found.outcome) if question.id == QUESTIONS[5].id else found


def test_the_file_is_read_back_and_the_same_answers_give_the_same_bytes(tmp_path, held):
    golden.write(held, tmp_path / "one.xz")
    golden.write(held, tmp_path / "two.xz")
    assert golden.read(tmp_path / "one.xz") == held
    assert (tmp_path / "one.xz").read_bytes() == (tmp_path / "two.xz").read_bytes()


def test_nothing_is_said_where_nothing_changed(held, sets):
    assert golden.changes(held, taken(oracle.Oracle(CORPUS, QUESTIONS), sets)) == []


def test_each_change_is_said_and_of_held_out_questions_only_the_number(held, sets):
    said = golden.changes(held, taken(Altered(CORPUS, QUESTIONS), sets))
    assert said == [
        f"some.jsonl {QUESTIONS[1].id} changed",
        "    notices: (none)\n           → Something new.",
        f"some.jsonl {QUESTIONS[2].id} changed",
        "    only what was found or searched for, or a quotation's extent",
        "some.jsonl: 1 held-out, changed",
    ]


def test_of_a_held_out_question_the_file_holds_a_digest_alone(tmp_path, held):
    golden.write(held, tmp_path / "one.xz")
    for entry in golden.read(tmp_path / "one.xz").entries[4:]:
        assert entry.shown is None
    text = golden.lzma.decompress((tmp_path / "one.xz").read_bytes()).decode()
    for question in QUESTIONS[4:]:
        assert question.question not in text
        for evidence in question.evidence:
            assert json.dumps(evidence.text, ensure_ascii=False)[1:-1] not in text


def test_seconds_and_scores_do_not_count_and_their_order_does(sets):
    question = QUESTIONS[0]
    record = golden.ask(oracle.Oracle(CORPUS, QUESTIONS), question)
    digest = golden.digest_of(record)
    slower = record | {"seconds": 9.0, "retrieved": [{**p, "score": 0.0} for p in record["retrieved"]]}
    assert golden.digest_of(slower) == digest
    assert golden.digest_of(record | {"retrieved": record["retrieved"][::-1]}) != digest
    for key in set(record) - {"seconds", "retrieved"}:
        assert golden.digest_of(record | {key: "other"}) != digest, key


def test_new_and_lost_questions_and_other_reports_are_said(held):
    now = golden.Golden("other", held.entries[1:])
    assert golden.changes(held, now) == [
        "Other reports are searched than those of the file.",
        f"some.jsonl {QUESTIONS[0].id} is gone",
    ]
    assert golden.changes(now, held)[1] == f"some.jsonl {QUESTIONS[0].id} is new"


def test_a_file_that_is_missing_or_damaged_is_one_sentence(tmp_path):
    with pytest.raises(StoreError, match="golden --write"):
        golden.read(tmp_path / "none.xz")
    (tmp_path / "bad.xz").write_bytes(b"nonsense")
    with pytest.raises(StoreError, match="holds no golden answers"):
        golden.read(tmp_path / "bad.xz")


def test_what_users_said_is_no_set_of_the_project(tmp_path):
    for name in ("b.jsonl", "a.jsonl", "feedback.jsonl"):
        (tmp_path / name).touch()
    assert [path.name for path in golden.question_sets(tmp_path)] == ["a.jsonl", "b.jsonl"]


@pytest.mark.slow
def test_the_command_writes_checks_and_refuses_to_replace(tmp_path, sets, capsys):
    out = tmp_path / "golden" / "answers.xz"
    words = ["--out", str(out), "--questions", *map(str, sets)]
    assert main(["golden", "--write", *words]) == 0
    assert main(["golden", "--check", *words]) == 0
    assert "All 6 answers are as they were." in capsys.readouterr().out
    assert main(["golden", "--write", *words]) == 2
    held = golden.read(out)
    first = replace(held.entries[0], digest="0" * 20)
    golden.write(replace(held, entries=(first, *held.entries[1:])), out)
    assert main(["golden", "--check", *words]) == 1
    assert f"some.jsonl {QUESTIONS[0].id} changed" in capsys.readouterr().out


def test_the_kept_answers_are_of_the_sets_as_they_are_and_show_nothing_held_out():
    kept = golden.read(golden.GOLDEN)
    assert kept.corpus == golden.corpus_hash(CORPUS.paragraphs)
    asked = {(path.name, q.id): q for path in golden.question_sets(golden.SETS) for q in golden.read_questions(path)}
    assert [entry.key for entry in kept.entries] == list(asked)
    for entry in kept.entries:
        assert (entry.shown is None) == (asked[entry.key].split == "hold")


@pytest.mark.slow
def test_a_handful_of_them_is_answered_as_kept(assistant):
    kept = {entry.key: entry for entry in golden.read(golden.GOLDEN).entries}
    some = [q for q in golden.read_questions(golden.SETS / "structure.jsonl") if q.split != "hold"][::9]
    now = [golden.entry_of("structure.jsonl", q, golden.ask(assistant, q)) for q in some]
    assert len(some) > 10
    assert [(entry.id, entry.shown) for entry in now] == [(entry.id, kept[entry.key].shown) for entry in now]
