"""No cell of a table that we write is a formula, whoever wrote what stands in it."""

import ast
import csv
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.quiz.exports.formats import export
from assistant.quiz.items import ItemType, Option, QuizItem
from assistant.spreadsheets import STARTS, guarded, put_row, unguarded, write_csv_rows
from evals import exchange, tables
from evals.questions import Question, QuestionsError

ROOT = Path(__file__).resolve().parent.parent
STARTING = [f"{start}cmd|' /C calc'!A0" for start in STARTS]
OWNER = ROOT / "assistant" / "spreadsheets.py"


def item(text):
    options = (Option(text, True, text), Option("eight areas", False, text))
    return QuizItem(
        text, ItemType.SINGLE, "figure", f"{text} What did the 2002 report say?", "2002/1.1", text,
        text, text, text, "2002", options=options, guidance=text, note=text, reviewer=text,
    )  # fmt: skip


def types(path):
    book = load_workbook(path)
    return {cell.data_type for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)}


@pytest.mark.parametrize("text", STARTING)
def test_a_kahoot_file_holds_texts_and_no_formula(text, tmp_path):
    (path,) = export([item(text), replace(item(text), options=())], "kahoot", tmp_path, "k").files
    assert types(path) == {"s"}
    sheet = load_workbook(path)["Kahoot"]
    assert sheet["C9"].value == text
    assert sheet["C9"].quotePrefix


@pytest.mark.parametrize("text", STARTING)
def test_every_cell_of_a_csv_export_is_a_text(text, tmp_path):
    (path,) = export([item(text)], "csv", tmp_path, "list").files
    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(STARTS)]
    assert f"'{text}" in cells


@pytest.mark.parametrize("text", STARTING)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_exported_question_set_holds_no_formula_and_comes_back_the_same(suffix, text, tmp_path):
    asked = Question(text.strip(), text.strip(), "fact", "natural", False, answer=text.strip(), why="near-domain")
    path = tmp_path / f"set{suffix}"
    tables.write_table([asked], path)
    if suffix == ".xlsx":
        assert types(path) == {"s"}
    else:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            assert not [cell for row in csv.reader(lines) for cell in row if cell.startswith(STARTS)]
    (found,), faults = tables.from_table(tables.read_table(path), path.name)
    assert not faults
    assert (found.id, found.question, found.answer) == (asked.id, asked.question, asked.answer)


@pytest.mark.parametrize("text", STARTING[:4])
def test_tables_set_apart_by_tabs_hold_no_formula(text, tmp_path):
    asked = Question("q1", text, "fact", "natural", False, why="near-domain")
    exchange.write_trec([asked], {"q1": _Gold()}, [], tmp_path)
    assert f"q1\t'{text}" in (tmp_path / "topics.tsv").read_text("utf-8")
    assert exchange.read_topics(tmp_path / "topics.tsv")[0]["q1"] == (1, text)
    with pytest.raises(QuestionsError, match="formula"):
        exchange.write_beir([replace(asked, id=text)], {}, None, tmp_path)


def test_figures_stay_figures_and_guards_come_off_again(tmp_path):
    write_csv_rows([["-1", -0.5, "eight"]], tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text("utf-8-sig").strip() == "'-1,-0.5,eight"
    assert [unguarded(guarded(text)) for text in [*STARTING, "'tis", "eight"]] == [*STARTING, "'tis", "eight"]
    sheet = Workbook().worksheets[0]
    put_row(sheet, [-0.5, "=1", "a\x00b"])
    assert [(cell.data_type, cell.value) for cell in sheet[1]] == [("n", -0.5), ("s", "=1"), ("s", "ab")]


@pytest.mark.parametrize(
    "path", sorted(p for name in ("assistant", "evals", "ingest") for p in (ROOT / name).rglob("*.py")),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)  # fmt: skip
def test_only_one_module_fills_cells(path):
    """A writer that is added later goes through the module that keeps texts texts."""
    text = path.read_text("utf-8")
    called = [
        node.func for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]  # fmt: skip
    names = {call.attr for call in called} & {"writer", "DictWriter", "to_csv", "to_excel"}
    if "openpyxl" in text:
        names |= {call.attr for call in called} & {"cell", "create_table"}
        names |= {name for call in called if (name := ast.unparse(call)).endswith(("sheet.append", "notes.append"))}
    assert path == OWNER or not names


class _Gold:
    ids = frozenset({"2002/1.1"})
