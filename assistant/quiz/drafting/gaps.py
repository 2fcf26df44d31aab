"""Gap items cut from the report itself: a law taken out of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.domain import Kind
from assistant.quiz.drafting.base import Draft, Parts, compose, dated
from assistant.quiz.drafting.questions import variants
from assistant.quiz.items import BLANK, ItemType, QuizItem
from assistant.quiz.material import Material, Mention
from assistant.quiz.text import sentence_form, tokens

_KINDS = ("act",)  # figures and dates out of their context have several true endings
_USED = (Kind.FINDING, Kind.RECOMMENDATION, Kind.GOOD_PRACTICE, Kind.CONTEXT)
_UNCLEAR = re.compile(r"(?:This|These|They|It|He|She|Both|Such|However)\b")


def drafts(material: Material) -> Iterator[Draft]:
    """A gap for every typed mention in a sentence that can stand alone."""
    for kind in _KINDS:
        for mention in material.pools.get(kind, ()):
            paragraph = material.corpus.paragraph(mention.paragraph_id)
            words = len(tokens(mention.quote))
            alone = not _UNCLEAR.match(mention.quote) and mention.quote[:1].isupper()
            once = mention.quote.count(mention.text) == 1
            once = once and not mention.quote.startswith(mention.text)
            if paragraph.kind in _USED and 8 <= words <= 34 and alone and once:
                fact = f"{mention.paragraph_id}:{mention.text.lower()}:gap"
                make = partial(gap, material, kind, mention)
                yield Draft(ItemType.CLOZE, kind, mention.paragraph_id, fact, make)


def gap(material: Material, kind: str, mention: Mention, _: Random) -> QuizItem:
    """The sentence with the mention taken out."""
    sentence = sentence_form(mention.quote).replace(mention.text, BLANK, 1)
    stem = (
        f"Complete the sentence from {dated(material.corpus, mention.paragraph_id)}: “{sentence}.”"
    )
    parts = Parts(
        ItemType.CLOZE,
        kind,
        stem,
        mention.paragraph_id,
        mention.quote,
        mention.text,
        answers=variants(mention.text, kind),
    )
    return compose(material.corpus, parts)
