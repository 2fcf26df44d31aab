"""Items on short forms, as the report spells them out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.drafting.base import Draft, Parts, compose, dated
from assistant.quiz.items import ItemType, QuizItem
from assistant.quiz.material import Acronym, Material

COMMON = 8  # sentences that use the short form; rarer ones are not worth learning


def drafts(material: Material) -> Iterator[Draft]:
    """Short answer and flashcard for every short form."""
    for entry in material.acronyms():
        if len(material.holding(entry.short)) + len(material.holding(entry.short + "s")) < COMMON:
            continue
        fact = f"acronym:{entry.short}"
        for type_ in (ItemType.FLASHCARD, ItemType.SHORT):
            make = partial(spelt_out, material, entry, type_)
            yield Draft(type_, "short form", entry.paragraph_id, fact, make)


def spelt_out(material: Material, entry: Acronym, type_: ItemType, _: Random) -> QuizItem:
    """The item that asks for the words behind a short form."""
    stem = f"What does {entry.short} stand for in {dated(material.corpus, entry.paragraph_id)}?"
    single = entry.long.removesuffix("s")
    answers = (
        (entry.long,)
        if type_ is ItemType.FLASHCARD
        else tuple(dict.fromkeys((entry.long, single, entry.long.replace("’", "'"))))
    )
    parts = Parts(
        type_, "short form", stem, entry.paragraph_id, entry.quote, entry.long, answers=answers
    )
    return compose(material.corpus, parts)
