"""What people do with results: rate answers blind, settle feedback, read reports, use the tab."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import jsonschema
import oracle
import pytest
from openpyxl import load_workbook

from assistant.feedback import FeedbackStore, judged
from evals import browser, candidates, compare, judge, questions, rating, report, runs, showing
from evals.__main__ import main
from tests.index import SETTINGS

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()[:14]


def finished(assistant, folder):
    llm = judge.OfflineJudge()
    plan = runs.Plan(
        QUESTIONS,
        folder,
        {"format": 1, "code": folder.name},
        judge_name="offline judge",
        judge=lambda scored: {"faithfulness": judge.judge_faithfulness(scored, llm)},
    )
    return runs.run(assistant, CORPUS, plan)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    good = finished(oracle.Oracle(CORPUS, QUESTIONS), folder / "good")
    return good, finished(oracle.RandomPassages(CORPUS, QUESTIONS), folder / "random")


class Page(HTMLParser):
    """Every address that a page would fetch, and whether its boxes are closed."""

    def __init__(self, text):
        super().__init__()
        self.fetched, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.fetched += [v for k, v in attrs if k in ("src", "href", "data", "action") and v]
        if tag in ("div", "details", "table", "svg", "dl"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("div", "details", "table", "svg", "dl"):
            assert self.open.pop() == tag


def test_the_report_is_one_file_that_fetches_nothing(two, tmp_path):
    good, random = two
    report.write(random, tmp_path / "report.html")
    report.write_comparison(compare.compare(good, random), tmp_path / "compare.html")
    for name in ("report.html", "compare.html"):
        text = (tmp_path / name).read_text("utf-8")
        page = Page(text)
        assert page.fetched == []
        assert page.open == []
        assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", text.split("<body>")[0])


def test_the_report_shows_every_question_with_its_cause_and_path(two, tmp_path):
    _, random = two
    report.write(random, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert text.count('<details class="question"') == len(QUESTIONS)
    assert 'data-cause="retrieval"' in text
    for step in ("Searched for", "Retrieved", "Cited", "Gold"):
        assert f"<dt>{step}</dt>" in text
    assert "offline judge" in text


def test_what_a_report_shows_is_text_and_never_markup(two, tmp_path):
    from dataclasses import replace

    good, _ = two
    nasty = replace(good.rows[0], answer="<script>alert(1)</script>", entry={**good.rows[0].entry, "question": "<img src=x>"})
    report.write(replace(good, rows=(nasty, *good.rows[1:])), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "<script>alert" not in text
    assert "<img" not in text


def test_a_measure_that_was_not_scored_is_said_to_be(two, tmp_path):
    good, _ = two
    report.write(good, tmp_path / "r.html")
    assert "Personal data noticed</td><td class=n>not scored" in (tmp_path / "r.html").read_text("utf-8")


def test_the_rating_sheet_is_blind(two, tmp_path):
    path = tmp_path / "ratings.xlsx"
    assert rating.write_sheet(two, path, CORPUS, number=5) == 10
    text = " ".join(str(c) for row in load_workbook(path)["ratings"].values for c in row if c)
    assert "good" not in re.findall(r"\b(good|random)\b", str([row[0] for row in load_workbook(path)["ratings"].values]))
    assert not any(question.id in text for question in QUESTIONS)


def fill(path, to, rate):
    book = load_workbook(path)
    sheet = book["ratings"]
    for row in range(2, sheet.max_row + 1):
        for place in range(3):
            sheet.cell(row, 5 + place, rate(row, place))
    book.save(to)
    return rating.read_sheet(to)


def test_raters_who_agree_agree_and_their_means_are_by_run(two, tmp_path):
    path = tmp_path / "ratings.xlsx"
    rating.write_sheet(two, path, CORPUS, number=6)
    first = fill(path, tmp_path / "a.xlsx", lambda row, place: 1 + row % 3)
    second = fill(path, tmp_path / "b.xlsx", lambda row, place: 1 + row % 3)
    found = rating.agreement([first, second], two)
    assert [(one.alpha.low, one.alpha.mean, one.alpha.high) for one in found] == [(1, 1, 1)] * 3
    assert [one.kappa for one in found] == [1, 1, 1]
    assert set(found[0].means) == {"good", "random"}
    third = fill(path, tmp_path / "c.xlsx", lambda row, place: 3 - row % 3)
    apart = rating.agreement([first, third], two)[0].alpha
    assert apart.low < apart.mean < 0
    assert apart.low < apart.high


def test_a_wrong_rating_is_named_by_its_line(two, tmp_path):
    path = tmp_path / "ratings.xlsx"
    rating.write_sheet(two, path, CORPUS, number=2)
    with pytest.raises(questions.QuestionsError, match="line 3: correct is 7"):
        fill(path, path, lambda row, place: 7 if row == 3 else 2)


@pytest.fixture
def said(tmp_path):
    store = FeedbackStore(tmp_path / "feedback.jsonl")
    answer = oracle.Oracle(CORPUS, QUESTIONS).ask(QUESTIONS[0].question)
    store.add(judged(answer, helpful=False, reason="not what I asked", right="2002/3.10"))
    return store


def test_feedback_becomes_a_question_once_a_person_has_filled_it_in(said, tmp_path):
    (one,) = said.waiting()
    path = tmp_path / "feedback-questions.jsonl"
    entry = candidates.candidate(one, CORPUS)
    assert entry["evidence"][0]["para"] == "3.10"
    with pytest.raises(questions.QuestionsError, match="without key facts"):
        candidates.accept(one, entry, path, said, CORPUS)
    assert not path.exists()
    assert len(said.waiting()) == 1
    edited = entry | {"key_facts": [["Laming"]], "answer": "Lord Laming."}
    candidates.accept(one, edited, path, said, CORPUS)
    assert [q.id for q in questions.read_questions(path)] == [f"F-{one.id}"]
    assert said.waiting() == ()


def test_rejected_feedback_waits_no_longer(said):
    candidates.reject(said.waiting()[0], said)
    assert said.waiting() == ()


def test_the_published_schema_fits_every_committed_question():
    schema = json.loads((oracle.DATA / "questions" / "question.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in (oracle.DATA / "questions").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            validator.validate(json.loads(line))


def test_the_tab_reads_runs_and_refuses_names_that_are_paths(two):
    folder = two[0].folder.parent
    assert set(showing.finished_runs(folder)) == {"good", "random"}
    text, shown = showing.shown_run(folder, CORPUS, "good")
    assert "14 questions" in text
    assert shown.startswith("<iframe")
    assert showing.shown_run(folder, CORPUS, "../good")[1] == ""
    assert showing.shown_comparison(folder, CORPUS, "good", "random")[0].count("lost") >= 1
    assert showing.shown_run(folder, CORPUS, None) == ("Choose a run.", "")


def test_the_tab_filters_the_questions_of_a_run_itself(two):
    """The page's content policy runs no script inside the report: nothing may depend on one."""
    folder = two[0].folder.parent
    _, shown = showing.shown_run(folder, CORPUS, "random")
    said, cards = showing.shown_questions(folder, CORPUS, "random", browser.FAILED, browser.ALL, "")
    assert 'sandbox=""' in shown
    assert 'sandbox=""' in cards
    assert "script" not in shown + cards
    causes, kinds = showing.choices(folder, "random")
    counts = {value: int(label.rsplit("(")[-1].rstrip(")")) for label, value in causes}
    assert said == f"{counts[browser.FAILED]} of 14 questions"
    assert counts[browser.ALL] == 14
    assert sum(count for value, count in counts.items() if value not in (browser.ALL, browser.FAILED)) == counts[browser.FAILED]
    for value, count in counts.items():
        assert showing.shown_questions(folder, CORPUS, "random", value, browser.ALL, "")[0] == f"{count} of 14 questions"
    by_kind = [showing.shown_questions(folder, CORPUS, "random", browser.ALL, kind, "")[0] for kind in kinds[1:]]
    assert sum(int(said.split()[0]) for said in by_kind) == 14
    assert showing.shown_questions(folder, CORPUS, "random", browser.ALL, browser.ALL, "HAPPIEST ABOUT")[0] == "1 of 14 questions"
    assert showing.shown_questions(folder, CORPUS, "random", browser.ALL, browser.ALL, "zebra") == ("0 of 14 questions", "")


def test_a_run_in_a_process_that_fails_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_PORT", "not a number")
    *_, (done, said) = showing.run_in_process(oracle.DEV, tmp_path / "run", 1, wait=0.1)
    assert done == 1
    assert "ASSISTANT_PORT" in said


def test_the_tab_is_built_and_adds_no_public_endpoint(tmp_path):
    gradio = pytest.importorskip("gradio")
    from types import SimpleNamespace

    from evals.page import build_tab

    settings = replace(SETTINGS, state_dir=tmp_path)
    with gradio.Blocks(analytics_enabled=False) as pages:
        build_tab(SimpleNamespace(settings=settings, corpus=CORPUS))
    assert len(pages.fns) >= 8
    assert {fn.api_visibility for fn in pages.fns.values()} == {"private"}


def test_the_ablation_table_becomes_a_plot(two, tmp_path):
    table = "| stages | hit@1 | hit@5 | n |\n|---|---|---|---|\n| words only | 0.301 (0.20-0.40) | 0.612 (0.51-0.70) | 92 |\n"
    (tmp_path / "table.md").write_text(table)
    assert main(["report", str(two[0].folder), "--ablation", str(tmp_path / "table.md")]) == 0
    text = (two[0].folder / "report.html").read_text("utf-8")
    assert "words only" in text
    assert "0.612" in text


def test_sheets_go_out_and_come_back_through_the_tab(two, tmp_path):
    folder = two[0].folder.parent
    path, said = showing.sheet_of(folder, CORPUS, ["good", "random"], 4)
    assert "8 answers" in said
    for name, value in (("a.xlsx", 3), ("b.xlsx", 3)):
        fill(path, tmp_path / name, lambda row, place, value=value: value)
    found = showing.agreed(folder, ["good", "random"], [str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")])
    assert "alpha 1.000" in found
    (tmp_path / "c.xlsx").write_text("no sheet")
    assert "not a rating sheet" in showing.agreed(folder, ["good"], [str(tmp_path / "c.xlsx")])
    assert showing.sheet_of(folder, CORPUS, [], 4) == (None, "Choose one run or more.")
