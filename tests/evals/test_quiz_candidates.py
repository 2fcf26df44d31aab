"""Quiz items that a reviewer rejected become questions, as far as they ask by themselves."""

from dataclasses import replace

import oracle

from assistant.quiz.exports.json_file import write_json
from assistant.quiz.items import ItemType, Option, QuizItem, Status
from evals import candidates, questions
from evals.__main__ import main

CORPUS = oracle.corpus()
QUOTE = "The police have the responsibility for investigations in respect of criminal activity."
ITEM = QuizItem(
    id="q7c7c55501af8",
    type=ItemType.SINGLE,
    kind="service",
    stem="According to the October 2002 report, who has the job of investigating possible crimes against a child?",
    source="2002/6.26",
    quote=QUOTE,
    citation="Safeguarding Children (October 2002), paragraph 6.26",
    rationale="",
    topic="",
    year="2002",
    options=(Option("Social services", False, ""), Option("Police", True, "")),
    status=Status.REJECTED,
    reason="too easy",
)
OTHERS = (
    replace(ITEM, id="approved", status=Status.APPROVED),
    replace(ITEM, id="several", type=ItemType.MULTIPLE),
    replace(ITEM, id="altered", quote="The police have no responsibility."),
)


def test_a_rejected_item_is_a_question_with_its_source_as_evidence():
    (found,), reasons = candidates.from_quiz([ITEM, *OTHERS], CORPUS)
    assert found.question == ITEM.stem
    assert (found.evidence[0].para, found.evidence[0].text) == ("6.26", QUOTE)
    assert found.key_facts == (("Police",),)
    assert reasons[0] == "several: a multiple choice item is no question by itself"
    assert reasons[1].startswith("altered: 'The police have no responsibility.' does not stand in")


def test_rejected_items_of_a_quiz_are_added_once_by_command(tmp_path, capsys):
    write_json([ITEM, *OTHERS], tmp_path / "quiz.json")
    to = tmp_path / "feedback.jsonl"
    for said in ("1 rejected items in", "0 rejected items in"):
        assert main(["candidates", "--quiz", str(tmp_path / "quiz.json"), "--to", str(to)]) == 0
        assert said in capsys.readouterr().out
    assert [q.id for q in questions.read_questions(to)] == ["Q-q7c7c55501af8"]
    assert main(["validate", str(to)]) == 0


def test_a_file_that_is_no_quiz_is_one_sentence(tmp_path, capsys):
    (tmp_path / "quiz.json").write_text("[]")
    assert main(["candidates", "--quiz", str(tmp_path / "quiz.json"), "--to", str(tmp_path / "f.jsonl")]) == 2
    assert "Traceback" not in capsys.readouterr().err
