"""Another system's rankings (a TREC run) as a run folder, scored and compared like one of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.corpus import Corpus, corpus_hash
from evals.asking import Record, write_records
from evals.gold import golds
from evals.manifest import digest_of
from evals.questions import Question
from evals.runs import Plan, Run, finish
from evals.scoring import RANKED, score_ranking


def ranked_run(
    source: Path,
    rankings: Mapping[str, Sequence[str]],
    questions: Sequence[Question],
    corpus: Corpus,
    asked: Path,
    out: Path,
) -> Run:
    """The run folder `out` of these rankings; a question without a ranking has found nothing."""
    records = [ranked(question, rankings.get(question.id, ()), corpus) for question in questions]
    gold = golds(questions, corpus)
    scored = [
        score_ranking(question, record, gold[question.id])
        for question, record in zip(questions, records, strict=True)
    ]
    made_with = {
        "format": 1,
        "ranking": {"file": source.name, "sha256": digest_of([source])},
        "corpus": corpus_hash(corpus.paragraphs),
        "questions": {"file": asked.name, "sha256": digest_of([asked])},
        "seed": 0,
        "judge": "",
    }
    write_records(records, out / "answers.jsonl")
    return finish(Plan(questions, out, made_with), scored)


def ranked(question: Question, ids: Sequence[str], corpus: Corpus) -> Record:
    """The record of a question whose paragraphs were found by another system."""
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "searched_for": question.question,
        "outcome": RANKED,
        "answer": "",
        "citations": [],
        "retrieved": [
            {"paragraph_id": one, "score": 1 / rank, "text": corpus.paragraph(one).text}
            for rank, one in enumerate(ids, start=1)
        ],
        "notices": [],
        "mode": RANKED,
        "seconds": 0.0,
        "error": None,
    }
