"""Items on figures, bodies, places, laws and titles: from the reviewed questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import FIGURE_KINDS, Wanted, also_true, candidates, pick, shown
from assistant.quiz.drafting.base import Draft, Parts, asked, compose, key_option
from assistant.quiz.figures import is_date, value, written
from assistant.quiz.items import ItemType, Option, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Asked


def drafts(material: Material) -> Iterator[Draft]:
    """Single choice, short answer and flashcard for every reviewed question in the corpus."""
    for row in material.tables.questions:
        if row.source not in material.corpus:
            continue
        fact = f"{row.source}:{row.key.lower()}:{row.question[:20]}"
        for type_, make in (
            (ItemType.SINGLE, single),
            (ItemType.SHORT, short),
            (ItemType.FLASHCARD, card),
        ):
            yield Draft(type_, row.kind, row.source, fact, partial(make, material, row))


def _quote(material: Material, row: Asked) -> str:
    return material.quote_for(row.source, row.key, row.question)


def single(material: Material, row: Asked, random: Random) -> QuizItem | None:
    """One right answer among four, or three where the fourth would be poor."""
    stem = asked(material.corpus, row.source, row.question)
    quote = _quote(material, row)
    wanted = Wanted(stem, row.key, row.kind, row.source, quote)
    found = _reviewed(material, wanted, row) or candidates(material, wanted, random)
    wrong = pick(found, row.key, 3, random)
    if len(wrong) < 2:
        return None
    options = (key_option(shown(row.key), row.source, quote), *wrong)
    parts = Parts(ItemType.SINGLE, row.kind, stem, row.source, quote, row.key, options=options)
    return compose(material.corpus, parts)


def _reviewed(material: Material, wanted: Wanted, row: Asked) -> list[Option]:
    """The reviewed wrong answers of the question that the corpus does not make true."""
    options = []
    for text in row.foils.split("; ") if row.foils else ():
        if also_true(material, wanted, text) is None:
            elsewhere = material.holding(text)
            there = (elsewhere[0].paragraph_id, elsewhere[0].text) if elsewhere else ()
            why = "The report names it for something else." if there else "It is not in the report."
            options.append(Option(shown(text), False, why, *there))
    return options


def _digits(key: str) -> list[str]:
    """The key with its number word in digits: "two areas", "2 areas"."""
    first, _, rest = key.partition(" ")
    try:
        return [f"{value(first)} {rest}".strip()]
    except ValueError:
        return []


def variants(key: str, kind: str) -> tuple[str, ...]:
    """The answers to accept: as printed, without article, figures in digits and in words."""
    found = [key, re.sub(r"^(?:the|The) ", "", key)]
    if kind in FIGURE_KINDS:
        found.append(re.sub(r" per cent\b", "%", key))
        found.append(key.removesuffix(" per cent"))
        found.append(key.replace(" per week", ""))
        found.append(key.replace(" per week", " a week"))
        figures = re.findall(r"\d[\d,]*", key)
        if len(figures) == 1 and len(figures[0]) <= 2 and not is_date(key):
            found.append(key.replace(figures[0], written(int(figures[0]), "a")))
        found.append(re.sub(r"^(?:within|over|nearly|about|a|an) ", "", key))
        found += _digits(key)
        amount = re.match(
            r"(?:over |nearly |within )?([\w,]+)(?= (?:areas|out of|days|months|years))", key
        )
        found += [amount[1]] if amount else []
    return tuple(dict.fromkeys(found))


def short(material: Material, row: Asked, _: Random) -> QuizItem | None:
    """A typed answer; only where the answer is short enough to type."""
    if len(row.key.split()) > 4:
        return None
    stem = asked(material.corpus, row.source, row.question)
    answers = variants(row.key, row.kind)
    parts = Parts(
        ItemType.SHORT, row.kind, stem, row.source, _quote(material, row), row.key, answers=answers
    )
    return compose(material.corpus, parts)


def card(material: Material, row: Asked, _: Random) -> QuizItem:
    """A flashcard: question in front, answer behind."""
    stem = asked(material.corpus, row.source, row.question)
    answers = (shown(row.key),)
    parts = Parts(
        ItemType.FLASHCARD,
        row.kind,
        stem,
        row.source,
        _quote(material, row),
        row.key,
        answers=answers,
    )
    return compose(material.corpus, parts)
