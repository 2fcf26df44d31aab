"""What was looked at is no finding; a comparison asks each report for the matter alone."""

from __future__ import annotations

import pytest

from assistant.aims import asks_for_aims, is_aim
from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.sentences import pieces
from assistant.sources import matter
from assistant.wording import Reading
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)


@pytest.mark.parametrize(
    ("paragraph", "order"), [("2002/6.4", -1), ("2002/5.2", 0), ("2002/9.4", 1), ("2008/S/1", 3)]
)
def test_what_was_looked_at_and_what_a_report_says_of_itself(paragraph: str, order: int) -> None:
    own = pieces(CORPUS.paragraph(paragraph))
    assert is_aim(own[order], own)


def test_findings_are_no_aims() -> None:
    for paragraph in ("2002/5.50", "2002/1.18", "2002/6.13", "2008/S/4"):
        own = pieces(CORPUS.paragraph(paragraph))
        assert not [piece.text for piece in own if is_aim(piece, own)]


def test_aims_can_be_asked_for() -> None:
    assert asks_for_aims(Reading("What did inspectors look at in YOIs?", ""))
    assert asks_for_aims(Reading("Which key areas does it assess?", ""))
    assert not asks_for_aims(Reading("Was information shared?", ""))


@pytest.mark.parametrize(
    ("topic", "bare"),
    [
        ("How did the findings on private fostering?", "private fostering?"),
        ("Did things get better for young people in custody?", "young people in custody?"),
        ("What do say about domestic violence?", "domestic violence?"),
        ("How did checks on staff?", "checks on staff?"),
        ("serious case reviews and", "serious case reviews"),
        ("How did it?", "How did it?"),
        ("thresholds", "thresholds"),
    ],
)
def test_the_matter_of_a_comparison(topic: str, bare: str) -> None:
    assert matter(topic) == bare


def cited(assistant: Assistant, question: str) -> list[str]:
    return [c.paragraph.id for c in assistant.ask(question).citations]


def test_no_side_of_a_comparison_only_says_what_was_looked_at(assistant: Assistant) -> None:
    sharing = cited(assistant, "How did information sharing change between 2002 and 2008?")
    assert "2002/6.4" not in sharing
    assert {each[:4] for each in sharing} == {"2002", "2008"}
    looked_after = cited(
        assistant, "How did the findings on asylum seeking children change between the reports?"
    )
    assert "2008/S/1" not in looked_after
    assert "2008/S/2" in looked_after


def test_a_side_without_a_likely_sentence_is_silent(assistant: Assistant) -> None:
    answer = assistant.ask("Compare training in 2002 and 2008")
    assert {c.paragraph.report_id for c in answer.citations} == {"2002"}
    assert "The report of July 2008 is silent on this: nothing was found in it." in answer.notices


def test_a_side_that_names_the_matter_does_not_say_little(assistant: Assistant) -> None:
    answer = assistant.ask("What do both reports say about young offender institutions?")
    assert not [each for each in answer.notices if "says little" in each]
    assert any(c.paragraph.report_id == "2008" for c in answer.citations)
