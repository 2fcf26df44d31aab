"""Ragas's measures with a scripted judge behind an address, worked by hand; its ID measures always."""

import json
import sys
import warnings
from dataclasses import asdict

import oracle
import pytest
from scripted_judge import TRAP, attributed, scripted_judge, useful, verdicts, would_ask

from evals import agreement, asking, chat_judge, gold, judge, report, runs, scoring, trust
from evals.__main__ import main

CONNECTED = []  # every address that this process has called
sys.addaudithook(lambda event, of: CONNECTED.append(of[1]) if event == "socket.connect" else None)
CORPUS = oracle.corpus()
PARAGRAPHS = {paragraph.id: paragraph for paragraph in CORPUS.paragraphs}
ASKED = next(q for q in oracle.development() if q.id == "A-007")
PAIRS = agreement.read_pairs(oracle.DATA / "judge" / "pairs.jsonl")[:40]  # of every kind
CLAIMS = {"claims": ["One claim.", "Another claim."]}
MORE = ("response_relevancy", "context_precision", "context_recall", "factual_correctness")


def good():
    """One script for all measures."""
    return {
        "StatementGeneratorOutput": [{"statements": ["So.", "And so.", "And also so.", "Or not."]}],
        "NLIStatementOutput": [lambda asked: verdicts(*([1] * (len(asked["statements"]) - 1)), 0)(asked)],
        "AnswerRelevanceOutput": [would_ask("near"), would_ask("half"), would_ask("far")],
        "ContextPrecisionOutput": [useful(v) for v in (1, 0, 1, 0, 0)],
        "ContextRecallOutput": [attributed(1, 1, 0, 1)],
        "ClaimDecompositionOutput": [CLAIMS],
    }


def embed(text):
    """Cosine 1, 0.6 and 0 of the three questions with the one that was asked."""
    return {ASKED.question: (1.0, 0.0), "near": (2.0, 0.0), "half": (0.6, 0.8), "far": (0.0, 1.0)}[text]


def scored(question=ASKED):
    assistant = oracle.Oracle(CORPUS, oracle.development())
    record = asking.ask(assistant, question)
    return [scoring.score(question, record, gold.gold(question, CORPUS), PARAGRAPHS)]


def more(script, repeats=1):
    with scripted_judge(script) as server:
        llm = chat_judge.ChatJudge(server.settings())
        found = judge.judge_more(scored(), llm, embed, repeats)
        return {name: of[ASKED.id] for name, of in found.items()}, server


def test_each_measure_is_what_ragas_works_out_of_the_verdicts():
    found, server = more(good())
    assert found["response_relevancy"].values == pytest.approx(((1 + 0.6 + 0) / 3,))
    assert found["context_precision"].values == pytest.approx(((1 / 1 + 2 / 3) / 2,))
    assert found["context_recall"].values == (0.75,)
    assert found["factual_correctness"].values == (0.5,)  # 1 right, 1 wrong, 1 missed: F1 = 2/4
    assert not any(of.failures for of in found.values())
    assert server.sent == {
        "AnswerRelevanceOutput": 3,
        "ContextPrecisionOutput": 5,
        "ContextRecallOutput": 1,
        "ClaimDecompositionOutput": 2,
        "NLIStatementOutput": 2,
    }


def test_what_the_judge_is_shown_is_question_answer_and_paragraphs():
    _, server = more(good())
    prompts = "\n".join(body["messages"][1]["content"] for _, _, body in server.seen)
    for text in (ASKED.question, ASKED.answer, "These included GPs"):
        assert json.dumps(text)[1:-1] in prompts or text in prompts
    assert {body["temperature"] for _, _, body in server.seen} == {0}
    assert {body["model"] for _, _, body in server.seen} == {"small"}


def test_an_evasive_answer_is_not_relevant():
    found, _ = more(good() | {"AnswerRelevanceOutput": [would_ask("near", noncommittal=1)]})
    assert found["response_relevancy"].values == (0,)


def test_repeats_that_differ_show_their_spread():
    found, _ = more(good() | {"ContextRecallOutput": [attributed(1), attributed(0), attributed(1, 0)]}, repeats=3)
    assert found["context_recall"].values == (1, 0, 0.5)
    assert found["context_recall"].spread == pytest.approx((1 / 6) ** 0.5)


@pytest.mark.parametrize(
    ("model", "reply", "measure", "reason"),
    [
        ("ContextRecallOutput", 500, "context_recall", "did not answer"),
        ("ContextRecallOutput", "I would rather not say.", "context_recall", "no valid ContextRecallOutput"),
        ("ContextRecallOutput", {"classifications": []}, "context_recall", "no number"),
        ("ContextRecallOutput", attributed(1, 7), "context_recall", "'attributed' is 7"),
        ("ContextPrecisionOutput", useful(3), "context_precision", "'verdict' is 3"),
        ("AnswerRelevanceOutput", {"question": 1}, "response_relevancy", "no valid AnswerRelevanceOutput"),
        ("NLIStatementOutput", lambda asked: verdicts(1)({"statements": asked["statements"][:1]}), "factual_correctness", "1 verdicts on 2"),
        ("ClaimDecompositionOutput", {"statements": []}, "factual_correctness", "no valid ClaimDecompositionOutput"),
    ],
)  # fmt: skip
def test_a_judge_that_fails_in_one_measure_is_counted_there_and_nowhere_else(model, reply, measure, reason):
    found, _ = more(good() | {model: [reply]})
    assert found[measure].mean is None
    assert reason in found[measure].failures[0]
    assert all(of.mean is not None for name, of in found.items() if name != measure)


def test_a_reply_that_does_not_fit_is_asked_for_once_more():
    found, server = more(good() | {"ContextRecallOutput": [attributed(5), attributed(1)]})
    assert found["context_recall"].values == (1,)
    second = [body for _, _, body in server.seen if "did not fit" in body["messages"][0]["content"]]
    assert len(second) == 1


def test_answers_without_a_model_answer_are_not_judged_against_one():
    from dataclasses import replace

    with scripted_judge({}) as server:
        llm = chat_judge.ChatJudge(server.settings())
        found = judge.judge_more(scored(replace(ASKED, answer="")), llm, embed)
    assert found == {name: {} for name in MORE}


def evaluated(server, tmp_path, monkeypatch, **more_settings):
    """A whole run by the command line with the real index, judged by the scripted judge."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_KEY", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, TRAP)
    monkeypatch.setenv("EVAL_JUDGE", "ollama:small")
    monkeypatch.setenv("EVAL_JUDGE_URL", server.url)
    monkeypatch.setenv("EVAL_JUDGE_REPEATS", "2")
    for name, value in more_settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("evals.running.judge_folder", lambda settings: tmp_path / "cache")
    out = tmp_path / "run"
    assert main(["run", "--questions", str(oracle.DEV), "--out", str(out), "--limit", "3"]) == 0
    return runs.read_run(out)


@pytest.mark.slow
def test_a_run_with_a_judge_llm_scores_all_measures_and_sends_no_stray_key(tmp_path, monkeypatch, capsys):
    CONNECTED.clear()
    with scripted_judge(good()) as server:
        done = evaluated(server, tmp_path, monkeypatch)
    assert CONNECTED
    assert {f"http://{host}:{port}/v1" for host, port in CONNECTED} == {server.url}
    judged = done.summary["judged"]
    assert set(judged) == {"faithfulness", *MORE}
    for name, of in judged.items():
        assert (of["judge"], of["repeats"], of["scored"], of["of"]) == ("ollama:small", 2, 3, 3), name
    assert done.summary["faithfulness"] == pytest.approx(0.75)
    assert done.summary["context_recall"] == pytest.approx(0.75)
    assert done.manifest["judge"] == "ollama:small"
    sent = str([(path, headers) for path, headers, _ in server.seen])
    assert TRAP not in sent
    assert "authorization" not in sent.lower()
    said = capsys.readouterr().out
    assert "Context recall (Ragas)" in said
    assert "Warning" not in said
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    for title in ("Response relevancy (Ragas)", "Factual correctness (Ragas)"):
        assert title in page


@pytest.mark.slow
def test_failures_of_a_judge_llm_are_shown_in_summary_report_and_gate(tmp_path, monkeypatch, capsys):
    from evals import gate

    script = good() | {"ContextRecallOutput": [attributed(1), attributed(1), 500]}
    with scripted_judge(script) as server:
        done = evaluated(server, tmp_path, monkeypatch)
    of = done.summary["judged"]["context_recall"]
    assert of["mean"] == 1
    assert of["scored"] < of["of"] == 3
    assert len(of["failures"]) >= 2
    assert f"scored {of['scored']}/3" in capsys.readouterr().out
    assert f"{of['scored']}/3" in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert f"context_recall: only {of['scored']} of 3 were judged" in gate.in_words(gate.gate(done, done))


@pytest.mark.slow
def test_a_judge_that_also_writes_the_answers_is_warned_of(tmp_path, monkeypatch, capsys):
    with scripted_judge(good()) as server:
        done = evaluated(server, tmp_path, monkeypatch, ASSISTANT_LLM="ollama:small", ASSISTANT_LLM_URL="http://127.0.0.1:9")
    assert done.summary["warnings"] == ["small judges its own answers: choose another judge."]
    assert "Warning: small judges its own answers" in capsys.readouterr().out
    assert "small judges its own answers" in (tmp_path / "run" / "report.html").read_text("utf-8")
    assert report.in_words(done).startswith("Warning: ")


def judged_pairs(script, tmp_path, monkeypatch):
    """`python -m evals judge` with the scripted judge; its exit code."""
    monkeypatch.setattr("evals.commands.judge_folder", lambda settings: tmp_path)
    tmp_path.mkdir(exist_ok=True)
    some = tmp_path / "pairs.jsonl"
    some.write_text("\n".join(json.dumps(asdict(pair)) for pair in PAIRS))
    monkeypatch.setenv("EVAL_JUDGE", "ollama:small")
    with scripted_judge(script) as server:
        monkeypatch.setenv("EVAL_JUDGE_URL", server.url)
        return main(["judge", "--pairs", str(some)])


def test_a_judge_llm_is_held_against_people_before_its_figures_are_gated(tmp_path, monkeypatch, capsys):
    labels = {pair.statement: int(pair.supported) for pair in PAIRS}
    right = {"NLIStatementOutput": [lambda asked: verdicts(labels[asked["statements"][0]])(asked)]}
    assert trust.read_trust(tmp_path, "ollama:small") is None
    assert judged_pairs(right, tmp_path, monkeypatch) == 0
    assert "accuracy 1.000" in capsys.readouterr().out
    assert trust.read_trust(tmp_path, "ollama:small") == trust.Trust(len(PAIRS), 1, 1)
    assert trust.doubt("ollama:small", 1) == ""


def test_a_judge_llm_that_says_yes_to_all_or_fails_is_not_good_enough(tmp_path, monkeypatch, capsys):
    assert judged_pairs({"NLIStatementOutput": [verdicts(1)]}, tmp_path / "yes", monkeypatch) == 1
    said = capsys.readouterr().out
    assert "kappa 0.000, at least 0.6 needed" in said
    assert "altered figure  0.000" in said
    assert judged_pairs({"NLIStatementOutput": [500]}, tmp_path / "fails", monkeypatch) == 1
    assert f"{len(PAIRS)} verdicts failed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kappa", "reason"), [(None, "was not held against people"), (0.3, "kappa 0.300, at least 0.6 needed"), (0.7, "")]
)
def test_the_gate_asks_how_far_a_judge_llm_can_be_trusted(kappa, reason, tmp_path):
    from evals import gate
    from evals.judged import Judged

    plan = runs.Plan(
        (ASKED,),
        tmp_path,
        {"format": 1},
        judge_name="ollama:small",
        judge=lambda scored: {"faithfulness": {ASKED.id: Judged((1.0,))}},
        trust=None if kappa is None else trust.Trust(236, 0.9, kappa),
    )
    done = runs.run(oracle.Oracle(CORPUS, oracle.development()), CORPUS, plan)
    found = gate.gate(done, done)
    assert [one.measure for one in found] == (["faithfulness"] if reason else [])
    assert reason in gate.in_words(found)


def ragas_ids(retrieved, wanted):
    """Ragas's own ID measures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from ragas import SingleTurnSample
        from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
    sample = SingleTurnSample(retrieved_context_ids=retrieved, reference_context_ids=wanted)
    measures = (IDBasedContextPrecision(), IDBasedContextRecall())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return [measure.single_turn_score(sample) for measure in measures]


@pytest.mark.parametrize("system", [oracle.Oracle, oracle.RandomPassages])
def test_the_id_measures_are_those_of_ragas(system):
    assistant = system(CORPUS, oracle.development())
    answerable = [q for q in oracle.development() if q.answerable]
    some = [assistant.golds[q.id] for q in answerable]
    for question, wanted in zip(answerable, some, strict=True):
        record = asking.ask(assistant, question)
        values = scoring.score(question, record, wanted, PARAGRAPHS).values
        first = [passage["paragraph_id"] for passage in record["retrieved"][:5]]
        precision, recall = ragas_ids(first, sorted(wanted.ids))
        assert values["id_context_precision"] == pytest.approx(precision, abs=1e-9)
        assert values["id_context_recall"] == pytest.approx(recall, abs=1e-9)


def test_where_ragas_gives_no_number_for_ids_we_count_zero():
    record = asking.failed(ASKED, ValueError("no"))
    values = scoring.score(ASKED, record, gold.gold(ASKED, CORPUS), PARAGRAPHS).values
    assert ragas_ids([], ["2002/1.21"])[0] != ragas_ids([], ["2002/1.21"])[0]  # NaN
    assert (values["id_context_precision"], values["id_context_recall"]) == (0, 0)


def test_the_id_measures_are_scored_without_any_judge(tmp_path):
    asked = oracle.development()[:6]
    done = runs.run(oracle.Oracle(CORPUS, asked), CORPUS, runs.Plan(asked, tmp_path, {"format": 1}))
    assert done.summary["intervals"]["id_context_recall"]["n"] == sum(q.answerable for q in asked)
    assert "Ragas ID context recall" in report.in_words(done)
