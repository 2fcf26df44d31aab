"""What `python -m evals import` does: the form of a source is known by its looks, or named."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.corpus import Corpus
from assistant.library import load_corpus
from assistant.settings import read_settings
from evals import exchange, gold, questions, ragas_sets, rankings, report, tables
from evals.commands import Ended
from evals.questions import Fault, Question, QuestionsError

FORMS = ("table", "beir", "trec", "run", "ragas")
TOPICS = "topics.tsv"


def import_set(arguments: argparse.Namespace) -> Ended:
    """A set of another tool as JSON lines, or its run as a run folder.

    Every fault is named, and nothing is written then.
    """
    corpus = load_corpus(read_settings(os.environ))
    source: Path = arguments.source
    form = arguments.form or form_of(source)
    if form == "run":
        return _import_run(source, arguments.questions, corpus, arguments.to)
    found, faults = _read(form, source, arguments, corpus)
    faults += gold.evidence_faults(found, corpus, source.name)
    if not faults and not found:
        raise QuestionsError(f"{source} holds no question.")
    if faults:
        return _faulty(faults)
    questions.write_questions(found, arguments.to)
    return Ended(0, f"{len(found)} questions in {arguments.to}")


def form_of(source: Path) -> str:
    """The form of a file or folder; QuestionsError where it has none that we know."""
    if source.is_dir():
        if (source / "queries.jsonl").exists():
            return "beir"
        if (source / "qrels.txt").exists():
            return "trec"
        raise QuestionsError(f"{source} holds neither queries.jsonl (BEIR) nor qrels.txt (TREC).")
    ending = source.suffix.lower()
    if ending in (".csv", ".xlsx"):
        return "table"
    if ending == ".jsonl":
        return "ragas"
    first = next((line for line in questions.read_lines(source) if line.strip()), "")
    forms = {4: "trec", 6: "run"}
    columns = len(first.split())
    if columns not in forms:
        raise QuestionsError(f"{source} looks like none of: {', '.join(FORMS)}. Name it by --form.")
    return forms[columns]


def _read(
    form: str, source: Path, arguments: argparse.Namespace, corpus: Corpus
) -> tuple[list[Question], list[Fault]]:
    """The questions of a source in this form, and its faults."""
    if form == "beir":
        return exchange.read_beir(source, corpus)
    if form == "ragas":
        return ragas_sets.read_ragas(source, corpus)
    if form == "trec":
        qrels = source / "qrels.txt" if source.is_dir() else source
        topics, faults = _topics(arguments.questions or qrels.parent / TOPICS)
        found, wrong = exchange.read_trec(qrels, topics, corpus)
        return found, [*faults, *wrong]
    rows = tables.read_table(source)
    named = tables.column_map(arguments.column, rows[0] if rows else ())
    return tables.from_table(rows, source.name, named)


def _topics(path: Path) -> tuple[dict[str, tuple[int, str]], list[Fault]]:
    """What each id asks, by a topics file or by a question file of ours."""
    if path.suffix == ".jsonl":
        asked = questions.read_questions(path)
        return {question.id: (question.line, question.question) for question in asked}, []
    if not path.exists():
        raise QuestionsError(
            f"TREC judgements name questions by id only: {path} is missing. "
            "Name the file that holds their texts by --questions."
        )
    return exchange.read_topics(path)


def _import_run(source: Path, asked: Path | None, corpus: Corpus, out: Path) -> Ended:
    """A TREC run as a run folder, and its retrieval measures."""
    if asked is None:
        raise QuestionsError("A TREC run needs the question file that it answers: --questions FILE")
    known = questions.read_questions(asked)
    found, faults = exchange.read_trec_run(source, {q.id for q in known}, corpus)
    if faults:
        return _faulty(faults)
    if not found:
        raise QuestionsError(f"{source} holds no ranking.")
    done = rankings.ranked_run(source, found, known, corpus, asked, out)
    report.write(done, out / "report.html")
    return Ended(0, report.in_words(done))


def _faulty(faults: Sequence[Fault]) -> Ended:
    """The faults in the order of their lines, and code 1."""
    ordered = sorted(faults, key=lambda fault: (fault.file, fault.line))
    return Ended(1, "\n".join(str(fault) for fault in ordered))
