"""Questions put to the assistant: one record each, in order, resumed after a stop."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from assistant.domain import Answer, Filters, Passage, Turn
from assistant.record import to_record
from assistant.saved import as_turns
from evals.questions import Question

Record = dict[str, Any]
DEPTH = 10  # passages asked for where a follow-up is searched as it stands


class Asked(Protocol):
    """What is evaluated: anything that answers and searches like the assistant."""

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = ...) -> Answer:
        """The answer to a question after earlier turns."""

    def search(self, question: str, k: int = DEPTH, filters: Filters = ...) -> Sequence[Passage]:
        """The passages found for a question as it stands."""


def ask(assistant: Asked, question: Question) -> Record:
    """The answer record of one question, asked after its history in one conversation."""
    try:
        turns = as_turns(question.history, assistant.ask)
        record = to_record(assistant.ask(question.question, turns), question.id)
        return record | {"question": question.question, "history": list(question.history)}
    except Exception as error:  # noqa: BLE001 - whatever happens, the question keeps its record
        return failed(question, error)


def failed(question: Question, error: BaseException) -> Record:
    """The record of a question whose answer crashed: it scores 0 and names the failure."""
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "searched_for": "",
        "outcome": "not_covered",
        "answer": "",
        "worded": None,
        "citations": [],
        "retrieved": [],
        "notices": [],
        "mode": "extractive",
        "seconds": 0.0,
        "error": f"{type(error).__name__}: {error}",
    }


def ask_all(
    assistant: Asked,
    questions: Sequence[Question],
    path: Path,
    *,
    cache: Path | None = None,
    finished: Callable[[Record], None] = lambda record: None,
) -> list[Record]:
    """All records, in order; those already in `path` from a stopped run are not asked again.

    Each record is written as soon as it is there, so a kill loses the question in hand only.
    `cache` is a file of records of the same assistant that may be used instead of asking.
    """
    records = list(kept(path, questions))
    write_records(records, path)
    known = {_key(record): record for record in read_records(cache)} if cache else {}
    with path.open("a", encoding="utf-8") as out:
        for record in records:
            finished(record)
        for question in questions[len(records) :]:
            before = known.get((question.question, tuple(question.history)))
            record = {**before, "id": question.id} if before else ask(assistant, question)
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()
            records.append(record)
            finished(record)
    if cache:
        known.update({_key(record): record for record in records if not record["error"]})
        write_records(known.values(), cache)
    return records


def kept(path: Path, questions: Sequence[Question]) -> Iterator[Record]:
    """The records of a stopped run that answer the first questions, up to the first crash."""
    for record, question in zip(read_records(path), questions, strict=False):
        same = (record.get("id"), *_key(record)) == (
            question.id,
            question.question,
            tuple(question.history),
        )
        if not same or record.get("error"):
            return
        yield record


def read_records(path: Path) -> list[Record]:
    """The records of a file up to the first line that a kill cut short; none without a file."""
    records: list[Record] = []
    if not path.exists():
        return records
    for line in path.read_text("utf-8").split("\n"):
        try:
            records.append(json.loads(line))
        except ValueError:
            break
    return records


def write_records(records: Iterable[Record], path: Path) -> None:
    """One record per line; the file is replaced only when complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partial")
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(path)


def search_raw(assistant: Asked, questions: Sequence[Question]) -> dict[str, list[str]]:
    """For each follow-up the paragraph ids found for its last turn alone, as typed."""
    found: dict[str, list[str]] = {}
    for question in questions:
        if question.follow_up:
            try:
                passages = assistant.search(question.question, DEPTH)
            except Exception:  # noqa: BLE001 - a search that crashes has found nothing
                passages = ()
            found[question.id] = [passage.paragraph.id for passage in passages]
    return found


def _key(record: Record) -> tuple[str, tuple[str, ...]]:
    """What makes two records answers to the same question."""
    return str(record.get("question")), tuple(record.get("history", ()))
