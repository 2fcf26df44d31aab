"""Refusals with their own wording, premises that are not confirmed, and what is not covered."""

import json
from pathlib import Path

import pytest

from assistant.candidates import Finder
from assistant.covering import (
    OFF_TOPIC,
    Coverage,
    Logistic,
    build_coverage,
    build_reader,
    logistic_from_json,
)
from assistant.domain import Outcome
from assistant.errors import ModelUnavailable
from assistant.premises import premise, supposes
from assistant.selecting import Budget
from assistant.settings import ROOT
from assistant.signs import NAMES
from assistant.wording import Asks, Reading
from tests.assistant.test_extracting import (
    CORPUS,
    LATER,
    REVIEWS,
    STAFF,
    LetterVectors,
    extractor,
    found,
)

FINDER = Finder(CORPUS, LetterVectors(CORPUS))
READER = build_reader(CORPUS, FINDER, ROOT / "data")
ALWAYS = Logistic({}, 0.0, 0.0, 0.0)
NEVER = Logistic({}, 0.0, 0.9, 0.9)


def judge(question: str, missing: Logistic, strange: Logistic = NEVER, kind: Asks = Asks.OTHER):  # type: ignore[no-untyped-def]
    reading = Reading(question, question, kind=kind, asked=question)
    passages = found(REVIEWS, STAFF, LATER)
    extract = extractor(Budget(words=40, pieces=1)).extract(reading, passages)
    return Coverage(CORPUS, READER, missing, missing, strange).judge(reading, passages, extract)


def test_what_is_covered_is_answered() -> None:
    verdict = judge("How long did serious case reviews take?", NEVER)
    assert verdict.outcome is Outcome.ANSWERED
    assert verdict.statements == ()


def test_a_refusal_offers_the_nearest_headings() -> None:
    verdict = judge("How are reviews paid for?", ALWAYS)
    assert verdict.outcome is Outcome.NOT_COVERED
    assert verdict.suggestions
    assert any(
        "5.45" in each or "4.16" in each or "S/4" in each or "Summary" in each
        for each in verdict.suggestions
    )


LATER_THAN = "later than the reports of October 2002 and July 2008"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the Prevent duty ask of schools?", LATER_THAN),
        ("What changed in reviews in 2015?", LATER_THAN),
        ("What did the second report say in 2005 on reviews?", "2005"),
        ("How do reviews work in Scotland?", "do not cover Scotland"),
        ("Which school had the worst reviews?", "do not seem to name the one"),
    ],
)
def test_a_refusal_says_why(question: str, said: str) -> None:
    verdict = judge(question, ALWAYS)
    assert verdict.outcome is Outcome.NOT_COVERED
    assert said in verdict.statements[0].text


def test_a_false_premise_is_not_confirmed_and_the_matter_is_shown_without_citing() -> None:
    verdict = judge("Why did the report abolish serious case reviews?", ALWAYS)
    assert "takes for granted" in verdict.statements[0].text
    assert any("“" in statement.text for statement in verdict.statements[1:])
    assert all(statement.markers == () for statement in verdict.statements)


def test_what_is_not_about_the_reports_is_off_topic() -> None:
    verdict = judge("python sort list", ALWAYS, ALWAYS)
    assert verdict.outcome is Outcome.OFF_TOPIC
    reports = "the reports of October 2002 and July 2008"
    assert verdict.statements[0].text == OFF_TOPIC.format(reports=reports)
    assert verdict.suggestions


def test_an_answer_names_the_part_that_is_not_covered() -> None:
    verdict = judge("How do serious case reviews differ in Scotland?", NEVER)
    assert verdict.outcome is Outcome.ANSWERED
    assert verdict.notices == ("Not covered: the reports are about England, not Scotland.",)


def test_an_opposite_of_what_is_found_is_a_suspicious_premise() -> None:
    evidence = ["GPs rarely attended and there was a lack of commitment."]
    praised = premise("Why were GPs praised as the most reliable?", evidence)
    assert praised.supposes
    assert praised.praise_unlike > 0
    ended = premise("Why did the report recommend scrapping the committees?", evidence)
    assert ended.ending
    assert not ended.ending_found


@pytest.mark.parametrize(
    ("question", "is_premise"),
    [
        ("Why did the first report say registers should go?", True),
        ("What were the grounds for winding up boards?", True),
        ("Who chairs the committee?", False),
        ("How many areas were visited?", False),
    ],
)
def test_only_questions_for_reasons_suppose(question: str, is_premise: bool) -> None:
    assert supposes(question) is is_premise


def test_a_model_on_unknown_signs_is_not_used() -> None:
    with pytest.raises(ValueError, match="unknown signs"):
        logistic_from_json({"weights": {"luck": 1}, "bias": 0, "threshold": 0.5, "flagged": 0.1})


def test_a_missing_model_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"ingest\.train_coverage"):
        build_coverage(CORPUS, FINDER, tmp_path)


def test_the_committed_model_fits_the_signs() -> None:
    held = json.loads((ROOT / "data" / "models" / "coverage.json").read_text("utf-8"))
    assert set(held["missing"]["weights"]) == set(NAMES)
    assert 0 < held["missing"]["threshold"] < 1
