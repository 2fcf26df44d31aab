"""Questions to ask next are worded as the reports are."""

from __future__ import annotations

import re

import pytest

from assistant.domain import Answer, Citation, Outcome, Statement
from assistant.keyword import Stems
from assistant.suggesting import professional, suggest
from tests.fakes import bundled_corpus

CORPUS = bundled_corpus()
STEMS = Stems()


def answered(paragraph_id: str) -> Answer:
    one = CORPUS.paragraph(paragraph_id)
    cited = Citation(1, one, CORPUS.cite(one), 0, 20)
    return Answer("Q?", Outcome.ANSWERED, (Statement(cited.quote, (1,)),), (cited,))


def test_no_suggestion_anywhere_in_the_reports_is_casual():
    found = {q for p in CORPUS.paragraphs for q in suggest(answered(p.id), CORPUS).suggestions}
    assert len(found) > 300
    casual = re.compile(r"\b(kids?|bobb|cops?|casualty|locked up|grown-ups?|my|we|you|DBS)\b", re.I)
    assert [question for question in found if casual.search(question)] == []
    assert all(question.endswith("?") for question in found)


@pytest.mark.parametrize("paragraph_id", ["2002/5.45", "2002/6.57", "2002/2.26", "2008/R/14"])
def test_most_answers_have_a_question_to_ask_next(paragraph_id):
    suggested = suggest(answered(paragraph_id), CORPUS).suggestions
    assert suggested
    assert len(set(suggested)) == len(suggested) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "How often should a DBS be renewed?",
        "What should happen after a kid dies or is badly hurt through abuse?",
        "serious case reviews duration",
        "Where do I find out how long serious case reviews take?",
    ],
)
def test_slang_short_forms_and_mere_words_are_no_suggestion(question):
    assert not professional(question, CORPUS.paragraph("2002/5.45"), STEMS)


def test_a_question_in_the_words_of_its_paragraph_is_one():
    asked = "How long did serious case reviews take to complete in several areas?"
    assert professional(asked, CORPUS.paragraph("2002/5.45"), STEMS)
