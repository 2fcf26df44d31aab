"""Every figure of a summary has an interval, also those that are no means."""

import oracle
import pytest

from evals import figures, report, runs, sections

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    plan = runs.Plan(QUESTIONS, tmp_path_factory.mktemp("run"), {"format": 1})
    return runs.run(oracle.NeverRefuses(CORPUS, QUESTIONS), CORPUS, plan)


def test_percentiles_refusal_and_curves_have_intervals(done):
    found = done.summary["figures"]
    kinds = {why for q in QUESTIONS if (why := q.why)}
    names = {"refusal precision", "refusal recall", "refusal F1", "AURC", "median words", "p50 seconds", "p95 seconds"}
    assert set(found) == names | {f"abstention: {why}" for why in kinds}
    for entry in found.values():
        assert entry["low"] <= entry["mean"] <= entry["high"]
        assert entry["n"] > 0
    assert found["p50 seconds"]["mean"] == done.summary["p50_seconds"]
    assert found["median words"]["mean"] == done.summary["median_words"]
    assert found["AURC"]["mean"] == pytest.approx(done.summary["coverage_accuracy"]["aurc"], abs=1e-6)
    assert found["refusal recall"]["mean"] == done.summary["refusal"]["recall"] == 0
    assert found["abstention: near-domain"]["mean"] == done.summary["abstention"]["near-domain"] == 0


def test_the_curve_of_a_system_that_answers_everything(done):
    """12 of 104 answers are wrong and all are equally sure: 12/104 are wrong at any coverage."""
    points = done.summary["coverage_accuracy"]["points"]
    assert points[-1] == [1.0, pytest.approx(92 / 104)]
    assert done.summary["coverage_accuracy"]["aurc"] == pytest.approx(12 / 104)


def test_a_drawn_figure_repeats_with_its_seed(done):
    scored = [type("One", (), {"values": {"words": float(n)}})() for n in range(50)]
    words = figures._percentile("words", 0.5)
    found = figures.drawn(scored, words, seed=4)
    assert found == figures.drawn(scored, words, seed=4)
    assert found.mean == 24.5
    assert 15 < found.low < 24.5 < found.high < 34


def test_follow_ups_show_what_resolving_them_gains(tmp_path):
    class Deaf(oracle.Oracle):
        """Finds nothing for a follow-up as it was typed."""

        def search(self, question, k=10, filters=oracle.EVERYTHING):
            found = super().search(question, k, filters)
            return found if self.asked and self.asked[-1] == question else found[-1:]

    asked = [q for q in QUESTIONS if q.follow_up]
    found = runs.run(Deaf(CORPUS, asked), CORPUS, runs.Plan(asked, tmp_path, {"format": 1}))
    follow = found.summary["followups"]
    last_asked_is_found = 1 / len(asked)  # the search as typed of the question that was asked last
    assert follow["resolved"]["hit@5"] == 1
    assert follow["raw"]["hit@5"] == pytest.approx(last_asked_is_found, abs=1e-6)
    assert follow["gain"]["hit@5"]["low"] > 0
    assert "as typed, 1.000 as resolved" in report.in_words(found)


def test_a_change_of_wording_has_an_interval(tmp_path):
    from dataclasses import replace

    first = [q for q in QUESTIONS if q.answerable and not q.follow_up][:10]
    typos = [replace(q, id=f"{q.id}/typo", question=q.question + " x", style="typo", base=q.id) for q in first]
    known = oracle.Oracle(CORPUS, [*first, *typos[:5]])
    found = runs.run(known, CORPUS, runs.Plan([*first, *typos], tmp_path, {"format": 1})).summary["robustness"]["typo"]
    assert found["hit@5"] == -0.5
    assert -0.9 < found["intervals"]["hit@5"]["low"] < -0.5 < found["intervals"]["hit@5"]["high"] < -0.1
    assert found["agreement"] == found["intervals"]["agreement"]["mean"]


def test_figures_on_refusing_have_no_value_where_nothing_is_to_be_refused(done, tmp_path):
    answerable = [q for q in QUESTIONS if q.answerable and not q.follow_up][:4]
    system = oracle.Oracle(CORPUS, answerable)
    found = runs.run(system, CORPUS, runs.Plan(answerable, tmp_path, {"format": 1}))
    assert report.in_words(found).count("–, none to refuse") == 3
    assert sections.refusal(found).count("<td class=n>–</td><td>none to refuse</td>") == 3
    assert "Refusal precision                    –, none was refused" in report.in_words(done)
    assert "Refusal recall                       0.000" in report.in_words(done)
