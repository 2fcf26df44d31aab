"""List membership: which of these belong to a list of the report, and which does not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import Wanted, also_true, shown
from assistant.quiz.drafting.base import Draft, Parts, asked, compose, key_option
from assistant.quiz.items import Bloom, ItemType, Option, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Listed


def drafts(material: Material) -> Iterator[Draft]:
    """Multiple choice for every reviewed list; the odd one out where it has three members."""
    for row in material.tables.lists:
        if row.source in material.corpus:
            fact = f"{row.source}:list"
            make = partial(several, material, row)
            yield Draft(ItemType.MULTIPLE, "list item", row.source, fact, make)
            if len(row.members) >= 3 and row.question.startswith("which of these"):
                odd = partial(odd_one_out, material, row)
                yield Draft(ItemType.SINGLE, "list item", row.source, fact, odd)


def _foils(material: Material, row: Listed, stem: str) -> list[Option]:
    """The reviewed foils that the corpus does not make true."""
    options = []
    for foil in row.foils:
        quote = material.quote_for(row.source, row.members[0], stem)
        wanted = Wanted(stem, row.members[0], "list item", row.source, quote)
        if foil.source in material.corpus and also_true(material, wanted, foil.text) is None:
            there = material.quote_for(foil.source, foil.text, stem)
            why = "The report names this elsewhere, not in this list."
            options.append(Option(shown(foil.text), False, why, foil.source, there))
    return options


def _whole(material: Material, row: Listed, member: str) -> str:
    return material.quote_for(row.source, member, row.question)


def several(material: Material, row: Listed, random: Random) -> QuizItem | None:
    """Two or three members among foils."""
    stem = asked(material.corpus, row.source, row.question)
    wrong = _foils(material, row, stem)
    count = min(len(row.members), random.choice((2, 3)))
    stem += f" Choose {'two' if count == 2 else 'three'}."
    members = random.sample(row.members, count)
    if len(wrong) < 2:
        return None
    random.shuffle(wrong)
    right = [key_option(shown(m), row.source, _whole(material, row, m)) for m in members]
    options = (*right, *wrong[: 5 - count])
    quote = _whole(material, row, members[0])
    parts = Parts(
        ItemType.MULTIPLE,
        "list item",
        stem,
        row.source,
        quote,
        "|".join(sorted(row.members)),
        f"The list names: {'; '.join(members)}.",
        options=options,
        bloom=Bloom.UNDERSTAND,
    )
    return compose(material.corpus, parts)


def odd_one_out(material: Material, row: Listed, random: Random) -> QuizItem | None:
    """Which of these does NOT belong to the list? The key is a foil; the others are members."""
    question = _negated(row.question)
    if not question:
        return None
    stem = asked(material.corpus, row.source, question)
    wrong = _foils(material, row, stem)
    if not wrong:
        return None
    foil = random.choice(wrong)
    members = random.sample(row.members, 3)
    listed = [
        Option(shown(m), False, "This is in the list.", row.source, _whole(material, row, m))
        for m in members
    ]
    key = Option(
        foil.text,
        True,
        "The report names it elsewhere, not in this list.",
        foil.paragraph_id,
        foil.quote,
    )
    quote = _whole(material, row, members[0])
    parts = Parts(
        ItemType.SINGLE,
        "odd one out",
        stem,
        row.source,
        quote,
        foil.text,
        f"The list names: {'; '.join(members)}. “{foil.text}” stands elsewhere.",
        options=(key, *listed),
        bloom=Bloom.UNDERSTAND,
    )
    return compose(material.corpus, parts)


def _negated(question: str) -> str:
    """The question turned round with a capital NOT, where it has a form that can be turned."""
    turns = (
        ("which of these inspectorates took part in", "which of these did NOT take part in"),
        (
            "which of these tasks does the law give to",
            "which of these tasks does the law NOT give to",
        ),
        (
            "which of these topics were inspectors told",
            "which of these topics were inspectors NOT told",
        ),
        ("which of these are key principles", "which of these is NOT a key principle"),
        ("which of these were to be inspected", "which of these were NOT to be inspected"),
        ("which of these belong to", "which of these do NOT belong to"),
    )
    for plain, turned in turns:
        if question.startswith(plain):
            return question.replace(plain, turned, 1)
    return ""
