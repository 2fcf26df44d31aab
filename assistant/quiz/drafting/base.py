"""What all kinds of items share: the lead with the report's date, citation, rationale and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from assistant.corpus import Corpus
from assistant.quiz.claims import stamped
from assistant.quiz.difficulty import graded
from assistant.quiz.items import Bloom, ItemType, Option, Pair, QuizItem, item_id

_SENSITIVE = (
    ("suicide or self-harm", r"suicid|self-harm|self-inflicted"),
    ("the death of a child", r"\bdeaths?\b|\bdied\b|murder|\bkill"),
    ("sexual abuse or exploitation", r"sexual|prostitut|paedophil|\brape"),
    ("restraint or strip-searching", r"restraint|strip-search"),
    ("violence in the home", r"domestic violence|violent home"),
    ("child abuse or neglect", r"\babuse|neglect|mistreat|shaking"),
)


_OF_ITS_DAY = ("period", "section", "act", "interval", "order", "service", "panel", "post")


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that could be made: what it would ask and how to make it.

    `fact` names what is asked for, so that one quiz does not ask it twice. `make` returns None
    where no sound item comes of it (too few plausible distractors).
    """

    type: ItemType
    kind: str
    source: str
    fact: str
    make: Callable[[Random], QuizItem | None]


def lead(corpus: Corpus, paragraph_id: str) -> str:
    """How a stem opens: "According to the October 2002 report"."""
    report = corpus.report(corpus.paragraph(paragraph_id).report_id)
    return f"According to the {report.date} report"


def dated(corpus: Corpus, paragraph_id: str) -> str:
    """The report by its date: "the October 2002 report"."""
    return f"the {corpus.report(corpus.paragraph(paragraph_id).report_id).date} report"


def asked(corpus: Corpus, paragraph_id: str, question: str) -> str:
    """A reviewed question with its lead."""
    return f"{lead(corpus, paragraph_id)}, {question}"


def topic_of(corpus: Corpus, paragraph_id: str) -> str:
    """The chapter, or the section where the report has no chapters."""
    headings = corpus.paragraph(paragraph_id).headings
    return headings[0] if headings else corpus.paragraph(paragraph_id).label


def sensitivity(*texts: str) -> str:
    """A content note where the texts touch on something hard to read; else empty."""
    joined = " ".join(texts).lower()
    named = [name for name, pattern in _SENSITIVE if re.search(pattern, joined)]
    if not named:
        return ""
    subjects = " and ".join(named[:2])
    return f"Mentions {subjects}: tell learners beforehand and say where they can find support."


def place_note(kind: str, year: str) -> str:
    """A reminder that a named place is praised for what was seen then, and not judged today."""
    if "place" not in kind and kind != "good practice":
        return ""
    return (
        f"Names a place as inspectors saw it for the {year} report; it says nothing about it today."
    )


def time_note(kind: str, quote: str, year: str) -> str:
    """A reminder that a law, duty or time limit is that of its day."""
    if kind not in _OF_ITS_DAY and not re.search(r"\bAct\b|\bsection \d", quote):
        return ""
    return f"As it stood in {year}: check current law and guidance before acting on it."


def rationale(corpus: Corpus, paragraph_id: str, quote: str, why: str = "") -> str:
    """Why the key is right: the verbatim words and where they stand."""
    said = f"“{quote}” ({corpus.cite(corpus.paragraph(paragraph_id))})"
    return f"{why} {said}".strip()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an item that its kind decides."""

    type: ItemType
    kind: str
    stem: str
    source: str
    quote: str
    key: str
    why: str = ""
    options: Sequence[Option] = ()
    answers: Sequence[str] = ()
    pairs: Sequence[Pair] = ()
    bloom: Bloom = Bloom.REMEMBER
    guidance: str = ""
    reading: Sequence[str] = ()


def compose(corpus: Corpus, parts: Parts) -> QuizItem:
    """The whole item: parts with citation, rationale, notes and difficulty."""
    paragraph = corpus.paragraph(parts.source)
    year = corpus.report(paragraph.report_id).year
    texts = (parts.stem, parts.quote, *(option.text for option in parts.options))
    notes = (
        place_note(parts.kind, year),
        time_note(parts.kind, parts.quote, year),
        sensitivity(*texts),
    )
    item = graded(
        QuizItem(
            id=item_id(parts.type, parts.kind, parts.source, f"{parts.stem}\x1f{parts.key}"),
            type=parts.type,
            kind=parts.kind,
            stem=parts.stem,
            source=parts.source,
            quote=parts.quote,
            citation=corpus.cite(paragraph),
            rationale=rationale(corpus, parts.source, parts.quote, parts.why),
            topic=topic_of(corpus, parts.source),
            year=year,
            options=tuple(parts.options),
            answers=tuple(parts.answers),
            pairs=tuple(parts.pairs),
            bloom=parts.bloom,
            note=" ".join(note for note in notes if note),
            guidance=parts.guidance,
            reading=tuple(parts.reading),
        )
    )
    return stamped(item)


def key_option(text: str, paragraph_id: str, quote: str) -> Option:
    """The right option with the words that make it right."""
    return Option(text, True, "This is what the paragraph says.", paragraph_id, quote)


def matched(corpus: Corpus, kind: str, stem: str, pairs: Sequence[Pair]) -> QuizItem:
    """The item that has these pairs matched; the first pair's source stands for all."""
    first = pairs[0]
    key = "|".join(pair.left for pair in pairs)
    parts = Parts(ItemType.MATCHING, kind, stem, first.paragraph_id, first.quote, key, pairs=pairs)
    return compose(corpus, replace(parts, bloom=Bloom.UNDERSTAND))
