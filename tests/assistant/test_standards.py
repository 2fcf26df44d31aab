"""A standard of Appendix B is never shown as what inspectors found."""

from __future__ import annotations

import json

import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.domain import Answer, Kind, Outcome, Passage
from assistant.framing import frame
from assistant.listing import quote_whole
from assistant.prompting import build_prompt
from assistant.standards import (
    INTRODUCED,
    ONLY_A_STANDARD,
    asks_for_standards,
    findings,
    speaks,
)
from assistant.wording import Reading
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
RESOURCES = CORPUS.paragraph("2002/B/3.4")


def standards(answer: Answer) -> list[str]:
    """The ids of the standards that an answer cites."""
    return [c.paragraph.id for c in answer.citations if c.paragraph.kind is Kind.CRITERION]


@pytest.mark.parametrize(
    "question",
    [
        "Which criteria were used for case records?",
        "What were the committees supposed to do about sexual exploitation?",
        "What should agencies do about whistle-blowing?",
        "What did inspectors look for in action plans?",
        "Under standard five, how is information to be passed on?",
    ],
)
def test_what_ought_to_be_is_asked_for(question: str) -> None:
    assert asks_for_standards(Reading(question, question))


@pytest.mark.parametrize(
    "question",
    [
        "Were the committees well resourced?",
        "What did they find about information sharing?",
        "What should have been done, according to the recommendations on checks?",
        "Key messages on training",
    ],
)
def test_what_was_found_or_recommended_is_asked_for(question: str) -> None:
    assert not asks_for_standards(Reading(question, question))


def test_a_follow_up_without_a_topic_asks_as_the_question_before() -> None:
    reading = Reading("and checks?", "", asked="and checks?", context="Which standards were set?")
    assert not asks_for_standards(reading)
    thin = Reading("and now?", "", asked="and now?", context="Which standards were set?", thin=True)
    assert asks_for_standards(thin)


def test_every_standard_is_introduced_as_one_however_it_is_quoted() -> None:
    own = [p for p in CORPUS.paragraphs if p.kind is Kind.CRITERION]
    assert len(own) == 72
    assert all(frame(p, p.text) == INTRODUCED for p in own)
    assert all(quote_whole(p).before == INTRODUCED for p in own)
    assert frame(CORPUS.paragraph("2002/5.50"), "") == ""


def test_findings_are_neither_standards_nor_notes() -> None:
    ids = ("2002/B/3.4", "2002/further", "2002/5.19", "2002/2.20")
    kept = findings([Passage(CORPUS.paragraph(each), 1.0) for each in ids])
    assert [each.paragraph.id for each in kept] == ["2002/5.19", "2002/2.20"]


def test_what_is_neither_near_nor_likely_does_not_speak() -> None:
    assert speaks(0.7, 0.2)
    assert speaks(0.4, 0.7)
    assert not speaks(0.4, 0.4)


def test_a_language_model_is_told_what_a_standard_is() -> None:
    passages = [Passage(RESOURCES, 1.0), Passage(CORPUS.paragraph("2002/5.19"), 0.5)]
    prompt = build_prompt("Were they well funded?", passages, 4000, CORPUS.cite)
    told = [json.loads(line) for line in prompt.messages[1].text.split("\n") if line[:1] == "{"]
    assert "not a finding" in told[0]["what it is"]
    assert "what it is" not in told[1]


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("Did agencies put safeguarding first in their strategic plans?", "2002/1.11"),
        ("What did inspectors find about information sharing between agencies?", "2002/1.18"),
        ("Is the voluntary sector represented on the ACPC?", "2002/5.23"),
        ("Are boundaries of police, health and local authority coterminous?", "2002/5.11"),
    ],
)
def test_findings_stand_where_no_standard_is_asked_for(
    assistant: Assistant, question: str, finding: str
) -> None:
    answer = assistant.ask(question)
    assert finding in [c.paragraph.id for c in answer.citations]
    assert not standards(answer)


def test_recommendations_and_comparisons_have_no_standards(assistant: Assistant) -> None:
    for question in (
        "Recommendations on information sharing from both reports",
        "What do both reports say about information sharing?",
        "Key messages about information sharing",
    ):
        answer = assistant.ask(question)
        assert answer.outcome is Outcome.ANSWERED
        assert not standards(answer)


def test_a_standard_that_is_asked_for_is_introduced(assistant: Assistant) -> None:
    answer = assistant.ask("What were agencies supposed to do about whistle-blowing?")
    assert standards(answer)[0] == "2002/B/1.10"
    assert answer.statements[0].text.startswith(INTRODUCED)
    assert ONLY_A_STANDARD not in answer.notices


def test_where_no_finding_is_near_the_answer_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("Are parents treated with dignity?")
    assert standards(answer) == ["2002/B/4.8"]
    assert answer.statements[0].text.startswith(INTRODUCED)
    assert ONLY_A_STANDARD in answer.notices
