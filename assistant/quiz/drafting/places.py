"""Matching items: good practice and the place where inspectors saw it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import same_thing, shown
from assistant.quiz.drafting.base import Draft, dated, matched
from assistant.quiz.items import ItemType, Pair, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Asked

PAIRS = 4
_OPENINGS = ("where did ", "where had ", "where was ", "where were ")


def drafts(material: Material) -> Iterator[Draft]:
    """A matching item that starts from each reviewed question on a place."""
    for row in _rows(material):
        yield Draft(
            ItemType.MATCHING,
            "good practice",
            row.source,
            f"{row.source}:match",
            partial(make, material, row),
        )


def _rows(material: Material) -> list[Asked]:
    return [
        row
        for row in material.tables.questions
        if row.kind == "place"
        and row.source in material.corpus
        and row.question.startswith(_OPENINGS)
    ]


def make(material: Material, row: Asked, random: Random) -> QuizItem | None:
    """Match each example of good practice with its place."""
    corpus = material.corpus
    report = row.source.partition("/")[0]
    rows = [r for r in _rows(material) if r.source.startswith(report + "/")]
    random.shuffle(rows)
    rows.sort(key=lambda other: other != row)
    pairs: list[Pair] = []
    for other in rows:
        known = any(same_thing(other.key, pair.right) for pair in pairs)
        if not known and len(pairs) < PAIRS:
            left = f"Where {other.question.removeprefix('where ')}"
            quote = material.quote_for(other.source, other.key, other.question)
            pairs.append(Pair(left, shown(other.key), other.source, quote))
    if len(pairs) < PAIRS:
        return None
    stem = f"Match each question on good practice in {dated(corpus, row.source)} with its place."
    return matched(corpus, "good practice", stem, pairs)
