"""Second turns of both sorts: whole questions stand alone, follow-ups take the topic they need."""

import pytest

from assistant.conversation import carried, is_follow_up, resolve
from assistant.conversations import Conversation
from assistant.domain import Turn
from assistant.pages.chat_events import chosen_action
from assistant.pages.examples import CANDIDATES
from assistant.standing import pointers

REVIEWS = "How long should a serious case review take?"
FOSTERING = "What did the inspectors say about private fostering?"
REGISTER = "How many children were on the register in each area?"
SHARING = "How good was information sharing between agencies?"


def after(earlier: str, question: str) -> str:
    return resolve(question, (Turn(earlier, earlier, ("2002/5.45",)),)).searched_for


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        (REVIEWS, "How many children are on the child protection register?"),
        (REVIEWS, "What is CAFCASS?"),
        (REVIEWS, "What do the reports say about neglect?"),
        (REVIEWS, "Tell me about domestic violence"),
        (REVIEWS, "private fostering"),
        (REVIEWS, "recommendations for probation"),
        (REVIEWS, "Is there any evidence that children were listened to?"),
        (FOSTERING, "What are the recommendations for schools?"),
        (FOSTERING, "What training did GPs get?"),
        (FOSTERING, "Who inspects the police?"),
        (FOSTERING, "Do health visitors use their records?"),
        (FOSTERING, "What did inspectors recommend about restraint?"),
        (FOSTERING, "What is a core assessment?"),
        (SHARING, "What are the recommendations for the police?"),
        (SHARING, "Are there enough social workers?"),
        (SHARING, "What does ACPC stand for?"),
        (SHARING, "What happens when parents hide their address from social workers?"),
        (REGISTER, "How many recommendations are there in the 2008 report?"),
        (REGISTER, "Were the police properly trained?"),
        (REGISTER, "What was said on checks of staff that move between homes?"),
    ],
)
def test_a_whole_question_is_searched_as_it_stands(earlier: str, question: str) -> None:
    assert after(earlier, question) == question


@pytest.mark.parametrize("question", CANDIDATES)
def test_the_questions_to_start_from_stand_alone(question: str) -> None:
    assert not is_follow_up(question)


def test_a_whole_question_does_not_lean_to_what_the_answer_before_cited() -> None:
    turn = Turn(REVIEWS, REVIEWS, ("2002/5.45",))
    assert resolve("What do the reports say about neglect?", (turn,)).cited == ()
    assert resolve("Why?", (turn,)).cited == ("2002/5.45",)


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "Which ones?",
        "who said so",
        "How many of them?",
        "What did they recommend?",
        "any recommendations?",
        "Was it better in 2008?",
        "What was the reason?",
        "who is responsible",
        "What examples were given?",
        "Did the inspectors recommend anything?",
        "How did people find the meetings themselves?",
        "What did the inspectors conclude?",
    ],
)
def test_a_question_without_a_topic_goes_on_from_the_one_before(question: str) -> None:
    for earlier in (REVIEWS, FOSTERING):
        assert after(earlier, question) == f"{earlier} {question}"


@pytest.mark.parametrize(
    ("earlier", "question", "searched"),
    [
        (
            "What did inspectors find about police training?",
            "And probation?",
            "What did inspectors find about probation training?",
        ),
        (
            "What training was there for GPs?",
            "and for teachers?",
            "What training was there for teachers?",
        ),
        ("What are the recommendations for the police?", "the NHS?", ""),
    ],
)
def test_a_name_takes_the_place_of_the_one_before(
    earlier: str, question: str, searched: str
) -> None:
    assert after(earlier, question) == (searched or "What are the recommendations for the NHS?")


def test_a_third_turn_carries_one_earlier_question_and_no_chain() -> None:
    turn = Turn(REVIEWS, REVIEWS)
    for question in ("Why?", "Which ones?", "And was it better in 2008?", "What was the reason?"):
        resolved = resolve(question, (turn,))
        assert resolved.searched_for == f"{REVIEWS} {question}"
        turn = Turn(question, resolved.searched_for)


def test_of_a_chain_the_last_topic_is_kept() -> None:
    assert carried(f"{REVIEWS} Why?") == REVIEWS
    assert carried(f"{REVIEWS} {FOSTERING}") == FOSTERING
    assert carried(f"{REVIEWS} Why? Were the minutes kept?") == f"{REVIEWS} Were the minutes kept?"


@pytest.mark.parametrize(
    ("question", "pointing"),
    [
        ("Were there cases that went wrong?", 0),
        ("Did schools know their duties?", 0),
        ("Which area changed its procedures when it failed?", 0),
        ("Did they say that staff were late?", 0),
        ("Did it help them?", 2),
        ("Why is that?", 1),
        ("What did children think of them?", 1),
    ],
)
def test_only_a_word_for_what_is_not_named_points(question: str, pointing: int) -> None:
    assert pointers(question) == pointing


def test_a_suggestion_is_asked_without_the_earlier_turns() -> None:
    _, pending, _ = chosen_action(Conversation("one", "owner"), "ask", "What is CAFCASS?")
    assert pending.alone
    assert pending.question == "What is CAFCASS?"
