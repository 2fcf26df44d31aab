"""Scenario items: a practice situation and the sentence of the report that speaks to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.quiz.distractors import pick
from assistant.quiz.drafting.base import Draft, Parts, compose, dated, key_option, topic_of
from assistant.quiz.items import Bloom, ItemType, Option, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.tables import Vignette
from assistant.quiz.text import content, likeness, tokens

_DEPENDENT = re.compile(
    r"(?:This|These|They|It|However|Such|In addition|For example|Similarly|In contrast|"
    r"On the contrary|Without this|We considered this|Also|He|She|Their|Its|Both|Where this|"
    r"As a result|In these|At times|Significantly)\b"
)
_OPENING = re.compile(r"(?:For example|However|In addition|Similarly|In contrast|Significantly), ")
_TRUE_LIKENESS = 0.2  # sentences that share more words may restate the key
_ANSWER_LIKENESS = 0.12  # … or answer the vignette


def drafts(material: Material) -> Iterator[Draft]:
    """A scenario for every reviewed vignette in the corpus."""
    for row in material.tables.scenarios:
        if row.source in material.corpus and not _DEPENDENT.match(sentence_form(row.quote)):
            make = partial(scenario, material, row)
            yield Draft(
                ItemType.SCENARIO, "finding", row.source, f"{row.source}:{row.quote[:40]}", make
            )


def sentence_form(quote: str) -> str:
    """The sentence as an option: capital first, no closing mark, no bibliography numbers."""
    plain = re.sub(r"\s*\((?:\d{1,2})(?:(?:, | and )\d{1,2})*\)", "", quote).strip().rstrip(".;,:")
    plain = _OPENING.sub("", plain, count=1) if _OPENING.match(plain) else plain
    return plain[:1].upper() + plain[1:]


def findings(material: Material, topic: str, report: str) -> list[tuple[str, str]]:
    """(paragraph id, sentence) of findings of a chapter that can stand alone."""
    found = [(row.source, row.quote) for row in material.tables.scenarios]
    found += [
        (fact.paragraph_id, fact.quote)
        for facts in material.corpus.facts.values()
        for fact in facts
        if fact.kind == "finding" and fact.quote[:1].isupper() and fact.quote.endswith(".")
    ]
    return [
        (source, quote)
        for source, quote in dict.fromkeys(found)
        if source in material.corpus
        and source.startswith(report + "/")
        and topic_of(material.corpus, source) == topic
        and not _DEPENDENT.match(quote)
        and 7 <= len(tokens(quote)) <= 36
        and quote in material.corpus.paragraph(source).text
    ]


def _wrong(material: Material, row: Vignette, random: Random) -> list[Option]:
    """True findings of the same chapter that speak of something else, of like length first."""
    corpus = material.corpus
    told, asked = content(row.quote), content(row.vignette)
    report = row.source.partition("/")[0]
    found = []
    for source, quote in findings(material, topic_of(corpus, row.source), report):
        words = content(quote)
        near = likeness(words, told) > _TRUE_LIKENESS or likeness(words, asked) > _ANSWER_LIKENESS
        if source == row.source or near:
            continue
        why = "The report says this too, but of something else."
        found.append(Option(sentence_form(quote), False, why, source, quote))
    random.shuffle(found)
    length = len(row.quote)

    def less_plausible(option: Option) -> tuple[bool, int]:
        """Options of like length that share a subject with key or vignette come first."""
        shared = content(option.text) & (told | asked)
        return not 0.75 <= len(option.text) / length <= 1.4, -min(2, len(shared))

    return sorted(found, key=less_plausible)


def scenario(material: Material, row: Vignette, random: Random) -> QuizItem | None:
    """A vignette, the sentence that speaks to it and two that do not."""
    corpus = material.corpus
    key = sentence_form(row.quote)
    wrong = pick(_wrong(material, row, random), key, 2, random)
    if len(wrong) < 2:
        return None
    stem = (
        f"{row.vignette} Which statement in {dated(corpus, row.source)} speaks to this situation?"
    )
    options = (key_option(key, row.source, row.quote), *wrong)
    parts = Parts(
        ItemType.SCENARIO,
        "finding",
        stem,
        row.source,
        row.quote,
        key,
        options=options,
        bloom=Bloom.APPLY,
    )
    return compose(corpus, parts)
