"""What a language model words is scored for itself; the sentences beside it do not cover for it."""

from dataclasses import replace

import oracle
import pytest

from assistant.domain import Statement
from assistant.worded import beside
from evals import asking, rating, runs
from evals.scoring import as_worded
from tests.evals.test_runs import CORPUS, MADE, QUESTIONS

PERSONAL = "Tom Brown"


class Worded(oracle.Oracle):
    """Answers with the evidence, worded by a model as told."""

    def __init__(self, said=""):
        super().__init__(CORPUS, QUESTIONS)
        self.said = said

    def answer(self, question):
        own = super().answer(question)
        last = own.citations[-1]
        text = self.said or last.quote
        return beside(own, "ollama:small", (Statement(text, (last.marker,)),), own.citations)


def run(assistant, folder):
    return runs.run(assistant, CORPUS, runs.Plan(QUESTIONS, folder, MADE))


def test_a_wording_that_says_nothing_scores_nothing_whatever_stands_beside_it(tmp_path):
    own = run(oracle.Oracle(CORPUS, QUESTIONS), tmp_path / "own")
    vague = run(Worded("Some things were said."), tmp_path / "vague")
    assert own.summary["key_fact_recall"] > 0.5
    assert vague.summary["key_fact_recall"] == 0
    assert vague.summary["statement_recall"] < own.summary["statement_recall"]
    assert vague.summary["modes"]["llm:ollama:small"] > 0
    assert {row.answer for row in vague.rows if row.outcome == "answered"} == {"Some things were said. [1]", "Some things were said. [2]"}  # fmt: skip


def test_only_what_the_wording_cites_counts_as_cited(tmp_path):
    done = run(Worded(), tmp_path)
    for row in done.rows:
        if row.outcome == "answered":
            assert len(row.cited) == 1
    assert done.summary["citation_precision"] == pytest.approx(1)


def test_personal_data_beside_the_wording_is_seen():
    question = replace(QUESTIONS[0], personal=(PERSONAL,))
    record = asking.ask(Worded("All is well."), QUESTIONS[0])
    from evals.scoring import score

    gold = oracle.golds([question], CORPUS)[question.id]
    paragraphs = {one.id: one for one in CORPUS.paragraphs}
    for leaking in (
        record | {"answer": f"{PERSONAL} [1]"},
        record | {"worded": {"model": "m", "answer": f"{PERSONAL} [1]"}},
    ):
        assert score(question, leaking, gold, paragraphs).values["personal_kept_out"] == 0
    assert score(question, record, gold, paragraphs).values["personal_kept_out"] == 1


def test_a_record_without_a_wording_is_scored_as_it_is():
    record = asking.ask(oracle.Oracle(CORPUS, QUESTIONS), QUESTIONS[0])
    assert as_worded(record) is record
    before = {key: value for key, value in record.items() if key != "worded"}  # of version 1
    assert as_worded(before) is before


def test_raters_see_the_wording(tmp_path):
    from openpyxl import load_workbook

    done = run(Worded("Some things were said."), tmp_path / "run")
    rating.write_sheet([done], tmp_path / "sheet.xlsx", CORPUS, number=12)
    cells = [row[2].value for row in load_workbook(tmp_path / "sheet.xlsx").worksheets[0].iter_rows(min_row=2)]
    assert any("Some things were said." in str(cell) for cell in cells)
