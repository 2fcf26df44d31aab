"""What users said of answers as candidate questions: accepted, edited or rejected by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.corpus import Corpus
from assistant.feedback import Feedback, FeedbackStore
from assistant.quiz.items import ItemType, QuizItem, Status
from evals.gold import gold
from evals.questions import Question, QuestionsError, parse_entry, read_questions, write_questions

# Items of these types ask by their stem alone.
ASKED = (ItemType.SINGLE, ItemType.SCENARIO, ItemType.SHORT, ItemType.FLASHCARD)


def candidate(feedback: Feedback, corpus: Corpus) -> dict[str, Any]:
    """The question that a judgement suggests, as far as it can be filled in.

    A paragraph named by the user, else those cited by an answer found helpful, is the evidence;
    key facts and the answer are left to the reviewer.
    """
    named = [feedback.right] if feedback.right else list(feedback.cited if feedback.helpful else ())
    evidence = [
        {"report": corpus.paragraph(one).report_id, "para": corpus.paragraph(one).number,
         "text": corpus.paragraph(one).text}
        for one in named
        if one in corpus
    ]  # fmt: skip
    entry: dict[str, Any] = {
        "id": f"F-{feedback.id}",
        "question": feedback.question,
        "type": "followup" if feedback.history else "fact",
        "style": "natural",
        "answerable": bool(evidence),
        "evidence": evidence,
        "key_facts": [],
        "answer": "",
        "note": feedback.reason,
    }
    if feedback.history:
        entry["history"] = list(feedback.history)
    return entry if evidence else entry | {"why": "near-domain"}


def from_quiz(items: Iterable[QuizItem], corpus: Corpus) -> tuple[list[Question], list[str]]:
    """Quiz items that a reviewer rejected as questions, and why some of them cannot be one.

    An item that makes a poor quiz question can still be asked: its source is the evidence and its
    key the key fact. Items that lean on their options are left to the reviewer.
    """
    found: list[Question] = []
    reasons: list[str] = []
    for item in items:
        if item.status is not Status.REJECTED:
            continue
        if item.type not in ASKED or item.source not in corpus or not item.key:
            reasons.append(f"{item.id}: a {item.type.value} item is no question by itself")
            continue
        source = corpus.paragraph(item.source)
        place = {"report": source.report_id, "para": source.number, "text": item.quote}
        entry: dict[str, Any] = {
            "id": f"Q-{item.id}", "question": item.stem, "type": "quiz", "style": "natural",
            "answerable": True, "evidence": [place], "key_facts": [list(item.keys)],
            "answer": item.key, "note": f"rejected quiz item: {item.reason}",
        }  # fmt: skip
        question, wrong = parse_entry(entry)
        wrong += gold(question, corpus).faults if question is not None and not wrong else ()
        reasons += [f"{item.id}: {reason}" for reason in wrong]
        if question is not None and not wrong:
            found.append(question)
    return found, reasons


def accept(
    feedback: Feedback, edited: Mapping[str, Any], path: Path, store: FeedbackStore, corpus: Corpus
) -> Question:
    """Add the edited candidate to a question file and settle the judgement.

    QuestionsError lists what is still wrong with it; nothing is written then.
    """
    question, reasons = parse_entry(dict(edited))
    if question is not None and not reasons:
        reasons = list(gold(question, corpus).faults)
    kept: Sequence[Question] = read_questions(path) if path.exists() else ()
    if question is not None and question.id in {one.id for one in kept}:
        reasons.append(f"the id {question.id!r} is already in {path.name}")
    if question is None or reasons:
        raise QuestionsError("; ".join(reasons))
    write_questions([*kept, question], path)
    store.decide(feedback.id, "accepted")
    return question


def reject(feedback: Feedback, store: FeedbackStore) -> None:
    """Settle a judgement without a question."""
    store.decide(feedback.id, "rejected")
