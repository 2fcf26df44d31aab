"""Which questions may be asked, and the answer of fixed text to those that are not searched."""

from __future__ import annotations

from assistant.domain import Answer
from assistant.errors import QuestionError
from assistant.guard import Guarded
from assistant.personal import personal_notice

LONGEST_QUESTION = 2000  # characters


def check_question(question: str) -> str:
    """The question without surrounding space; QuestionError where it cannot be asked."""
    question = question.strip()
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty. Type a question first.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be "
            "read. Shorten it to what you want to know. If a child is at risk now, do not wait: "
            "call 999, or the NSPCC on 0808 800 5000."
        )
    return question


def fixed_answer(question: str, caught: Guarded) -> Answer:
    """The answer of fixed text for an urgent message or a declined request."""
    personal = personal_notice(question)
    notices = caught.notices + ((personal,) if personal else ())
    return Answer(question, caught.outcome, caught.statements, notices=notices, why=caught.why)
