"""The gate: what a cited paragraph does not say is not shown, and quotes are cut, never typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citations import bodies, cut, gate, locate, numbers, unsupported
from assistant.domain import Kind, Paragraph, Statement

REVIEWS = Paragraph(
    "2002",
    "5.45",
    "paragraph 5.45",
    Kind.FINDING,
    "Serious case reviews should be completed within four months. The Crown Prosecution Service "
    "(CPS) and Kent Police took part in 87% of the 1,200 reviews by October 2001; the longest "
    "had taken nearly three years and cost a fifth of the ‘joint budget’ of Area Child Protection "
    "Committees.",
)


@pytest.mark.parametrize(
    "text",
    [
        "Reviews should take 4 months.",
        "The CPS took part in 87 per cent of 1200 reviews.",
        "By October 2001 one ACPC had spent one fifth.",
        "The Crown Prosecution Service’s share was 87%.",
        "It cost “a fifth of the 'joint budget'”.",
        "One in Kent.",
    ],
)
def test_what_the_paragraph_says_passes(text: str) -> None:
    assert unsupported(text, [REVIEWS]) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The CPS took part in 85% of reviews.", "number"),
        ("Reviews should take five months.", "number"),
        ("It was 1,300 reviews.", "number"),
        ("By November 2001 it was 87%.", "date"),
        ("Police in Surrey took part.", "body"),
        ("The Home Office took part.", "body"),
        ("The YOT took part in 87%.", "body"),
        ("It cost “a third of the joint budget”.", "number"),
        ("It said “reviews should be finished within four months”.", "quote"),
    ],
)
def test_an_altered_figure_date_body_or_quote_is_caught(text: str, kind: str) -> None:
    assert kind in {problem.kind for problem in unsupported(text, [REVIEWS])}


def test_the_gate_keeps_what_is_supported_and_names_what_is_not() -> None:
    good = Statement("Reviews should take four months.", (1,))
    given_ = [good, Statement("It took 9 months.", (1,)), Statement("Yes.", (2,)), Statement("No.")]
    gated = gate(given_, {1: REVIEWS})
    assert gated.statements == (good,)
    assert [problem.kind for _, problem in gated.dropped] == ["number", "unknown marker", "uncited"]


def test_a_quote_is_found_whatever_its_quotation_marks_and_spaces() -> None:
    span = locate(REVIEWS, "a fifth  of the 'joint budget'")
    assert span is not None
    assert REVIEWS.text[slice(*span)] == "a fifth of the ‘joint budget’"
    assert locate(REVIEWS, "a fifth of the budget") is None
    assert locate(REVIEWS, " ") is None


def test_a_quote_over_bullets_is_found() -> None:
    text = "Shortages in:\n• social services;\n• probation services."
    paragraph = Paragraph("2002", "4.16", "paragraph 4.16", Kind.FINDING, text)
    assert locate(paragraph, "social services; probation services.") == (16, len(text))


def test_offsets_outside_the_text_cannot_be_cited() -> None:
    with pytest.raises(ValueError, match="no text from 5 to 5"):
        cut(REVIEWS, 5, 5, marker=1, label="")
    with pytest.raises(ValueError, match="no text"):
        cut(REVIEWS, 0, len(REVIEWS.text) + 1, marker=1, label="")


@given(st.data())
def test_every_cut_is_verbatim(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(REVIEWS.text) - 1))
    end = data.draw(st.integers(start + 1, len(REVIEWS.text)))
    citation = cut(REVIEWS, start, end, marker=1, label="")
    assert citation.quote in REVIEWS.text
    assert len(citation.quote) == end - start


def test_number_words_and_digits_are_one() -> None:
    assert numbers("thirty-two") == numbers("32") == {"32"}
    assert numbers("one of them") == frozenset()
    assert numbers("two thirds") >= {"1/3"}


def test_a_word_that_opens_a_sentence_is_no_name() -> None:
    assert bodies("Reviews took long. Staff in Leeds said so.") == {"Leeds"}
