"""True or false and gap items from reviewed statements; false ones by a typed swap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import Wanted, also_true, candidates
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
            yield Draft(
                ItemType.TRUE_FALSE, row.kind, row.source, fact, partial(verdict, material, row)
            )
            if row.kind not in (
                "extent",
                "judgement",
            ):  # an opposite has no single word to be guessed
                yield Draft(ItemType.CLOZE, row.kind, row.source, fact, partial(gap, material, row))


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


def _article(statement: str, told: str) -> str:
    """The statement with an article before a body only where the body takes one."""
    plural = told.endswith("s") or told == "Ofsted"
    if plural:
        return re.sub(r"\bthe \{\}", "{}", statement)
    singular = told.split()[-1] in (
        "Office",
        "Department",
        "Agency",
        "Service",
        "Commission",
        "Board",
    )
    if singular and "the {}" not in statement:
        return statement.replace("{}", "the {}")
    return statement


def _swapped(material: Material, row: Stated, quote: str, random: Random) -> str:
    """What makes the statement false: the reviewed opposite or a typed swap; empty without one."""
    wanted = Wanted(row.statement.format(""), row.key, row.kind, row.source, quote)
    if row.swap:
        return "" if also_true(material, wanted, row.swap) else row.swap
    others = candidates(material, wanted, random)
    if not others:
        return ""
    told = others[0].text
    lower = row.key[:1].islower() and told[1:2].islower() and row.kind not in ("body", "place")
    return told[:1].lower() + told[1:] if lower else told


def verdict(material: Material, row: Stated, random: Random) -> QuizItem | None:
    """True as stated, or false by a swap that stands nowhere in the corpus."""
    quote = material.quote_for(row.source, row.key, row.statement)
    true = random.random() < 0.5
    told = row.key if true else _swapped(material, row, quote, random)
    if not told:
        return None
    statement = _article(row.statement, told).format(_lower_first(told, row.statement))
    stem = f"True or false, according to {dated(material.corpus, row.source)}? {statement}"
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


def _short_forms(material: Material, key: str) -> list[str]:
    """The short form of a body, with and without a plural s."""
    wanted = key.lower().rstrip("s")
    named = [a.short for a in material.acronyms() if a.long.lower().rstrip("s") == wanted]
    return [form for short in named for form in (short, short + "s")]


def gap(material: Material, row: Stated, _: Random) -> QuizItem:
    """The statement with a gap where the key belongs."""
    quote = material.quote_for(row.source, row.key, row.statement)
    stem = f"Complete, according to {dated(material.corpus, row.source)}: "
    stem += row.statement.format(BLANK)
    answers = (*variants(row.key, row.kind), *_short_forms(material, row.key))
    parts = Parts(ItemType.CLOZE, row.kind, stem, row.source, quote, row.key, answers=answers)
    return compose(material.corpus, parts)
