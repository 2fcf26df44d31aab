"""Question sets and answers from and to Ragas: its `EvaluationDataset` as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.corpus import Corpus
from evals.asking import Record
from evals.exchange import judged_question, whole_paragraph
from evals.gold import Gold, holds
from evals.questions import Fault, Question, read_lines
from evals.scoring import as_worded

if TYPE_CHECKING:
    from ragas import EvaluationDataset

LISTS = ("reference_contexts", "reference_context_ids")


def to_ragas(
    questions: Sequence[Question], golds: Mapping[str, Gold], records: Sequence[Record]
) -> EvaluationDataset:
    """A Ragas dataset of answered questions: texts, ids and reference answers."""
    from ragas import EvaluationDataset, SingleTurnSample

    samples = [
        SingleTurnSample(
            user_input=question.question,
            response=as_worded(record)["answer"],
            retrieved_contexts=[passage["text"] for passage in record["retrieved"]],
            retrieved_context_ids=[passage["paragraph_id"] for passage in record["retrieved"]],
            reference=question.answer,
            reference_contexts=[evidence.text for evidence in question.evidence],
            reference_context_ids=sorted(golds[question.id].ids),
        )
        for question, record in zip(questions, records, strict=True)
    ]
    return EvaluationDataset(samples=[*samples])


def read_ragas(path: Path, corpus: Corpus) -> tuple[list[Question], list[Fault]]:
    """Questions of what `EvaluationDataset.to_jsonl` wrote; its samples of one turn.

    Reference contexts, and paragraphs named by `reference_context_ids` alone, are the evidence.
    """
    questions: list[Question] = []
    faults: list[Fault] = []
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            sample = json.loads(line)
        except ValueError as error:
            faults.append(Fault(path.name, number, f"not valid JSON ({error})"))
            continue
        reasons = _wrong(sample)
        if not reasons:
            evidence, reasons = _evidence(sample, corpus)
        if not reasons:
            answer = sample.get("reference") or ""
            name, asked = f"R-{number:04}", sample["user_input"]
            question, reasons = judged_question(name, asked, evidence, answer=answer)
            questions += [question] if question is not None and not reasons else []
        faults += [Fault(path.name, number, reason) for reason in reasons]
    return questions, faults


def _wrong(sample: object) -> list[str]:
    """Why a line is not a Ragas sample of one turn."""
    if not isinstance(sample, dict):
        return ["a sample must be a JSON object"]
    asked = sample.get("user_input")
    if isinstance(asked, list):
        return ["samples of several turns cannot be imported"]
    reasons = [] if isinstance(asked, str) else ["'user_input' must be text"]
    if not isinstance(sample.get("reference") or "", str):
        reasons.append("'reference' must be text")
    for key in LISTS:
        value = sample.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            reasons.append(f"{key!r} must be a list of texts")
    return reasons


def _evidence(sample: Mapping[str, Any], corpus: Corpus) -> tuple[list[dict[str, str]], list[str]]:
    """The pieces of evidence of a sample, and the contexts and ids that our reports do not hold."""
    pieces: list[dict[str, str]] = []
    reasons: list[str] = []
    named: Sequence[str] = sample.get("reference_context_ids") or ()
    reasons += [f"there is no paragraph {one!r}" for one in named if one not in corpus]
    first = [corpus.paragraph(one) for one in named if one in corpus]
    for text in sample.get("reference_contexts") or ():
        paragraph = next((p for p in (*first, *corpus.paragraphs) if holds(p, text)), None)
        if paragraph is None:
            reasons.append(f"the context {text[:60]!r} stands in no paragraph of the reports")
        else:
            place = {"report": paragraph.report_id, "para": paragraph.number}
            pieces.append({**place, "text": text})
    held = {f"{piece['report']}/{piece['para']}" for piece in pieces}
    return [*pieces, *(whole_paragraph(p.id, corpus) for p in first if p.id not in held)], reasons
