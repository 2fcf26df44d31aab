"""What the commands that keep question sets do: import, export, perturb, candidates, rating."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from assistant.feedback import FeedbackStore
from assistant.library import load_corpus
from assistant.settings import read_settings
from evals import candidates, exchange, gold, perturb, questions, rating, runs
from evals.asking import read_records
from evals.commands import Ended
from evals.questions import QuestionsError


def import_set(arguments: argparse.Namespace) -> Ended:
    """A CSV, XLSX or BEIR set as JSON lines; every fault named, and nothing written then."""
    corpus = load_corpus(read_settings(os.environ))
    if arguments.source.is_dir():
        found, faults = exchange.read_beir(arguments.source, corpus)
    else:
        rows = exchange.read_table(arguments.source)
        named = dict(pair.split("=", 1) for pair in arguments.column)
        found, faults = exchange.from_table(rows, arguments.source.name, named)
    faults += gold.evidence_faults(found, corpus, arguments.source.name)
    if faults:
        return Ended(1, "\n".join(str(fault) for fault in faults))
    questions.write_questions(found, arguments.to)
    return Ended(0, f"{len(found)} questions in {arguments.to}")


def export_set(arguments: argparse.Namespace) -> Ended:
    """A question set (and a run of it) in the form of another tool."""
    corpus = load_corpus(read_settings(os.environ))
    asked = questions.read_questions(arguments.questions)
    where = gold.golds(asked, corpus)
    if arguments.form == "table":
        exchange.write_table(asked, arguments.to)
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
            dataset = exchange.to_ragas([q for q, _ in both], [r for _, r in both])
            dataset.to_jsonl(str(arguments.to))
    return Ended(0, f"{len(asked)} questions in {arguments.to}")


def perturb_set(arguments: argparse.Namespace) -> Ended:
    """The first wordings and their other wordings in one file, so that a run can compare them."""
    asked = [q for q in questions.read_questions(arguments.questions) if not q.follow_up]
    others = perturb.perturbed(asked, arguments.seed)
    questions.write_questions([*asked, *others], arguments.to)
    return Ended(0, f"{len(asked)} questions and {len(others)} other wordings in {arguments.to}")


def candidates_of(arguments: argparse.Namespace) -> Ended:
    """List the waiting candidates, or accept (as edited) or reject one."""
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


def rate(arguments: argparse.Namespace) -> Ended:
    """A blind rating sheet of runs, or the agreement of sheets that were filled in."""
    found = [runs.read_run(folder) for folder in arguments.runs]
    if not arguments.sheets:
        rows = rating.write_sheet(found, arguments.out, number=arguments.number)
        return Ended(0, f"{rows} answers in {arguments.out}")
    sheets = [rating.read_sheet(path) for path in arguments.sheets]
    return Ended(0, rating.in_words(rating.agreement(sheets, found)))


def _edits(path: Path | None) -> dict[str, Any]:
    """The keys that a reviewer filled in, from a JSON file."""
    if path is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise QuestionsError(f"Cannot read {path}: {error}.") from error
    return found
