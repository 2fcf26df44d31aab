"""What the commands that keep question sets do: export, perturb, candidates, rating."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from assistant.feedback import FeedbackStore
from assistant.library import load_corpus
from assistant.settings import read_settings
from evals import (
    candidates,
    exchange,
    gold,
    perturb,
    questions,
    ragas_sets,
    rating,
    runs,
    tables,
)
from evals.asking import read_records
from evals.commands import Ended
from evals.questions import QuestionsError


def export_set(arguments: argparse.Namespace) -> Ended:
    """A question set (and a run of it) in the form of another tool."""
    corpus = load_corpus(read_settings(os.environ))
    asked = questions.read_questions(arguments.questions)
    where = gold.golds(asked, corpus)
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    if arguments.form == "table":
        tables.write_table(asked, arguments.to)
    elif arguments.form == "beir":
        exchange.write_beir(asked, where, corpus, arguments.to)
    else:
        records = {r["id"]: r for r in read_records(arguments.run / "answers.jsonl")}
        both = [(q, records[q.id]) for q in asked if q.id in records]
        if not both:
            raise QuestionsError(f"{arguments.run} holds no answer to {arguments.questions}.")
        if arguments.form == "trec":
            exchange.write_trec([q for q, _ in both], where, [r for _, r in both], arguments.to)
        else:
            dataset = ragas_sets.to_ragas([q for q, _ in both], where, [r for _, r in both])
            dataset.to_jsonl(str(arguments.to))
        asked = tuple(question for question, _ in both)
    return Ended(0, f"{len(asked)} questions in {arguments.to}")


def perturb_set(arguments: argparse.Namespace) -> Ended:
    """The first wordings and their other wordings in one file, so that a run can compare them."""
    asked = [q for q in questions.read_questions(arguments.questions) if not q.follow_up]
    others = perturb.perturbed(asked, arguments.seed)
    questions.write_questions([*asked, *others], arguments.to)
    return Ended(0, f"{len(asked)} questions and {len(others)} other wordings in {arguments.to}")


def candidates_of(arguments: argparse.Namespace) -> Ended:
    """List the waiting candidates, or accept (as edited) or reject one."""
    if arguments.quiz:
        return _rejected_items(arguments.quiz, arguments.to)
    settings = read_settings(os.environ)
    store = FeedbackStore(settings.state_dir / "feedback.jsonl")
    corpus = load_corpus(settings)
    waiting = {one.id: one for one in store.waiting()}
    chosen = arguments.accept or arguments.reject
    if not chosen:
        lines = [
            json.dumps(candidates.candidate(o, corpus), ensure_ascii=False)
            for o in waiting.values()
        ]
        return Ended(0, "\n".join(lines) or "No feedback waits for a decision.")
    if chosen not in waiting:
        raise QuestionsError(f"No feedback {chosen!r} waits for a decision.")
    if arguments.reject:
        candidates.reject(waiting[chosen], store)
        return Ended(0, f"{chosen} is rejected.")
    entry: dict[str, Any] = candidates.candidate(waiting[chosen], corpus)
    entry |= _edits(arguments.edit)
    question = candidates.accept(waiting[chosen], entry, arguments.to, store, corpus)
    return Ended(0, f"{question.id} is in {arguments.to}.")


def _rejected_items(path: Path, to: Path) -> Ended:
    """The rejected items of a saved quiz added to a question file."""
    from assistant.quiz.exports.formats import read_items

    corpus = load_corpus(read_settings(os.environ))
    found, reasons = candidates.from_quiz(read_items(path), corpus)
    kept = questions.read_questions(to) if to.exists() else ()
    new = [question for question in found if question.id not in {one.id for one in kept}]
    if new:
        questions.write_questions([*kept, *new], to)
    return Ended(0, "\n".join([*reasons, f"{len(new)} rejected items in {to}"]))


def rate(arguments: argparse.Namespace) -> Ended:
    """A blind rating sheet of runs, or the agreement of sheets that were filled in."""
    found = [runs.read_run(folder) for folder in arguments.runs]
    if not arguments.sheets:
        corpus = load_corpus(read_settings(os.environ))
        rows = rating.write_sheet(found, arguments.out, corpus, number=arguments.number)
        return Ended(0, f"{rows} answers in {arguments.out}")
    sheets = [rating.read_sheet(path) for path in arguments.sheets]
    return Ended(0, rating.in_words(rating.agreement(sheets, found)))


def sheet_written(arguments: argparse.Namespace) -> list[Path]:
    """The rating sheet that `rate` writes; none where it reads sheets that were filled in."""
    return [] if arguments.sheets else [arguments.out]


def _edits(path: Path | None) -> dict[str, Any]:
    """The keys that a reviewer filled in, from a JSON file."""
    if path is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise QuestionsError(f"Cannot read {path}: {error}.") from error
    return found
