"""Figures of a statement stand with what the reports give them for, whichever was swapped."""

from __future__ import annotations

import re

import pytest

from assistant.build import load_corpus
from assistant.domain import Statement
from assistant.figures import figures, misbound
from assistant.gate import problem
from assistant.sentences import pieces
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
TOLD = [p for p in CORPUS.paragraphs if re.match(r"(?:\d|[A-F]/|[SR]/)", p.number)]


def swapped(sentence: str, figure: str, other: str) -> str:
    """The sentence with one figure in the place of another."""
    return re.sub(rf"(?<![\d.,]){re.escape(figure)}(?![.,]?\d)", other, sentence, count=1)


def test_every_sentence_of_the_reports_passes() -> None:
    for paragraph in TOLD:
        for piece in pieces(paragraph):
            assert misbound(piece.text, [paragraph.text]) == "", piece.text


def test_figures_of_one_paragraph_cannot_change_places() -> None:
    tried = caught = 0
    for paragraph in TOLD:
        values = {figure.value for figure in figures(paragraph.text)}
        for piece in pieces(paragraph):
            for figure in figures(piece.text):
                for other in sorted(values - {figure.value}):
                    told = swapped(piece.text, figure.value, other)
                    if told != piece.text and other.isdigit():
                        tried += 1
                        caught += bool(misbound(told, [paragraph.text]))
    assert tried > 150
    assert caught / tried > 0.98


@pytest.mark.parametrize(
    ("paragraph", "right", "wrong"),
    [
        ("2002/8.6",
         "In surveys, 24 per cent of young people in YOIs reported assault by young people.",
         "In surveys, 14 per cent of young people in YOIs reported assault by young people."),
        ("2002/5.45",
         "One serious case review took nearly three years to complete.",
         "One serious case review took nearly four years to complete."),
        ("2002/9.29",
         "14 of the offenders had a condition to attend a treatment programme.",
         "11 of the offenders had a condition to attend a treatment programme."),
    ],
)  # fmt: skip
def test_a_paraphrase_keeps_its_figure(paragraph: str, right: str, wrong: str) -> None:
    source = CORPUS.paragraph(paragraph)
    assert problem(Statement(right, (1,)), {1: source}, ()) is None
    found = problem(Statement(wrong, (1,)), {1: source}, ())
    assert found is not None
    assert found.kind == "number"
