"""Claims put into the reports' mouth are confirmed only where the reports say so."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.claims import UNSAID, claim_of
from assistant.domain import Outcome


@pytest.mark.parametrize(
    ("question", "claim", "recommends"),
    [
        ("Did the 2008 report recommend that boards be abolished?", "boards be abolished", True),
        ("Is it true that the report says nurses are idle?", "nurses are idle", False),
        ("The 2002 report says funding was generous, doesn't it?", "funding was generous", False),
        ("The inspectors found that every school had a nurse.", "every school had a nurse", False),
        ("Am I right that health services were told to check staff?",
         "health services were told to check staff", True),
        ("Does the third report call for smaller courts in Kent?", "smaller courts in Kent", True),
    ],
)  # fmt: skip
def test_a_claim_is_read_from_the_question(question: str, claim: str, recommends: bool) -> None:
    found = claim_of(question)
    assert found is not None
    assert (found.words, found.recommends) == (claim, recommends)


@pytest.mark.parametrize(
    "question",
    [
        "Did the police share information with schools?",
        "Did the report say who should chair the committee?",
        "Do the reports say anything about bullying?",
        "What did the 2008 report recommend on vetting?",
        "Did the inspectors think they should have?",
        "Does every area have a committee?",
        "Have GPs been trained?",
    ],
)
def test_a_question_is_no_claim(question: str) -> None:
    assert claim_of(question) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        "Did the 2008 report recommend that local authorities stop using bed and breakfast?",
        "Is it true that the report says GPs rarely went to training?",
        "Did the inspectors find that serious case reviews took too long?",
        "Is it true that one review took almost three years?",
        "Did the 2008 report ask Ofsted to report every year on case reviews?",
        "Did they find that YOTs weren't represented on most ACPCs?",
        "The 2002 report says young people in YOIs face the gravest risks, right?",
        "Does the 2008 report recommend that children are detained only in exceptional cases?",
        "Is it right that health services were told to check staff before recruitment?",
    ],
)
def test_what_the_reports_say_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).outcome is Outcome.ANSWERED


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        # nowhere in the reports
        "Did the 2008 report recommend that prisons be privatised?",
        "Is it true that the report says health visitors are lazy?",
        "Does the report say that smacking should be banned?",
        "Did the report recommend higher pay for teachers?",
        # another agency
        "Did the report recommend that Ofsted put MAPPPs on a statutory footing?",
        "Did the 2008 report tell the police to stop the use of bed and breakfast accommodation?",
        "Did the 2008 report recommend that schools should report annually on case reviews?",
        # turned round
        "Does the report say that serious case reviews were finished on time?",
        "Did the inspectors say thresholds were too low?",
        "The 2008 report says that restraint should rely on pain compliance, doesn't it?",
        "Did inspectors conclude that YOTs were fully integrated into the work of ACPCs?",
        # another figure
        "Is it true that one review took nearly nine years to complete?",
        "Did the report find that 75 per cent of children in YOIs had been in care?",
    ],
)
def test_what_they_do_not_say_is_not_confirmed(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_COVERED
    assert answer.citations == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    ["does the report say smacking is illegal", "Do the reports mention mortgages or pizza?"],
)
def test_a_question_on_the_reports_is_not_called_off_topic(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_COVERED


@pytest.mark.slow
def test_what_they_do_say_on_the_matter_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Is it true that one review took nearly nine years to complete?")
    said = [statement.text for statement in answer.statements]
    assert said[0] == UNSAID
    assert any("nearly three years" in text and "paragraph 5.45" in text for text in said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    ["which council was worst", "rank the areas", "What was the best performing authority?"],
)
def test_areas_are_not_ranked(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_COVERED
    assert answer.statements[0].text == "The reports do not rank the areas that were inspected."


@pytest.mark.slow
def test_the_best_at_something_is_searched(assistant: Assistant) -> None:
    assert assistant.ask("which area was best at training").outcome is Outcome.ANSWERED


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        "Beth ddywedodd yr arolygwyr am yr heddlu?",
        "Faint o weithwyr cymdeithasol oedd yn yr ardal?",
        "que dit le rapport sur les écoles?",
    ],
)
def test_a_question_in_another_language_is_no_alarm_but_carries_the_emergency_lines(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is not Outcome.URGENT
    assert any("999" in notice for notice in answer.notices)
