"""`python -m ingest check` finds what is suspicious and knows what was explained."""

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Kind, Paragraph
from assistant.settings import Settings
from assistant.shipped import accept_data
from ingest.checking import check
from ingest.checks import bad_texts, broken_series, odd_words, suspects, unknown_lines, unnamed
from ingest.cleaning import split_lines
from ingest.commands import run
from ingest.layouts import Layout, Part, read_layout
from ingest.ledger import Parse
from ingest.numbered import parse_numbered

DATA = Path(__file__).resolve().parents[2] / "data"


def paragraph(number: str, text: str = "Children were well safeguarded in this area.") -> Paragraph:
    return Paragraph("x", number, f"paragraph {number}", Kind.FINDING, text)


def test_both_reports_pass_and_the_totals_are_printed():
    printed, good = check(Settings(library_dir=DATA / "none"))
    assert good
    assert "Report 2002: 557 paragraphs; 3770 lines: 3590 paragraph, 96 heading, 84 furniture; 100.0% explained" in printed
    assert "Report 2008: 33 paragraphs; 314 lines: 285 paragraph, 24 heading, 5 furniture; 100.0% explained" in printed
    assert any("Safequarding → Safeguarding, 7 times, line 120" in line for line in printed)
    assert "fact-annotations.jsonl: 1581 annotations, 1581 placed" in printed


def test_the_command_ends_with_1_where_something_is_not_explained(tmp_path, capsys):
    for name in ("reports", "structure", "paragraphs", "annotations"):
        shutil.copytree(DATA / name, tmp_path / name)
    for name in ("reports.toml", "ocr-repairs.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    settings = Settings(data_dir=tmp_path, library_dir=tmp_path / "none")
    accept_data(tmp_path)
    assert run(argparse.Namespace(command="check"), settings) == 0
    kept = tmp_path / "paragraphs" / "2008.jsonl"
    kept.write_text(kept.read_text("utf-8").replace("safeguarding", "safequarding", 1), "utf-8")
    with (tmp_path / "annotations" / "fact-annotations.jsonl").open("a", encoding="utf-8") as more:
        more.write('{"id": "2002/1.1", "anchor": "", "quote": "no such words", "questions": []}\n')
        more.write('{"id": "2002/99.9", "questions": ["Where does this lead?"]}\n')
    accept_data(tmp_path)  # changed on purpose, so that it is the check that finds it
    capsys.readouterr()
    assert run(argparse.Namespace(command="check"), settings) == 1
    printed = capsys.readouterr().out
    assert "differs from the parse  [NOT EXPLAINED]" in printed
    assert "'no such words'  [NOT EXPLAINED]" in printed
    assert "'2002/99.9'  [NOT EXPLAINED]" in printed


def test_a_gap_a_repetition_and_a_missing_end_are_found():
    series = [paragraph("1.1"), paragraph("1.3"), paragraph("1.3")]
    found = {(s.check, s.where): s.detail for s in broken_series(series, {"1": 5})}
    assert found["gap", "x/1"] == "missing [2, 4, 5], beyond the end []"
    assert found["duplicate", "x/1.3"] == "occurs 2 times"


@pytest.mark.parametrize(
    ("text", "name"),
    [("", "empty"), ("word " * 250 + "end.", "long"), ("and were not safeguarded at all.", "start"),
     ("Children were well safeguarded in", "end")],
)  # fmt: skip
def test_texts_that_look_wrong_are_found(text, name):
    assert name in {s.check for s in bad_texts([paragraph("1.1", text)])}


@pytest.mark.parametrize(
    "text", ["overall safeqguarding systems", "Schools and Families™ and", "Walker (B, Chief"]
)
def test_scan_errors_are_suspects(text):
    assert "scan" in {s.check for s in odd_words([paragraph("1.1", text)], frozenset())}


def test_a_word_that_nobody_knows_is_a_suspect():
    found = list(odd_words([paragraph("1.1", "coordinate this waork")], frozenset({"coordinate", "this"})))
    assert [(s.check, s.detail) for s in found] == [("word", "waork")]


def test_a_heading_that_names_nobody_is_found():
    lost = replace(paragraph("C/3"), headings=("Appendix C", "HMIC or OFSTED, not named"))
    assert [s.where for s in unnamed([paragraph("C/2"), lost])] == ["x/C/3"]


def test_a_line_that_belongs_to_nothing_is_found():
    lines = split_lines("1.1 One.\n\nstray words\n")
    entries = parse_numbered("x", "1.1 One.", Layout((Part("chapters", "1.1"),))).entries
    assert [s.where for s in unknown_lines(Parse((), entries), lines)] == ["line 3"]


def test_an_explanation_that_no_longer_applies_is_itself_a_suspect():
    layout = replace(read_layout(DATA / "structure" / "2008.toml"), parts=(Part("chapters", "1.1"),), counts={})
    parse = parse_numbered("x", "1.1 Agencies work together.", layout)
    known = frozenset({"agencies", "work", "together"})
    found = suspects(parse, split_lines("1.1 Agencies work together."), layout, known)
    assert [s.check for s in found if not s.why] == ["stale"]
