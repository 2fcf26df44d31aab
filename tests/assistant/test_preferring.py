"""Findings stand before recommendations, a named report's findings before its title."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.domain import Kind
from assistant.preferring import citing, findings_first, titles, told_as_found
from assistant.selecting import Scored
from assistant.sentences import pieces
from assistant.wording import Reading, Wants
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)


def scored(paragraph: str, score: float) -> Scored:
    return Scored(pieces(CORPUS.paragraph(paragraph))[0], score)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Fostering for the Future find?", ("Fostering for the Future",)),
        ("Did Removing the Barriers for Disabled Children say so?",
         ("Removing the Barriers for Disabled Children",)),
        ("What did the police find?", ()),
        ("what was said about training", ()),
    ],
)  # fmt: skip
def test_titles_in_a_question(question: str, found: tuple[str, ...]) -> None:
    assert titles(question) == found


def test_a_title_that_is_named_everywhere_is_no_single_source() -> None:
    assert [p.paragraph.id for p in citing("Key findings of Fostering for the Future", CORPUS)] == [
        "2002/4.29"
    ]
    assert citing("What does Working Together to Safeguard Children say?", CORPUS) == ()


def test_a_recommendation_stands_after_a_finding_that_is_as_likely() -> None:
    rule, finding = scored("2002/2.22", 0.5), scored("2002/1.18", 0.4)
    reading = Reading("Is information shared?", "")
    assert findings_first(reading, [rule.piece, finding.piece], [rule, finding]) == (
        finding.piece,
        rule.piece,
    )
    unlikely = scored("2002/1.18", 0.1)
    assert findings_first(reading, [rule.piece, unlikely.piece], [rule, unlikely])[0] == rule.piece
    asked = Reading("What was recommended?", "", wants=(Wants.RECOMMENDATION,))
    assert findings_first(asked, [rule.piece, finding.piece], [rule, finding])[0] == rule.piece
    assert told_as_found(reading, [rule, unlikely], 0.2) == (unlikely,)


def test_findings_of_a_named_report_and_not_its_title(assistant: Assistant) -> None:
    answer = assistant.ask("What did Fostering for the Future find?")
    assert answer.citations[0].paragraph.id == "2002/4.29"
    assert "2002/D/4" not in [c.paragraph.id for c in answer.citations]


def test_a_meaning_is_not_filled_up_with_another(assistant: Assistant) -> None:
    answer = assistant.ask("What does restorative conferencing mean?")
    assert {c.paragraph.id for c in answer.citations} == {"2002/6.44/GP1"}


def test_a_finding_stands_first_on_each_side(assistant: Assistant) -> None:
    answer = assistant.ask("What do both reports say about information sharing?")
    first = answer.citations[0].paragraph
    assert first.report_id == "2002"
    assert first.kind is Kind.FINDING
