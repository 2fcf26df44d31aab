"""An overall judgement of a body is answered with findings for and against, not with its remit."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.domain import Outcome
from assistant.judging import JUDGED, NOT_JUDGED, balanced, judged
from assistant.selecting import Scored
from assistant.sentences import pieces
from assistant.wording import Reading
from tests.index import SETTINGS


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("Are magistrates' courts up to scratch?", "courts"),
        ("how good was the prison service", "prisons"),
        ("How well did health visitors do overall?", "health visitors"),
        ("did the crown prosecution service do a good job", "the Crown Prosecution Service"),
        ("what did the inspectors make of foster carers", "foster carers"),
        ("so how are LSCBs doing?", "Local Safeguarding Children Boards"),
        ("how did social services perform in 2002", "social services departments"),
    ],
)
def test_a_question_for_an_overall_judgement_is_recognised(question: str, body: str) -> None:
    found = judged(question)
    assert found is not None
    assert found.name == body


@pytest.mark.parametrize(
    "question",
    [
        "how good were the police at keeping records",
        "Did the police and probation work well together?",
        "what is the prison service",
        "how good was the training of teachers",
        "was information shared well",
        "who inspects the police",
    ],
)
def test_a_question_on_a_matter_is_no_overall_judgement(question: str) -> None:
    assert judged(question) is None


def test_praise_and_blame_stand_by_turns_and_remits_are_left_out() -> None:
    corpus = load_corpus(SETTINGS)
    ids = ("2002/3.30", "2002/4.12", "2002/6.41")
    scored = [
        Scored(piece, 0.5 - place / 10)
        for place, each in enumerate(ids)
        for piece in pieces(corpus.paragraph(each))
    ]
    reading = Reading("q", "how good was the CPS", asked="how good was the CPS")
    found = balanced(reading, scored)
    assert found is not None
    cited = [each.piece.paragraph.id for each in found]
    assert "2002/3.30" not in cited
    assert {"2002/4.12", "2002/6.41"} == set(cited[:2])
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)


def test_nothing_is_balanced_where_no_judgement_is_asked() -> None:
    assert balanced(Reading("q", "q", asked="what is the CPS"), ()) is None
    assert balanced(Reading("q", "q", asked="is the CPS any good"), ()) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    ["was cafcass effective", "how well did YOTs do", "is the probation service any good"],
)
def test_findings_lead_and_no_verdict_is_claimed(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert {each.paragraph.kind.value for each in answer.citations} == {"finding"}
    assert JUDGED in answer.notices


@pytest.mark.slow
def test_a_body_that_no_finding_judges_is_said_not_to_be_judged(assistant: Assistant) -> None:
    answer = assistant.ask("is the national care standards commission any good")
    assert NOT_JUDGED in answer.notices
    assert JUDGED not in answer.notices
