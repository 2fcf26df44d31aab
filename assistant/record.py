"""The answer record: the public JSON form of an answer (see `answer-record.schema.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.domain import Answer

VERSION = 2  # of the record; raised when a key is added or changes its meaning
SCHEMA = Path(__file__).with_name("answer-record.schema.json")


def to_record(answer: Answer, question_id: str | None = None) -> dict[str, Any]:
    """One JSON-ready object per answer; scores are rounded to six places, seconds to four."""
    return {
        "id": question_id,
        "question": answer.question,
        "history": list(answer.history),
        "searched_for": answer.searched_for,
        "outcome": answer.outcome.value,
        "answer": answer.text,
        "worded": (
            {"model": answer.worded.model, "answer": answer.worded.text} if answer.worded else None
        ),
        "citations": [
            {
                "marker": citation.marker,
                "paragraph_id": citation.paragraph.id,
                "label": citation.label,
                "quote": citation.quote,
                "text": citation.paragraph.text,
            }
            for citation in answer.citations
        ],
        "retrieved": [
            {
                "paragraph_id": passage.paragraph.id,
                "score": round(passage.score, 6),
                "text": passage.paragraph.text,
            }
            for passage in answer.passages
        ],
        "notices": list(answer.notices),
        "mode": answer.mode,
        "seconds": round(answer.seconds, 4),
        "error": answer.error,
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the record."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return loaded
