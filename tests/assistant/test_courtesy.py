"""Greetings and thanks get a friendly line; whatever asks something is searched."""

import pytest

from assistant.admission import fixed_answer
from assistant.conversation import resolve
from assistant.courtesy import Courtesy, courtesy, without_courtesy
from assistant.domain import Outcome, Turn
from assistant.library import load_corpus
from assistant.render import body_html
from tests.index import SETTINGS

REVIEWS = Turn("How long should a serious case review take?", "", ("2002/5.45",))


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("thanks", Courtesy.THANKS),
        ("Thank you very much for your help!", Courtesy.THANKS),
        ("cheers, that's really helpful", Courtesy.THANKS),
        ("No thanks", Courtesy.THANKS),
        ("ok great", Courtesy.ASSENT),
        ("OK", Courtesy.ASSENT),
        ("hello", Courtesy.GREETING),
        ("Good morning", Courtesy.GREETING),
        ("Hi there, how are you?", Courtesy.GREETING),
        ("That's all for now, thank you", Courtesy.FAREWELL),
    ],
)
def test_a_courtesy_is_answered_in_kind_without_a_quotation(message: str, meant: Courtesy) -> None:
    answer = fixed_answer(message, None)
    assert courtesy(message) is meant
    assert answer is not None
    assert answer.outcome is Outcome.OFF_TOPIC
    assert [statement.text for statement in answer.statements] == [meant.value]
    assert not answer.citations
    assert len(answer.suggestions) == 3


@pytest.mark.parametrize(
    "message",
    [
        "please help",
        "ok help me",
        "Is that good?",
        "good practice",
        "I am not ok",
        "she is fine now",
        "Thanks, and what about GPs?",
        "Great Yarmouth",
        "no",
        "useful examples",
    ],
)
def test_what_asks_or_tells_something_is_no_courtesy(message: str) -> None:
    assert courtesy(message) is None
    assert fixed_answer(message, None) is None


def test_no_title_says_that_a_greeting_is_outside_the_reports() -> None:
    answer = fixed_answer("Good morning!", None)
    assert answer is not None
    shown = body_html(answer, load_corpus(SETTINGS))
    assert "Hello. Ask about" in shown
    assert "outside" not in shown


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("Thanks. What about schools?", "What about schools?"),
        ("Hello, what is a core assessment?", "What is a core assessment?"),
        ("OK, thank you so much! And why?", "And why?"),
        ("Good practice in schools?", "Good practice in schools?"),
    ],
)
def test_a_question_is_read_without_the_courtesy_before_it(question: str, bare: str) -> None:
    assert without_courtesy(question) == bare


def test_a_follow_up_goes_on_from_the_question_before_the_thanks() -> None:
    resolved = resolve("Why?", (REVIEWS, Turn("Thanks")))
    assert resolved.context == REVIEWS.question
    assert resolved.cited == REVIEWS.cited
    assert resolve("Why?", (Turn("Hello"),)).searched_for == "Why?"
