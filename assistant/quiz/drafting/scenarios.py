"""Scenario items: a practice situation, what the report says on it, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.drafting.base import Draft, Parts, compose, dated, key_option
from assistant.quiz.items import Bloom, ItemType, Option, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Vignette


def drafts(material: Material) -> Iterator[Draft]:
    """A scenario for every reviewed vignette in the corpus."""
    for row in material.tables.scenarios:
        if row.source in material.corpus:
            make = partial(scenario, material, row)
            fact = f"{row.source}:{row.quote[:40]}"
            yield Draft(ItemType.SCENARIO, "finding", row.source, fact, make)


def scenario(material: Material, row: Vignette, _: Random) -> QuizItem:
    """A vignette with what the report found among reviewed opposites of it."""
    corpus = material.corpus
    said = f"The report says: “{row.quote}”"
    wrong = [
        Option(text, False, f"This contradicts the paragraph. {said}", row.source, row.quote)
        for text in row.foils
    ]
    stem = f"{row.vignette} What did {dated(corpus, row.source)} say on this?"
    options = (key_option(row.key, row.source, row.quote), *wrong)
    parts = Parts(
        ItemType.SCENARIO,
        "finding",
        stem,
        row.source,
        row.quote,
        row.key,
        options=options,
        bloom=Bloom.APPLY,
    )
    return compose(corpus, parts)
