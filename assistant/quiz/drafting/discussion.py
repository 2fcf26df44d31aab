"""Discussion questions with facilitator notes and the paragraphs to read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.drafting.base import Draft, Parts, compose, dated
from assistant.quiz.items import Bloom, ItemType, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Prompt


def drafts(material: Material) -> Iterator[Draft]:
    """One for every reviewed prompt in the corpus."""
    for row in material.tables.discussion:
        if all(source in material.corpus for source in (row.source, *row.reading)):
            yield Draft(
                ItemType.DISCUSSION,
                "discussion",
                row.source,
                f"{row.source}:talk",
                partial(make, material, row),
            )


def make(material: Material, row: Prompt, _: Random) -> QuizItem:
    """The prompt, what to read first, how to lead the talk."""
    corpus = material.corpus
    read = (row.source, *row.reading)
    notes = [
        "Time: 20 minutes; groups of three or four, then a round.",
        f"Before: read {'; '.join(corpus.cite(corpus.paragraph(source)) for source in read)}.",
        *(f"Listen for: “{material.quote_for(s, row.question, row.question)}” [{s}]" for s in read),
        f"Close: what has changed since {dated(corpus, row.source)}, and what has not?",
        "No names or details of children or families known to the group.",
    ]
    quote = material.quote_for(row.source, row.question, row.question)
    parts = Parts(
        ItemType.DISCUSSION,
        "discussion",
        row.question,
        row.source,
        quote,
        row.question,
        "There is no single right answer; start from the report:",
        bloom=Bloom.EVALUATE,
        guidance="\n".join(notes),
        reading=row.reading,
    )
    return compose(corpus, parts)
