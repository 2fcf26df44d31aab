"""No answer opens with words that point at something which is not shown."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.context import with_context
from assistant.sentences import Piece, after, before, pieces, points_back
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)


def piece(paragraph_id: str, order: int) -> Piece:
    return pieces(CORPUS.paragraph(paragraph_id))[order]


def own(paragraph_id: str) -> tuple[Piece, ...]:
    return pieces(CORPUS.paragraph(paragraph_id))


@pytest.mark.parametrize(
    "text",
    [
        "This was rarely evident.",
        "In these areas there was an open culture.",
        "Where this occurred, the committee had not acted.",
        "Some areas had initiated audits of the quality of these interviews.",
        "We recommend that consideration be given to establishing them on a statutory basis.",
        "The concerns about thresholds go further.",
        "However, they had not met.",
    ],
)
def test_words_that_point_back(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "This report draws on the findings of a wide range of inspection activity.",
        "It was of concern that a fifth of the files did not contain a copy.",
        "Those who chaired the panels had not been trained.",
        "Few committees had set objectives for this inspection.",
        "Staff shortages were found in most areas.",
    ],
)
def test_words_that_stand_by_themselves(text: str) -> None:
    assert not points_back(text)


def test_a_bare_stem_brings_the_sentence_before_and_a_full_one_does_not() -> None:
    bare = next(p for p in own("2002/F/2") if p.text == "They included:")
    first = before(bare, own("2002/F/2"))
    assert first is not None
    assert first.text.startswith("In March 2001, initial guidance was issued")
    full = next(p for p in own("2008/S/6") if p.text.startswith("However, there is inconsistency"))
    assert before(full, own("2008/S/6")) is None


def test_an_announcement_is_followed_by_what_it_announces() -> None:
    opening = piece("2002/6.18", 0)
    assert [p.order for p in after(opening, own("2002/6.18"))] == [1]
    assert after(piece("2002/5.50", 0), own("2002/5.50")) == ()


def test_an_opening_that_names_nothing_stands_after_the_end_of_the_paragraph_before() -> None:
    pointing = piece("2002/7.44", 0)
    found = with_context([pointing], CORPUS)
    assert found[-1] is pointing
    assert {p.paragraph.id for p in found} == {"2002/7.43", "2002/7.44"}
    assert found[0].text.startswith("The inspections identified groups of young people")
    assert any("unaccompanied asylum seekers" in p.text for p in found)


def test_such_an_opening_beside_a_better_paragraph_is_left_out() -> None:
    better, pointing = piece("2002/2.2", 0), piece("2002/7.44", 0)
    assert with_context([better, pointing], CORPUS) == (better,)
    plain = piece("2002/5.50", 0)
    assert with_context([better, plain], CORPUS) == (better, plain)


def test_the_whole_turn_shows_what_an_opening_points_to(assistant: Assistant) -> None:
    answer = assistant.ask("What needs particular attention in future inspection work?")
    assert "2002/7.43" in [c.paragraph.id for c in answer.citations]
    chapter = assistant.ask("What are the conclusions of chapter 5?")
    said = next(s.text for s in chapter.statements if s.text.startswith("This was rarely evident."))
    assert said != "This was rarely evident."
