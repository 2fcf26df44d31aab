"""Every quote of a recommendation of the committed reports says who is told to act."""

from __future__ import annotations

import pytest

from assistant.build import load_corpus
from assistant.citations import bodies, cut, spoken, unsupported
from assistant.domain import Kind, Paragraph
from assistant.framing import frame
from assistant.naming import opens_with_body, told_to_act
from assistant.sentences import Piece, Role, pieces
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
RECOMMENDATIONS = [p for p in CORPUS.paragraphs if p.kind is Kind.RECOMMENDATION]
QUOTABLE = [
    piece for p in RECOMMENDATIONS for piece in pieces(p) if piece.role is not Role.BULLET
]  # a bullet is never quoted without its stem


def name(piece: Piece) -> str:
    """A readable id for a parametrised test."""
    return f"{piece.paragraph.id} {piece.order}"


def test_the_reports_have_fifty_two_recommendations() -> None:
    assert len(RECOMMENDATIONS) == 52


@pytest.mark.parametrize("piece", QUOTABLE, ids=name)
def test_who_is_told_to_act_stands_before_the_quote_or_opens_it(piece: Piece) -> None:
    before = frame(piece.paragraph, piece.text)
    assert bool(before) != opens_with_body(piece.text)
    if before:
        assert before.endswith((" should: ", ": "))
        assert bodies(before) <= bodies(f"x {told_to_act(piece.paragraph)}") | {"To"}
        assert not unsupported(before + piece.text, [piece.paragraph])


@pytest.mark.parametrize(
    ("number", "opening"),
    [
        ("2002/2.4", "The Department of Health should: "),
        ("2002/2.10", "The Home Office should: "),
        ("2002/2.28", "Health Services should: "),
        ("2008/R/17", ""),
    ],
)
def test_a_recommendation_as_a_whole(number: str, opening: str) -> None:
    paragraph = CORPUS.paragraph(number)
    assert frame(paragraph, paragraph.text) == opening


def test_a_later_sentence_is_not_joined_to_should() -> None:
    paragraph: Paragraph = CORPUS.paragraph("2008/R/14")
    later = pieces(paragraph)[1].text
    assert frame(paragraph, later) == "To the UK Border Agency: "


def test_numbers_that_point_to_the_bibliography_are_not_spoken() -> None:
    paragraph = CORPUS.paragraph("2002/4.22")
    whole = cut(paragraph, 0, len(paragraph.text), marker=1, label="")
    assert "(39 and 40)" in whole.quote
    assert "(39 and 40)" not in spoken(whole)
    counted = CORPUS.paragraph("2002/9.21")
    quote = cut(counted, 0, len(counted.text), marker=1, label="")
    assert "(32 relevant files)" in spoken(quote) or "32" in spoken(quote)


def test_a_quote_from_the_section_of_a_body_names_it() -> None:
    files = CORPUS.paragraph("2002/C/5")
    named = "Her Majesty’s Crown Prosecution Service Inspectorate (HMCPSI): "
    assert frame(files, files.text) == named
    assert not unsupported(named + files.text, [files])
    assert frame(CORPUS.paragraph("2002/A/10"), "The purpose of HMIC is to promote it.") == ""
    assert frame(CORPUS.paragraph("2002/E/3"), "The membership of an ACPC") == ""
