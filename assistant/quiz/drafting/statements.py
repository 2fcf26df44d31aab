"""True or false and gap items from reviewed statements; false ones by a typed swap."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import Wanted, candidates
from assistant.quiz.drafting.base import Draft, Parts, compose, dated
from assistant.quiz.drafting.questions import variants
from assistant.quiz.items import BLANK, Bloom, ItemType, Option, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Stated


def drafts(material: Material) -> Iterator[Draft]:
    """True or false and cloze for every reviewed statement in the corpus."""
    for row in material.tables.statements:
        if row.source in material.corpus:
            fact = f"{row.source}:{row.key.lower()}:{row.statement[:20]}"
            for type_, make in ((ItemType.TRUE_FALSE, verdict), (ItemType.CLOZE, gap)):
                yield Draft(type_, row.kind, row.source, fact, partial(make, material, row))


def _lower_first(key: str, statement: str) -> str:
    """The key with a capital only where the statement begins with it."""
    return key[:1].upper() + key[1:] if statement.startswith("{}") else key


def verdict_options(key: bool, source: str, quote: str, said: str) -> tuple[Option, Option]:
    """The options True and False with their reasons."""
    right, wrong = "This is what the paragraph says.", f"The paragraph says “{said}”."
    return (
        Option("True", key, right if key else wrong, source, quote),
        Option(
            "False", not key, wrong if not key else f"It is true: {wrong.lower()}", source, quote
        ),
    )


def verdict(material: Material, row: Stated, random: Random) -> QuizItem | None:
    """True as stated, or false by a swap that stands nowhere in the corpus."""
    quote = material.quote_for(row.source, row.key, row.statement)
    true = random.random() < 0.5
    told = row.key
    if not true:
        stem = row.statement.format("")
        wanted = Wanted(stem, row.key, row.kind, row.source, quote)
        others = candidates(material, wanted, random)
        if not others:
            return None
        told = others[0].text
        if row.key[:1].islower() and told[1:2].islower() and row.kind not in ("body", "place"):
            told = told[:1].lower() + told[1:]
    statement = row.statement.format(_lower_first(told, row.statement))
    stem = f"True or false? In {dated(material.corpus, row.source)}: {statement}"
    options = verdict_options(true, row.source, quote, row.key)
    why = "" if true else f"False: the report says “{row.key}”, not “{told}”."
    parts = Parts(
        ItemType.TRUE_FALSE,
        row.kind,
        stem,
        row.source,
        quote,
        row.key,
        why,
        options=options,
        bloom=Bloom.UNDERSTAND,
    )
    return compose(material.corpus, parts)


def gap(material: Material, row: Stated, _: Random) -> QuizItem:
    """The statement with a gap where the key belongs."""
    quote = material.quote_for(row.source, row.key, row.statement)
    stem = f"In {dated(material.corpus, row.source)}: {row.statement.format(BLANK)}"
    answers = variants(row.key, row.kind)
    parts = Parts(ItemType.CLOZE, row.kind, stem, row.source, quote, row.key, answers=answers)
    return compose(material.corpus, parts)
