"""Answers as JSON that keeps everything: what conversations store and exports carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assistant.corpus import paragraph_from_json, paragraph_to_json
from assistant.domain import (
    NOT_FOUND,
    Answer,
    Citation,
    Outcome,
    Passage,
    Shown,
    Statement,
    Turn,
    Wording,
)
from assistant.worded import set_beside

TEXTS = ("question", "searched_for", "lead", "mode")
LISTS = ("history", "notices", "also_found", "suggestions", "why")
Turns = tuple[Turn, ...]


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """One JSON-ready object; cited and retrieved paragraphs stand in it once each."""
    paragraphs = {citation.paragraph.id: citation.paragraph for citation in answer.citations}
    paragraphs |= {passage.paragraph.id: passage.paragraph for passage in answer.passages}
    return {
        **{name: getattr(answer, name) for name in TEXTS},
        **{name: list(getattr(answer, name)) for name in LISTS},
        "outcome": answer.outcome.value,
        "statements": _rows(answer.statements),
        "worded": (
            [answer.worded.model, _rows(answer.worded.statements)] if answer.worded else None
        ),
        "citations": [
            {
                "marker": citation.marker,
                "paragraph_id": citation.paragraph.id,
                "label": citation.label,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
            }
            for citation in answer.citations
        ],
        "passages": [[passage.paragraph.id, passage.score] for passage in answer.passages],
        "paragraphs": [paragraph_to_json(paragraph) for paragraph in paragraphs.values()],
        "seconds": answer.seconds,
        "error": answer.error,
    }


def answer_from_json(entry: Mapping[str, Any]) -> Answer:
    """The reverse of `answer_to_json`; ValueError, KeyError or TypeError where it is malformed."""
    paragraphs = {read.id: read for read in map(paragraph_from_json, entry["paragraphs"])}
    citations = tuple(
        Citation(
            marker=int(cited["marker"]),
            paragraph=paragraphs[cited["paragraph_id"]],
            label=str(cited["label"]),
            start=int(cited["start"]),
            end=int(cited["end"]),
        )
        for cited in entry["citations"]
    )
    for citation, cited in zip(citations, entry["citations"], strict=True):
        if citation.quote != cited["quote"]:
            raise ValueError(f"the quotation of {citation.paragraph.id} is not in its paragraph")
    texts: dict[str, Any] = {name: str(entry[name]) for name in TEXTS}
    lists: dict[str, Any] = {name: tuple(map(str, entry[name])) for name in LISTS}
    worded = entry.get("worded")
    answer = Answer(
        outcome=Outcome(entry["outcome"]),
        statements=_statements(entry["statements"]),
        worded=Wording(str(worded[0]), _statements(worded[1])) if worded else None,
        citations=citations,
        passages=tuple(
            Passage(paragraphs[paragraph_id], float(score))
            for paragraph_id, score in entry["passages"]
        ),
        seconds=float(entry["seconds"]),
        error=None if entry["error"] is None else str(entry["error"]),
        **texts,
        **lists,
    )
    return set_beside(answer)


def _rows(statements: Iterable[Statement]) -> list[list[Any]]:
    """Statements as text and markers, and the mark of those that the report does not say."""
    return [
        [said.text, list(said.markers), *([NOT_FOUND] if said.unfound else [])]
        for said in statements
    ]


def _statements(rows: Iterable[Sequence[Any]]) -> tuple[Statement, ...]:
    """The reverse of `_rows`."""
    return tuple(
        Statement(str(text), tuple(map(int, markers)), unfound=bool(mark))
        for text, markers, *mark in rows
    )


def as_turn(answer: Answer) -> Turn:
    """The answer as an earlier turn of a conversation, for the next question."""
    cited = {citation.marker: citation for citation in answer.citations}
    shown = tuple(
        Shown(said.text, cited[first].paragraph.id, cited[first].label, said.markers)
        for said in answer.statements
        for first in said.markers[:1]
        if first in cited
    )
    ids = dict.fromkeys(citation.paragraph.id for citation in answer.citations)
    return Turn(answer.question, answer.searched_for, tuple(ids), shown)


def as_turns(questions: Iterable[str], ask: Callable[[str, Turns], Answer]) -> Turns:
    """Earlier questions as turns, each with what its answer showed when it is asked again."""
    turns: Turns = ()
    for question in questions:
        turns = (*turns, as_turn(ask(question, turns)))
    return turns
