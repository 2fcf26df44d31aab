"""Which questions may be asked, and the answer of fixed text to those that are not searched."""

from __future__ import annotations

from assistant.courtesy import courtesy
from assistant.covering import STARTERS
from assistant.domain import Answer, Outcome, Statement
from assistant.errors import QuestionError
from assistant.guard import Guarded, read_fixed_text
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
            f"read. Shorten it to what you want to know. {read_fixed_text().not_read}"
        )
    return question


def fixed_answer(question: str, caught: Guarded | None) -> Answer | None:
    """The answer of fixed text for an urgent message, a declined request or a courtesy."""
    if caught is None:
        return _courteous(question)
    personal = personal_notice(question)
    notices = caught.notices + ((personal,) if personal else ())
    return Answer(question, caught.outcome, caught.statements, notices=notices, why=caught.why)


def _courteous(question: str) -> Answer | None:
    """A friendly line and questions to start from, where nothing is asked; else None."""
    meant = courtesy(question)
    if meant is None:
        return None
    said = (Statement(meant.value),)
    why = ("It is a greeting or thanks: nothing was searched.",)
    return Answer(question, Outcome.OFF_TOPIC, said, suggestions=STARTERS, why=why)
