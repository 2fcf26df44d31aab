"""Places of the country in a question, in capitals or not, and words that are towns as well."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.bodies import swap_place
from assistant.build import load_corpus
from assistant.domain import Outcome, Turn
from assistant.gazetteer import build_gazetteer, gazetteer
from assistant.lexicon import build_lexicon
from assistant.wording import read_question
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
PLACES = build_gazetteer(CORPUS, SETTINGS.data_dir / "lexicon")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("how was child protection in wolverhampton", ["Wolverhampton"]),
        ("How was child protection in Wolverhampton?", ["Wolverhampton"]),
        ("HOW WAS CHILD PROTECTION IN WOLVERHAMPTON", ["Wolverhampton"]),
        ("sunderland social services thresholds", ["Sunderland"]),
        ("were children safe in stoke-on-trent and st helens", ["Stoke-on-Trent", "St Helens"]),
        ("what is said of waltham forest council", ["Waltham Forest"]),
        ("Did the team go to Bury?", []),
        ("Was there trouble with the panel in Bury?", ["Bury"]),
        ("were courses held in oxford", ["Oxford"]),
        ("how do schools in ely train staff", ["Ely"]),
    ],
)
def test_a_place_that_the_reports_do_not_name_is_noticed(question: str, names: list[str]) -> None:
    assert list(PLACES.unknown(question)) == names


@pytest.mark.parametrize(
    "question",
    [
        "what is the use in reading old files",
        "Reading the files, what did inspectors see?",
        "did they deal with the sale of drugs",
        "is there a battle between agencies",
        "Who gave the children a bath?",
        "barking dogs and a sandwich in march",
        "a girl called shirley was moved",
        "training of rugby coaches",
        "hove they found any problems",
        "Why Did Slough Off Staff Leave In Numbers",
    ],
)
def test_a_word_that_is_a_town_as_well_stays_a_word(question: str) -> None:
    assert PLACES.unknown(question) == ()


@pytest.mark.parametrize(
    "place",
    ["kent", "Surrey", "nottingham", "north yorkshire", "Shropshire", "Hammersmith & Fulham",
     "stockport", "staffordshire", "Harrow"],
)  # fmt: skip
def test_the_places_that_the_reports_name_are_known(place: str) -> None:
    assert PLACES.found(f"panels in {place}")
    assert PLACES.unknown(f"panels in {place}") == ()


def test_the_longest_name_counts() -> None:
    places = gazetteer(("Hill", "Barrow", "Barrow upon Soar"), frozenset({"barrow", "hill"}))
    assert [n.name for n in places.found("schools in Barrow upon Soar")] == ["Barrow upon Soar"]


def test_the_name_of_a_place_is_not_repaired() -> None:
    reading = read_question(
        "schooling in wolverhamton and gosport", (), build_lexicon(CORPUS, SETTINGS)
    )
    assert reading.searched_for.endswith("gosport")


@pytest.mark.parametrize(
    ("asked", "earlier", "whole"),
    [
        ("and Swindon?", "How did panels work in Kent?", "How did panels work in Swindon?"),
        ("what about harrow", "Was Surrey praised?", "Was Harrow praised?"),
        ("and Swindon?", "How did panels work?", ""),
        ("and Swindon panels?", "How did panels work in Kent?", ""),
        ("and Swindon?", "Was Kent better than Surrey?", ""),
    ],
)
def test_a_bare_place_takes_the_place_of_the_one_before(
    asked: str, earlier: str, whole: str
) -> None:
    assert swap_place(asked, earlier, PLACES) == whole


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["what did they find in swindon", "What did they find in Swindon?"]
)
def test_an_unknown_place_is_said_to_be_missing(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.NOT_COVERED
    assert answer.text == "The reports do not cover this; Swindon is not mentioned in them."


@pytest.mark.slow
def test_the_area_that_is_named_is_answered_beside_one_that_is_not(assistant: Assistant) -> None:
    answer = assistant.ask("good practice in surrey and swindon")
    assert answer.outcome is Outcome.ANSWERED
    assert all("Surrey" in each.quote for each in answer.citations)
    assert "Not covered: the reports do not mention Swindon." in answer.notices
    assert assistant.ask("good practice in swindon").outcome is Outcome.NOT_COVERED


@pytest.mark.slow
def test_an_everyday_matter_in_a_place_stays_off_topic(assistant: Assistant) -> None:
    assert assistant.ask("train times from swindon to exeter").outcome is Outcome.OFF_TOPIC


@pytest.mark.slow
def test_a_follow_up_on_another_area_is_answered_from_its_box(assistant: Assistant) -> None:
    answer = assistant.ask("and Harrow?", (Turn("Did Shropshire do well?"),))
    assert [each.paragraph.id for each in answer.citations] == ["2002/6.53/GP1"]
