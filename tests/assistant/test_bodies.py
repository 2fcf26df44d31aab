"""Recommendations to a body that none is addressed to: those that name it, or the plain word."""

from __future__ import annotations

import pytest

from assistant.build import load_corpus
from assistant.domain import Filters
from assistant.extracting import Extract
from assistant.lexicon import build_lexicon
from assistant.structured import structured
from assistant.wording import read_question
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
LEXICON = build_lexicon(CORPUS, SETTINGS)


def answer(question: str) -> Extract | None:
    """What the structure answers to a question."""
    return structured(read_question(question, (), LEXICON), CORPUS, Filters())


@pytest.mark.parametrize(
    ("question", "lead", "paragraphs"),
    [
        ("Recommendations to the CPS",
         "October 2002: no recommendation is addressed to the Crown Prosecution Service; 1 names it:",
         ["2002/2.7"]),
        ("what must family doctors do", "October 2002: no recommendation is addressed to GPs; "
         "1 names them:", ["2002/2.29"]),
        ("did the reports recommend anything to the National Care Standards Commission?",
         "October 2002: no recommendation is addressed to the National Care Standards Commission; "
         "1 names it:", ["2002/2.16"]),
        ("compare the recommendations of 2002 and 2008 for YOIs",
         "October 2002 and July 2008: no recommendation is addressed to young offender institutions; "
         "4 name them:", ["2002/2.8", "2002/2.15", "2002/2.23", "2008/R/11"]),
    ],
)  # fmt: skip
def test_a_body_that_is_only_named_gets_what_names_it(
    question: str, lead: str, paragraphs: list[str]
) -> None:
    found = answer(question)
    assert found is not None
    assert found.lead == lead
    assert [each.paragraph.id for each in found.citations] == paragraphs


def test_a_department_for_schools_does_not_name_schools() -> None:
    found = answer("2008 recommendations for schools")
    assert found is not None
    assert not found.statements
    assert found.notices[0].startswith(
        "No recommendation is addressed to schools, and none names them."
    )


@pytest.mark.parametrize(
    "question",
    [
        "what must health visitors do",
        "what should prosecutors do about video evidence",
        "What did they recommend about GPs and training?",
    ],
)
def test_what_no_recommendation_can_answer_is_left_to_the_search(question: str) -> None:
    assert answer(question) is None
