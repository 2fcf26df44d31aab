"""Counts, intervals and meanings: what is quoted counts, times or means the thing asked for."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.asked_for import NOT_THE_RULE, asks_for_the_rule
from assistant.bearing import asks_how_often, interval_missing
from assistant.build import load_corpus
from assistant.counts import counted
from assistant.domain import Outcome, Turn
from assistant.lexicon import build_lexicon
from assistant.sides import in_glossary
from assistant.wording import read_question
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
LEXICON = build_lexicon(CORPUS, SETTINGS)


def counting(question: str) -> list[str]:
    """The paragraphs that count what a question asks for."""
    reading = read_question(question, (), LEXICON)
    found = counted(reading.asked, reading, CORPUS, CORPUS.paragraphs)
    return [citation.paragraph.id for citation in found.citations] if found else []


@pytest.mark.parametrize(
    "question",
    [
        "how many YOIs were there",
        "How many young offender institutions are there?",
        "how many YOIs",
    ],
)
def test_every_number_of_the_thing_is_shown(question: str) -> None:
    assert counting(question) == ["2002/3.28", "2002/8.2", "2002/A/19"]


@pytest.mark.parametrize(
    "question",
    [
        "how many LSCBs are there",  # eight ACPCs are no LSCBs
        "how many areas had no lead doctor?",
        "How many YOIs did the inspectors find unsafe?",
        "how many years did it take",
    ],
)
def test_another_count_is_left_to_the_search(question: str) -> None:
    assert counting(question) == []


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How often should reviews be held?", True),
        ("how regularly are YOIs inspected", True),
        ("How many visits were there?", False),
    ],
)
def test_an_interval_is_asked_for(question: str, asks: bool) -> None:
    assert asks_how_often(read_question(question, (), LEXICON)) is asks


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("how often should a social worker visit a child in care", "every five years"),
        ("how often should police officers be vetted", "every five years"),
        ("how often do GPs go on training", "annual inspection"),
        ("how often must foster carers be checked again", "weekly reviews"),
    ],
)
def test_an_interval_of_something_else_is_not_shown(
    assistant: Assistant, question: str, foreign: str
) -> None:
    answer = assistant.ask(question)
    assert all(foreign not in statement.text for statement in answer.statements)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "interval"),
    [
        ("how often do prisons get inspected", "every five years"),
        ("How often is Ofsted meant to publish what came out of case reviews?", "annually"),
        ("how often are the council's children's services inspected by the SSI", "five years"),
    ],
)
def test_the_interval_of_the_thing_is_shown(
    assistant: Assistant, question: str, interval: str
) -> None:
    answer = assistant.ask(question)
    assert any(interval in statement.text for statement in answer.statements)


@pytest.mark.slow
@pytest.mark.parametrize("question", ["is CAFCASS any good", "CAMHS", "how well did the CPS do?"])
def test_an_entry_of_the_glossary_is_no_finding(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert not any(in_glossary(citation.paragraph) for citation in answer.citations)


@pytest.mark.slow
def test_an_entry_of_the_glossary_tells_a_meaning(assistant: Assistant) -> None:
    answer = assistant.ask("what does CAMHS stand for")
    assert in_glossary(answer.citations[0].paragraph)


@pytest.mark.parametrize(
    ("quote", "missing"),
    [
        ("Not every area had a lead doctor.", True),
        ("Once assessed, each child has a plan.", True),
        ("Each home was visited once a month.", False),
        ("Core groups did not meet regularly.", False),
        ("They met every three months.", False),
    ],
)
def test_an_interval_that_is_not_given_is_known_to_be_missing(quote: str, missing: bool) -> None:
    reading = read_question("how often should they meet", (), LEXICON)
    assert interval_missing(reading, [quote]) is missing


@pytest.mark.parametrize(
    "question",
    [
        "can I share information about a child without the parents consent",
        "Am I allowed to tell the school?",
        "do we have to check volunteers",
        "Is it legal to search a pupil?",
        "Should we tell the parents before making a referral?",
        "What does the law say about keeping records?",
    ],
)
def test_a_question_for_the_rule_of_today(question: str) -> None:
    assert asks_for_the_rule(question)


@pytest.mark.parametrize(
    "question",
    [
        "Could inspectors see the files?",
        "What should the Home Office do?",
        "Did staff share information with schools?",
        "What did the inspectors find on consent?",
        "Could you please tell me more about it?",
    ],
)
def test_a_question_for_findings_is_no_question_for_the_rule(question: str) -> None:
    assert not asks_for_the_rule(question)


@pytest.mark.slow
def test_findings_are_not_taken_for_the_rule_of_today(assistant: Assistant) -> None:
    answer = assistant.ask("can I share information about a child without the parents consent")
    assert answer.outcome is Outcome.ANSWERED
    assert NOT_THE_RULE in answer.notices


@pytest.mark.parametrize(
    ("asked", "earlier"),
    [
        ("and in 2002?", "What did the 2008 report say about private fostering?"),
        ("and in 2002?", "Was there private fostering in schools?"),
        ("What about the first report?", "How did the 2008 summary describe private fostering?"),
        ("and what did the 2002 inspectors say?", "Tell me about private fostering in 2008"),
    ],
)
def test_the_same_is_asked_of_another_report_by_its_topic_alone(asked: str, earlier: str) -> None:
    reading = read_question(asked, (Turn(earlier, earlier),), LEXICON)
    assert reading.switched
    assert reading.reports == ("2002",)
    assert "private fostering" in reading.searched_for
    assert not {"2002", "2008", "report"} & set(reading.searched_for.split())


@pytest.mark.parametrize("asked", ["and in 2002, what about Kent?", "and police?"])
def test_a_follow_up_with_more_than_a_report_is_no_switch(asked: str) -> None:
    turn = Turn("What did the 2008 report say about private fostering?")
    assert not read_question(asked, (turn,), LEXICON).switched


@pytest.mark.slow
@pytest.mark.parametrize(
    ("earlier", "asked", "report"),
    [
        ("What did the 2002 report say about truancy?", "What about 2008?", "July 2008"),
        ("What did the 2008 report say about strip-searching?", "and in 2002?", "October 2002"),
        ("Tell me about interpreters in 2002", "and the 2008 report?", "July 2008"),
    ],
)
def test_a_report_that_is_silent_on_the_topic_is_said_to_be(
    assistant: Assistant, earlier: str, asked: str, report: str
) -> None:
    answer = assistant.ask(asked, (Turn(earlier, earlier),))
    assert answer.outcome is Outcome.NOT_COVERED
    assert answer.statements[0].text.startswith(f"The report of {report} is silent on this")


@pytest.mark.slow
def test_a_report_that_has_only_nearby_words_is_said_to_say_little(assistant: Assistant) -> None:
    earlier = "what did they find about restraint in young offender institutions"
    answer = assistant.ask("and in 2002?", (Turn(earlier, earlier),))
    words = " ".join(statement.text for statement in answer.statements)
    assert "restraint" in words or any("says little" in notice for notice in answer.notices)


def test_a_point_with_the_interval_stays_in_its_list(assistant: Assistant) -> None:
    answer = assistant.ask("How often should Criminal Records Bureau checks be made again?")
    assert "re-checked after three years" in answer.text
    assert not [notice for notice in answer.notices if "no interval" in notice]


def test_a_count_is_of_the_body_that_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("How many files did the Crown Prosecution Service inspectors read?")
    assert "12 case files were read" in answer.text
    assert "(HMCPSI): " in answer.statements[0].text
    assert "54 child protection" not in answer.text
