"""Items on the inspection criteria: which of the standards a criterion belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.domain import Kind, Paragraph
from assistant.quiz.distractors import shown
from assistant.quiz.drafting.base import Draft, Parts, compose, dated
from assistant.quiz.items import Bloom, ItemType, Pair, QuizItem
from assistant.quiz.material import Material

PAIRS = 4
_WORDS = (6, 24)


def drafts(material: Material) -> Iterator[Draft]:
    """A matching item that starts from each criterion short enough to read in a table."""
    for paragraph in _criteria(material):
        make = partial(matching, material, paragraph)
        yield Draft(ItemType.MATCHING, "criterion", paragraph.id, f"{paragraph.id}:criterion", make)


def standard(paragraph: Paragraph) -> str:
    """The title of the standard above a criterion, without its number; else empty."""
    for heading in paragraph.headings:
        found = re.match(r"Standard \d+: (.+)", heading)
        if found:
            return found[1].rstrip("?")
    return ""


def _criteria(material: Material) -> list[Paragraph]:
    """Criteria with a standard, one sentence, readable in a table."""
    return [
        p
        for p in material.corpus.paragraphs
        if p.kind is Kind.CRITERION
        and standard(p)
        and re.search(r"/\d+\.\d+$", p.id)
        and not p.bullets
        and _WORDS[0] <= len(p.text.split()) <= _WORDS[1]
    ]


def matching(material: Material, first: Paragraph, random: Random) -> QuizItem | None:
    """Match each criterion with its standard."""
    others = _criteria(material)
    random.shuffle(others)
    others.sort(key=lambda p: p.id != first.id)
    pairs: list[Pair] = []
    for paragraph in others:
        if paragraph.report_id != first.report_id:
            continue
        title = shown(standard(paragraph))
        if all(title != pair.right for pair in pairs) and len(pairs) < PAIRS:
            pairs.append(Pair(paragraph.text.rstrip("."), title, paragraph.id, paragraph.text))
    if len(pairs) < PAIRS:
        return None
    stem = (
        f"Match each inspection criterion of {dated(material.corpus, first.id)} with its standard."
    )
    parts = Parts(
        ItemType.MATCHING,
        "criterion",
        stem,
        first.id,
        first.text,
        "|".join(pair.left for pair in pairs),
        pairs=pairs,
        bloom=Bloom.UNDERSTAND,
    )
    return compose(material.corpus, parts)
