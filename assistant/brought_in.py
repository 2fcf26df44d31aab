"""A conversation of a file: nothing in it is believed that the corpus held here does not say.

Paragraphs, labels, offsets, notices, leads and a model's wording of the file are not read at all:
citations are cut anew from the paragraphs held, notices and lead are made anew from these.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.admission import LONGEST_QUESTION
from assistant.conversations import Conversation
from assistant.corpus import Corpus
from assistant.courtesy import Courtesy
from assistant.dated import dated_notices
from assistant.domain import NOT_FOUND, Answer, Citation, Outcome, Passage, Statement
from assistant.errors import StoreError
from assistant.guard import read_fixed_text
from assistant.listing import from_reports
from assistant.standing_words import said_beside, says, whole_quote

FORMAT = "safeguarding-reports-conversation"
VERSION = 1
LARGEST = 20_000_000  # characters of a file
MOST = 400  # statements, citations, passages or earlier questions of one answer
MOST_PARTS = 20_000  # of these in a file
MOST_SAID = 300_000  # characters of all statements of a file
LONGEST = 20_000  # characters of one
LONGEST_TITLE = 500
MALFORMED = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
NOTICE = (
    "This was read in from a file, not answered here. What the file says of the reports was held "
    "against the reports held here; “{mark}” stands where they do not say it."
)
LEFT_OUT = "What a language model made of it stands in the file and was left out."


def from_json(text: str, conversation_id: str, owner: str, corpus: Corpus) -> Conversation:
    """The conversation of an export, now of this owner; StoreError where it is not one."""
    try:
        if len(text) > LARGEST:
            raise ValueError("it is too large")
        entry: dict[str, Any] = json.loads(text, parse_constant=_refused)
        if entry["format"] != FORMAT or entry["version"] != VERSION:
            raise ValueError("it is of another format or version")
        rows = _rows(entry["answers"])
        if not rows:
            raise ValueError("it holds no answer")
        _check_size(rows)
        answers = tuple(answer_from_file(row, corpus) for row in rows)
        title, started = _text(entry["title"], LONGEST_TITLE), _moment(entry["started"])
        return Conversation(conversation_id, owner, title, started, answers=answers)
    except MALFORMED as error:
        raise StoreError("This file is not a conversation exported from here.") from error


def unfound(conversation: Conversation) -> int:
    """How many statements of it are marked as not found."""
    return sum(said.unfound for answer in conversation.answers for said in answer.statements)


def answer_from_file(entry: Mapping[str, Any], corpus: Corpus) -> Answer:
    """One answer as `saved.answer_to_json` writes it; ValueError, KeyError or TypeError where not.

    Its statements are those of the file, each with verified citations or marked as not found.
    """
    cited = _citations(_rows(entry["citations"]), corpus)
    kept = tuple(one for one in cited.values() if one is not None)
    answer = Answer(
        question=_text(entry["question"], LONGEST_QUESTION),
        outcome=Outcome(entry["outcome"]),
        statements=tuple(_statement(row, cited, corpus) for row in _rows(entry["statements"])),
        citations=kept,
        passages=_passages(_rows(entry["passages"]), corpus),
        searched_for=_text(entry["searched_for"], 2 * LONGEST_QUESTION),
        history=tuple(_text(one, LONGEST_QUESTION) for one in _rows(entry["history"])),
        lead=from_reports(kept, corpus) if kept else "",
    )
    worded = (LEFT_OUT,) if entry.get("worded") else ()
    dated = dated_notices(answer, corpus, first=True)
    return replace(answer, notices=(NOTICE.format(mark=NOT_FOUND), *worded, *dated))


def _citations(rows: Sequence[Any], corpus: Corpus) -> dict[int, Citation | None]:
    """By the file's marker what is cited, its quotation found in the paragraph held, or None."""
    found: dict[int, Citation | None] = {}
    kept = 0
    for row in rows:
        marker = row["marker"]
        if not isinstance(marker, int) or marker in found:
            raise ValueError("a citation has no number of its own")
        name, quote = _text(row["paragraph_id"], 200), _text(row["quote"], LONGEST)
        found[marker] = None
        if name not in corpus:
            continue
        paragraph = corpus.paragraph(name)
        span = whole_quote(quote, paragraph)
        if span is not None:
            kept += 1
            found[marker] = Citation(kept, paragraph, corpus.cite(paragraph), *span)
    return found


def _statement(
    row: Sequence[Any], cited: Mapping[int, Citation | None], corpus: Corpus
) -> Statement:
    """The statement with its citations where all of these and its own words stand in the report."""
    text, markers = _text(row[0], LONGEST), _rows(row[1])
    resting = [cited.get(marker) for marker in markers]
    held = [one for one in resting if one is not None]
    if markers and len(held) == len(resting) and says(text, held, corpus):
        return Statement(text, tuple(one.marker for one in held))
    if not markers and (text in _own_words() or said_beside(text, corpus)):
        return Statement(text)
    return Statement(text, unfound=True)


def _passages(rows: Sequence[Any], corpus: Corpus) -> tuple[Passage, ...]:
    """The paragraphs held of those that were retrieved; no words of the file."""
    found = {_text(row[0], 200): float(row[1]) for row in rows}
    if not all(map(math.isfinite, found.values())):
        raise ValueError("a score in it is no number")
    return tuple(
        Passage(corpus.paragraph(name), score) for name, score in found.items() if name in corpus
    )


def _own_words() -> frozenset[str]:
    """Our fixed lines, which say nothing of a report."""
    fixed = read_fixed_text()
    lines = [text for _, text in fixed.statements]
    return frozenset((*lines, fixed.declined, *(one.value for one in Courtesy)))


def _check_size(answers: Sequence[Any]) -> None:
    """Refuse what no conversation of people holds and what would take minutes to verify."""
    parts = said = 0
    for answer in answers:
        statements = _rows(answer["statements"])
        parts += sum(len(_rows(answer[name])) for name in ("citations", "passages", "history"))
        parts += len(statements)
        said += sum(len(_text(row[0], LONGEST)) for row in statements)
    if parts > MOST_PARTS or said > MOST_SAID:
        raise ValueError("it holds more than a conversation")


def _refused(name: str) -> float:
    """What JSON does not know as a number is refused."""
    raise ValueError(f"{name} in it is no number")


def _moment(value: object) -> str:
    """A time of the file as it stands, "" where it is none."""
    try:
        return datetime.fromisoformat(_text(value, 40)).isoformat()
    except ValueError:
        return ""


def _rows(value: object) -> Sequence[Any]:
    """A list of the file; ValueError where it is none or too long."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError("a list in it is no list or too long")
    return value


def _text(value: object, longest: int) -> str:
    """A text of the file; ValueError where it is none, too long, or cannot be written."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("a text in it is no text or too long")
    value.encode("utf-8")  # half a character cannot be kept or shown
    return value
