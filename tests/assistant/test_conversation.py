"""Follow-ups: resolved where they need it, stand-alone questions left as they are."""

import pytest

from assistant.conversation import is_follow_up, put_in_place, resolve
from assistant.domain import Turn

EARLIER = Turn(
    "How often did GPs attend case conferences in 2002?",
    "How often did GPs attend case conferences in 2002?",
    ("2002/4.39",),
)


@pytest.mark.parametrize(
    "question",
    [
        "And what about their reports?",
        "what did the later report say?",
        "how long did the worst one take?",
        "Why?",
        "And 'some'?",
        "Who headed it, and what set it apart from earlier ones?",
        "Would that have helped numbers?",
        "where was it worst",
    ],
)
def test_a_follow_up_is_searched_with_what_it_goes_on_from(question: str) -> None:
    resolved = resolve(question, (EARLIER,))
    assert resolved.context.startswith("How often did GPs attend case conferences")
    assert resolved.searched_for.endswith(question)
    assert resolved.cited == ("2002/4.39",)


@pytest.mark.parametrize(
    "question",
    [
        "How many child protection committees did the Metropolitan Police deal with?",
        "What should happen when a serious case review finds poor practice by staff?",
        "reasons duty desk poor advice least seasoned temporary workers consequences",
        "Did the inspectors say the panels overseeing risky offenders should get a legal footing?",
    ],
)
def test_a_question_on_its_own_topic_is_not_polluted(question: str) -> None:
    assert resolve(question, (EARLIER,)).searched_for == question


@pytest.mark.parametrize(
    "question",
    [
        "New subject: who pays for the committee?",
        "Leaving that aside, who pays for the committee?",
        "On a different topic - who pays for the committee?",
    ],
)
def test_a_change_of_topic_that_is_announced_drops_what_went_before(question: str) -> None:
    resolved = resolve(question, (EARLIER,))
    assert resolved.searched_for == "Who pays for the committee?"
    assert resolved.cited == ()


def test_a_follow_up_that_names_a_report_drops_the_report_named_before() -> None:
    resolved = resolve("And what did the later report say?", (EARLIER,))
    assert resolved.searched_for == (
        "How often did GPs attend case conferences? And what did the later report say?"
    )
    named = Turn("What problem did the 2002 report find with private fostering?")
    assert resolve("and what did the later report say?", (named,)).context == (
        "What problem did the inspectors find with private fostering?"
    )


def test_without_history_nothing_is_a_follow_up() -> None:
    assert resolve("And what about GPs?", ()).searched_for == "And what about GPs?"


def test_a_long_conversation_does_not_grow_what_is_searched_for() -> None:
    turn = EARLIER
    for _ in range(30):
        resolved = resolve("And what about that?", (turn,))
        turn = Turn("And what about that?", resolved.searched_for)
    assert len(turn.searched_for.split()) < 60


def test_they_said_means_the_inspectors_and_points_at_nothing_before() -> None:
    assert not is_follow_up("What did they say about secure training centres and restraint rules?")


@pytest.mark.parametrize(
    ("asked", "earlier", "whole"),
    [
        ("and about supervision?", "What did they say about thresholds?",
         "What did they say about supervision?"),
        ("and for teachers", "What did inspectors find about training for GPs?",
         "What did inspectors find about training for teachers?"),
        ("what about in Harrow?", "Were panels well run in Kent?", "Were panels well run in Harrow?"),
    ],
)  # fmt: skip
def test_a_new_name_takes_the_place_of_the_old_one(asked: str, earlier: str, whole: str) -> None:
    assert put_in_place(asked, earlier) == whole
    resolved = resolve(asked, (Turn(earlier),))
    assert resolved.searched_for == whole
    assert resolved.context == ""


@pytest.mark.parametrize(
    ("asked", "earlier"),
    [
        ("and what did they find about it?", "Were panels well run in Kent?"),
        ("and about bullying?", "Were children safe in secure units?"),
        ("and in 2002?", "Was restraint used in young offender institutions?"),
        ("What about a bobby on the beat?", "Which workers went short of courses?"),
        ("why?", "What did they say about thresholds?"),
    ],
)
def test_a_name_with_no_place_to_go_is_left_beside_the_question(asked: str, earlier: str) -> None:
    assert put_in_place(asked, earlier) == ""
