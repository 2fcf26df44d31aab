"""A question to one report: answered from it, or with a word that only another one speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from assistant.answering import Assistant
from assistant.covering import Verdict
from assistant.domain import Citation, Filters, Outcome, Passage, Statement
from assistant.extracting import Extract
from assistant.lexicon import build_lexicon
from assistant.named_report import of_named
from assistant.wording import Reading, read_question
from tests.fakes import bundled_corpus
from tests.index import SETTINGS

CORPUS = bundled_corpus()
LEXICON = build_lexicon(CORPUS, SETTINGS)
OLD, NEW = CORPUS.paragraph("2002/1.8"), CORPUS.paragraph("2008/S/2")
ANSWERED = Verdict(Outcome.ANSWERED)


def told(paragraph: Any) -> Extract:
    """An extract that cites the beginning of one paragraph."""
    citation = Citation(1, paragraph, CORPUS.cite(paragraph), 0, 20)
    return Extract((Statement(citation.quote, (1,)),), (citation,))


@dataclass
class Second:
    """Retriever, extractor and coverage for the question asked of the named report alone."""

    verdict: Verdict
    searched: list[Filters]

    def retrieve(self, _: Reading, k: int, filters: Filters) -> tuple[Passage, ...]:
        self.searched.append(filters)
        return (Passage(NEW, 1.0),)[:k]

    def extract(self, *_: Any) -> Extract:
        return told(NEW)

    def judge(self, *_: Any) -> Verdict:
        return self.verdict


def asked(question: str, again: Verdict, first: Extract) -> tuple[Any, list[Filters]]:
    """What `of_named` makes of a first answer, and the searches it did."""
    second = Second(again, [])
    part = cast(Any, second)
    assistant = Assistant(CORPUS, SETTINGS, LEXICON, part, part, part, part)
    reading = read_question(question, (), LEXICON)
    found = ((Passage(OLD, 1.0),), first, ANSWERED)
    return of_named(assistant, reading, Filters(), found), second.searched


def test_the_named_report_is_asked_where_only_another_spoke() -> None:
    (passages, extract, verdict), searched = asked(
        "What did the 2008 report say about toys?", ANSWERED, told(OLD)
    )
    assert searched == [Filters(reports=("2008",))]
    assert [citation.paragraph.id for citation in extract.citations] == ["2008/S/2"]
    assert passages[0].paragraph.id == "2008/S/2"
    assert verdict.notices == ()


def test_where_the_named_report_is_silent_that_is_said() -> None:
    refused = Verdict(Outcome.NOT_COVERED)
    (_, extract, verdict), _ = asked("What did the 2008 report say about toys?", refused, told(OLD))
    assert [citation.paragraph.id for citation in extract.citations] == ["2002/1.8"]
    assert verdict.notices == (
        "Nothing was found on this in the report of July 2008, which the question names; what is "
        "shown is from October 2002.",
    )


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did the 2002 report say about toys?", told(OLD)),  # the named one speaks
        ("What did the reports say about toys?", told(OLD)),  # none is named
        ("How did toys change between 2002 and 2008?", told(OLD)),  # both are
    ],
)
def test_other_questions_are_left_alone(question: str, first: Extract) -> None:
    (_, extract, verdict), searched = asked(question, ANSWERED, first)
    assert searched == []
    assert extract is first
    assert verdict is ANSWERED
