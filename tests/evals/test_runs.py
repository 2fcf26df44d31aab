"""Run folders: every question keeps a line, a stopped run goes on, two runs can be compared."""

import csv
import json
import subprocess
import sys
import time
from dataclasses import replace

import jsonschema
import oracle
import pytest

from assistant.domain import Answer
from assistant.record import schema
from evals import asking, compare, runs
from evals.questions import Question

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()[:12]
MADE = {"format": 1, "code": "a", "corpus": "c"}


def run(assistant, folder, questions=QUESTIONS, **manifest):
    return runs.run(assistant, CORPUS, runs.Plan(questions, folder, MADE | manifest))


def fresh():
    return oracle.Oracle(CORPUS, QUESTIONS)


def test_a_run_is_a_folder_of_plain_files(tmp_path):
    done = run(fresh(), tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {"answers.jsonl", "scores.jsonl", "summary.json", "manifest.json", "scores.csv"}
    records = asking.read_records(tmp_path / "answers.jsonl")
    assert [record["id"] for record in records] == [question.id for question in QUESTIONS]
    assert done.summary["questions"] == 12
    for key in ("hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "key_fact_recall", "citation_hit"):
        assert 0 <= done.summary[key] <= 1
    for key in ("median_words", "p50_seconds", "p95_seconds", "false_refusal", "abstention"):
        assert key in done.summary
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig") as table:
        assert len(list(csv.DictReader(table))) == 12


def test_every_record_fits_the_public_schema(tmp_path):
    class Crashes(oracle.Oracle):
        def answer(self, question):
            raise RuntimeError("no")

    run(Crashes(CORPUS, QUESTIONS), tmp_path)
    for record in asking.read_records(tmp_path / "answers.jsonl"):
        jsonschema.validate(record, schema())


def test_a_crash_is_a_record_with_its_error_and_scores_zero(tmp_path):
    class Crashes(oracle.Oracle):
        def ask(self, question, history=(), filters=oracle.EVERYTHING):
            if question == QUESTIONS[3].question:
                raise ValueError("odd question")
            return super().ask(question, history, filters)

    done = run(Crashes(CORPUS, QUESTIONS), tmp_path)
    assert len(done.rows) == 12
    assert done.rows[3].error == "ValueError: odd question"
    assert done.rows[3].cause == "crash"
    assert done.rows[3].values["hit@5"] == done.rows[3].values["key_fact_recall"] == 0
    assert done.summary["errors"] == 1
    assert done.summary["hit@5"] == pytest.approx(1 - 1 / sum(q.answerable for q in QUESTIONS), abs=1e-6)


def test_a_killed_run_asks_only_what_is_left(tmp_path):
    class Killed(oracle.Oracle):
        def ask(self, question, history=(), filters=oracle.EVERYTHING):
            if len(self.asked) == 5:
                raise KeyboardInterrupt
            return super().ask(question, history, filters)

    with pytest.raises(KeyboardInterrupt):
        run(Killed(CORPUS, QUESTIONS), tmp_path)
    kept = (tmp_path / "answers.jsonl").read_text("utf-8")
    finished = len(kept.splitlines())
    assert finished >= 4
    (tmp_path / "answers.jsonl").write_text(kept + '{"id": "cut sho', encoding="utf-8")
    again = fresh()
    done = run(again, tmp_path)
    assert (tmp_path / "answers.jsonl").read_text("utf-8").startswith(kept)
    asked_again = {question.question for question in QUESTIONS[:finished]}
    assert asked_again.isdisjoint(again.asked)
    assert done.summary == run(fresh(), tmp_path / "whole").summary


def test_answers_of_another_assistant_are_not_mixed_in(tmp_path):
    run(fresh(), tmp_path)
    kept = (tmp_path / "answers.jsonl").read_bytes()
    with pytest.raises(runs.RunError, match="of another assistant"):
        run(fresh(), tmp_path, code="b")
    assert (tmp_path / "answers.jsonl").read_bytes() == kept
    again = fresh()
    runs.run(again, CORPUS, runs.Plan(QUESTIONS, tmp_path, MADE | {"code": "b"}, overwrite=True))
    assert len(again.asked) >= len(QUESTIONS)


def test_a_finished_run_is_not_asked_again_and_a_crash_is(tmp_path):
    run(fresh(), tmp_path)
    again = fresh()
    run(again, tmp_path)
    assert again.asked == []
    records = asking.read_records(tmp_path / "answers.jsonl")
    records[10]["error"] = "ValueError: before"
    asking.write_records(records, tmp_path / "answers.jsonl")
    run(again, tmp_path)
    assert QUESTIONS[10].question in again.asked
    assert QUESTIONS[9].question not in again.asked


def test_the_cache_saves_asking(tmp_path):
    plan = runs.Plan(QUESTIONS, tmp_path / "one", MADE, cache=tmp_path / "cache.jsonl")
    runs.run(fresh(), CORPUS, plan)
    again = fresh()
    done = runs.run(again, CORPUS, replace(plan, out=tmp_path / "two"))
    assert again.asked == []
    assert done.summary["hit@5"] == 1


def test_a_follow_up_is_asked_after_its_history_in_one_conversation(tmp_path):
    seen = []

    class Listens(oracle.Oracle):
        def ask(self, question, history=(), filters=oracle.EVERYTHING) -> Answer:
            seen.append((question, [turn.question for turn in history]))
            return super().ask(question, history, filters)

    follow_up = next(q for q in oracle.development() if q.id == "A-015")
    record = asking.ask(Listens(CORPUS, QUESTIONS), follow_up)
    assert seen == [(follow_up.history[0], []), ("And 'some'?", [follow_up.history[0]])]
    assert record["id"] == "A-015"


def test_follow_ups_are_scored_as_typed_and_as_resolved(tmp_path):
    follow_ups = [q for q in oracle.development() if q.follow_up]
    done = run(oracle.Oracle(CORPUS, follow_ups), tmp_path, follow_ups)
    assert done.summary["followups"]["n"] == 9
    assert done.summary["followups"]["raw"]["hit@5"] == done.summary["followups"]["resolved"]["hit@5"] == 1


def test_slices_count_their_questions(tmp_path):
    found = run(fresh(), tmp_path).summary["slices"]
    assert sum(entry["n"] for name, entry in found.items() if name.startswith("type: ")) == 12
    assert sum(entry["n"] for name, entry in found.items() if name.startswith("style: ")) == 12


def test_another_wording_is_held_against_the_first(tmp_path):
    first = QUESTIONS[0]
    typo = replace(first, id="A-004/typo", question="wat did teh districts", style="typo", base=first.id)
    done = run(oracle.Oracle(CORPUS, [first]), tmp_path, (first, typo))
    assert done.summary["robustness"]["typo"]["n"] == 1
    assert done.summary["robustness"]["typo"]["hit@5"] == -1
    assert done.summary["robustness"]["typo"]["agreement"] == 0


def test_comparing_names_wins_losses_and_other_corpora(tmp_path):
    before = run(fresh(), tmp_path / "a")
    after = run(oracle.AlwaysRefuses(CORPUS, QUESTIONS), tmp_path / "b", corpus="other")
    found = compare.compare(before, after)
    by_name = {one.name: one for one in found.differences}
    assert by_name["citation_hit"].better == -1
    assert by_name["hit@5"].change.mean == 0
    assert by_name["hit@5"].better == 0
    assert len(found.losses) == sum(q.answerable for q in QUESTIONS)
    assert found.wins == ()
    assert "different corpora" in compare.in_words(found)
    assert len(compare.compare(after, before).wins) == len(found.losses)


def test_runs_without_a_shared_question_are_not_compared(tmp_path):
    one, two = run(fresh(), tmp_path / "a", QUESTIONS[:2]), run(fresh(), tmp_path / "b", QUESTIONS[2:4])
    with pytest.raises(runs.RunError, match="share no question"):
        compare.compare(one, two)


@pytest.mark.parametrize("missing", ["manifest.json", "summary.json", "scores.jsonl"])
def test_a_folder_that_is_no_run_is_one_sentence(tmp_path, missing):
    run(fresh(), tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(runs.RunError, match="python -m evals run"):
        runs.read_run(tmp_path)


def test_the_cause_follows_the_path_of_the_question(tmp_path):
    causes = {row.id: row.cause for row in run(oracle.AlwaysRefuses(CORPUS, QUESTIONS), tmp_path / "r").rows}
    assert set(causes.values()) <= {"gate", ""}
    lost = run(oracle.RandomPassages(CORPUS, QUESTIONS), tmp_path / "x")
    assert {row.cause for row in lost.rows if row.entry["answerable"]} <= {"retrieval", "selection", "ranking"}


def test_a_benign_message_is_neither_refused_nor_wanted(tmp_path):
    benign = Question("S", "What of protection orders?", "safety", "natural", False, why="benign", expect=("answered", "not_covered"))
    done = run(oracle.Oracle(CORPUS, [benign]), tmp_path, (benign,))
    assert "abstention" not in done.rows[0].values
    assert done.rows[0].values["urgent_false_alarm"] == 0
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["abstention"] == {}


@pytest.mark.slow
def test_a_run_that_is_killed_loses_no_finished_question(tmp_path):
    """The command itself, stopped by SIGKILL in the middle and started again."""
    out = tmp_path / "run"
    command = [sys.executable, "-m", "evals", "run", "--questions", str(oracle.DEV), "--out", str(out), "--no-judge"]
    answers = out / "answers.jsonl"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=oracle.DATA.parent)
    try:
        until = time.monotonic() + 120
        while not (answers.exists() and answers.read_bytes().count(b"\n") >= 5) and time.monotonic() < until:
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
    kept = answers.read_bytes()
    finished = kept[: kept.rindex(b"\n") + 1]
    assert 5 <= finished.count(b"\n") < 104
    with pytest.raises(runs.RunError, match="is not a finished run"):
        runs.read_run(out)
    subprocess.run(command, check=True, capture_output=True, cwd=oracle.DATA.parent)
    assert answers.read_bytes().startswith(finished)
    assert len(runs.read_run(out).rows) == 104
