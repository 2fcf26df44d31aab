"""A run from elsewhere: what it has of the reports and they do not say is counted and marked."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from assistant.domain import NOT_FOUND
from assistant.settings import ROOT
from evals import browser, quoting, rating, report, runs, showing
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
CORPUS = ASSISTANT.corpus
BASELINE = ROOT / "data" / "runs" / "baseline"
PONY = "Every child must be given a pony within two weeks."


@pytest.fixture
def folder(tmp_path):
    """The committed run copied as one from elsewhere, with the records of its answers."""
    shutil.copytree(BASELINE, tmp_path / "theirs")
    lines = (tmp_path / "theirs" / "scores.jsonl").read_text("utf-8").splitlines()
    records = [
        {
            "id": row["id"], "question": row["question"]["question"], "answer": row["answer"],
            "citations": [
                {"marker": n, "paragraph_id": name, "label": name,
                 "quote": CORPUS.paragraph(name).text[:60]}
                for n, name in enumerate(row["cited"], start=1)
            ],
        }
        for row in map(json.loads, lines)
    ]  # fmt: skip
    write(tmp_path / "theirs" / "answers.jsonl", records)
    return tmp_path


def write(path, entries):
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), "utf-8")


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def forge(folder, name, change):
    """One line of a file of the run changed; returns the id of the question."""
    path = folder / "theirs" / name
    entries = read(path)
    place = next(n for n, row in enumerate(read(folder / "theirs" / "scores.jsonl")) if row["cited"])
    change(entries[place])
    write(path, entries)
    return entries[place]["id"]


def held(folder):
    return quoting.held_against(runs.read_run(folder / "theirs"), CORPUS)


def test_a_run_of_our_own_has_nothing_marked(folder):
    run = held(folder)
    assert [row.id for row in run.rows if row.unfound] == []
    assert NOT_FOUND not in report.in_words(run)


def test_a_forged_statement_is_counted_and_marked(folder):
    name = forge(folder, "scores.jsonl", lambda row: row.update(answer=f"{PONY} [1]"))
    run = held(folder)
    assert run.by_id[name].unfound == (PONY,)
    assert run.by_id[name].answer == f"{PONY} ({NOT_FOUND})"
    assert f"1 statements, quotations or citations of 1 answers: {NOT_FOUND}" in report.in_words(run)
    said, page = showing.shown_run(folder, CORPUS, "theirs")
    assert NOT_FOUND in said
    assert NOT_FOUND in page
    _, cards = showing.shown_questions(folder, CORPUS, "theirs", browser.ALL, browser.ALL, "pony")
    assert cards.count(NOT_FOUND) == 2
    assert "[1]" not in cards.split("pony within two weeks.")[1][:80]


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["citations"][0].update(quote=PONY),
        lambda record: record["citations"][0].update(quote=""),
    ],
)
def test_a_forged_quotation_is_counted_and_marked(folder, change, tmp_path):
    name = forge(folder, "answers.jsonl", change)
    run = held(folder)
    assert len(run.by_id[name].unfound) == 1
    sheet = tmp_path / "sheet.xlsx"
    rating.write_sheet([run], sheet, CORPUS, number=len(run.rows))
    words = [str(row[3]) for row in load_workbook(sheet)["ratings"].values]
    assert sum(NOT_FOUND in one for one in words) == 1
    assert not any(PONY in one for one in words)


def test_a_citation_of_a_report_that_is_not_held_is_counted(folder):
    name = forge(folder, "scores.jsonl", lambda row: row.update(cited=["2031/1.1"]))
    assert "2031/1.1" in held(folder).by_id[name].unfound


def test_two_runs_side_by_side_are_marked_too(folder):
    shutil.copytree(BASELINE, folder / "ours")
    forge(folder, "scores.jsonl", lambda row: row.update(
        answer=f"{PONY} [1]", values={**row["values"], "key_fact_recall": 0.0, "hit@5": 0.0}
    ))  # fmt: skip
    _, page = showing.shown_comparison(folder, CORPUS, "ours", "theirs")
    assert NOT_FOUND in page


@pytest.mark.parametrize("line", ["[]", "7", '"x"', "{}", '{"id": 1}', "[" * 100_000])
def test_a_run_that_is_none_is_refused_in_one_sentence(folder, line):
    (folder / "theirs" / "scores.jsonl").write_text(line + "\n")
    said, page = showing.shown_run(folder, CORPUS, "theirs")
    assert page == ""
    assert "not a finished run" in said or "no scores" in said
    assert str(folder) not in said


def test_what_the_reports_say_depends_on_the_reports_held(folder):
    changed = [replace(p, text="Nothing is said. " * 3) for p in CORPUS.paragraphs]
    other = type(CORPUS)(CORPUS.reports, tuple(changed))
    assert sum(bool(row.unfound) for row in quoting.held_against(
        runs.read_run(folder / "theirs"), other
    ).rows) > 50  # fmt: skip
