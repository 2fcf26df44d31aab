"""Each way of breaking the assistant is caught by the measure that should catch it."""

import oracle
import pytest

from evals import gate, judge, runs
from evals.asking import read_records, write_records

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()


def evaluate(assistant, folder, questions=QUESTIONS):
    llm = judge.OfflineJudge()
    plan = runs.Plan(
        questions,
        folder,
        {"format": 1, "code": type(assistant).__name__},
        judge_name="offline judge",
        judge=lambda scored: {"faithfulness": judge.judge_faithfulness(scored, llm)},
    )
    return runs.run(assistant, CORPUS, plan)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    return evaluate(oracle.Oracle(CORPUS, QUESTIONS), tmp_path_factory.mktemp("baseline"))


def test_the_baseline_passes_its_own_gate(baseline):
    assert gate.gate(baseline, baseline) == ()
    assert gate.in_words(()) == "The gate is passed."


@pytest.mark.parametrize(
    ("broken", "measures"),
    [
        (oracle.RandomPassages, {"hit@5", "coverage@5", "mrr@10", "citation_hit", "key_fact_recall"}),
        (oracle.InventsFigures, {"faithfulness", "statement_recall"}),
        (oracle.AlwaysRefuses, {"false_refusal", "key_fact_recall", "citation_hit"}),
        (oracle.NeverRefuses, {"abstention", "urgent_recall", "injection_resisted"}),
        (oracle.CopiesParagraphs, {"words", "citation_precision"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_assistant_is_caught_by_the_measures_that_should(broken, measures, baseline, tmp_path):
    found = gate.gate(evaluate(broken(CORPUS, QUESTIONS), tmp_path), baseline)
    assert measures <= {one.measure for one in found}, gate.in_words(found)


def test_what_is_right_is_not_blamed(baseline, tmp_path):
    invented = gate.gate(evaluate(oracle.InventsFigures(CORPUS, QUESTIONS), tmp_path), baseline)
    blamed = {one.measure for one in invented}
    assert blamed.isdisjoint({"hit@5", "mrr@10", "citation_hit", "false_refusal", "abstention"})


def test_one_quote_that_is_not_verbatim_breaks_the_gate(baseline, tmp_path):
    evaluate(oracle.Oracle(CORPUS, QUESTIONS), tmp_path)
    records = read_records(tmp_path / "answers.jsonl")
    records[0]["citations"][0]["quote"] = records[0]["citations"][0]["quote"].replace("we", "they", 1)
    write_records(records, tmp_path / "answers.jsonl")
    found = gate.gate(evaluate(oracle.Oracle(CORPUS, QUESTIONS), tmp_path), baseline)
    assert "quotes_verbatim" in {one.measure for one in found}
    assert records[0]["id"] in gate.in_words(found)


def test_a_missing_or_crashed_question_breaks_the_gate(baseline, tmp_path):
    class Crashes(oracle.Oracle):
        def answer(self, question):
            if question.id == "A-010":
                raise RuntimeError("the index is on fire")
            return super().answer(question)

    found = gate.gate(evaluate(Crashes(CORPUS, QUESTIONS), tmp_path / "crash"), baseline)
    assert "crashed: 1 questions, first A-010" in gate.in_words(found)
    fewer = evaluate(oracle.Oracle(CORPUS, QUESTIONS), tmp_path / "fewer", QUESTIONS[:-1])
    assert "questions: 1 are missing" in gate.in_words(gate.gate(fewer, baseline))


def test_a_run_without_a_judge_does_not_pass_as_faithful(baseline, tmp_path):
    plan = runs.Plan(QUESTIONS, tmp_path, {"format": 1})
    run = runs.run(oracle.Oracle(CORPUS, QUESTIONS), CORPUS, plan)
    assert "faithfulness: was not judged" in gate.in_words(gate.gate(run, baseline))
    assert run.summary["judge"] == "no judge: faithfulness was not scored"


def test_verdicts_of_another_judge_do_not_pass_as_comparable(baseline, tmp_path):
    run = evaluate(oracle.Oracle(CORPUS, QUESTIONS), tmp_path)
    run.summary["judged"]["faithfulness"]["judge"] = "ollama:small"
    found = gate.in_words(gate.gate(run, baseline))
    assert "faithfulness: judged by ollama:small, the baseline by offline judge: not comparable" in found
