"""Items read from a file: drafts again, their quotations held against the reports held here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeAlias

from assistant.corpus import Corpus
from assistant.domain import NOT_FOUND
from assistant.quiz.claims import claims, stamps
from assistant.quiz.drafting.base import Draft
from assistant.quiz.items import Change, Option, Pair, Quiz, QuizItem, Status
from assistant.quiz.material import Material, addressee
from assistant.quiz.requests import all_drafts
from assistant.quiz.text import holds

SEEDS = 12  # a draft with a random part is made so often, to know its claims again
_QUOTED = re.compile(  # with the citation behind it; “not …” tells what the report does not say
    r"(?<!not )[“\"]([^”\"]{12,})[”\"](?:\s*(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]))?"
)
Drafts: TypeAlias = dict[tuple[str, str, str], list[Draft]]
_MARK = f" ({NOT_FOUND})"


def arrived(items: Sequence[QuizItem], material: Material, when: str) -> tuple[QuizItem, ...]:
    """The items as they may be reviewed here.

    None is approved, whatever the file says, for nobody here has looked at it. What the file
    quotes and the reports held here do not say is no citation, but marked.
    """
    drafts = _drafts(material)
    return tuple(_known(_as_draft(_held(item, material.corpus), when), drafts) for item in items)


def recognised(quiz: Quiz, material: Material) -> Quiz:
    """The quiz, where one saved before claims were stamped gets the stamps of the drafts here."""
    if all(item.drafted or not item.source for item in quiz.items):
        return quiz
    drafts = _drafts(material)
    items = (item if item.drafted else _known(item, drafts) for item in quiz.items)
    return replace(quiz, items=tuple(items))


def _drafts(material: Material) -> Drafts:
    """All that can be drafted, by type, kind and source."""
    found: Drafts = defaultdict(list)
    for draft in all_drafts(material):
        found[draft.type, draft.kind, draft.source].append(draft)
    return found


def _as_draft(item: QuizItem, when: str) -> QuizItem:
    """The item as a draft; its log says what the file says of it."""
    came = item.status.value + (f" by {item.reviewer}" if item.reviewer else "")
    log = tuple(replace(line, what=f"in the file: {line.what}") for line in item.history)
    version = max(1, item.version) + 1
    line = Change(version, f"read from a file, where it was {came}", when)
    kept = item.status is Status.REJECTED
    return replace(
        item,
        status=Status.REJECTED if kept else Status.DRAFT,
        reason=item.reason if kept else "",
        reviewer="",
        version=version,
        history=(*log, line),
        cleared=(),
        drafted=(),
    )


def _known(item: QuizItem, drafts: Drafts) -> QuizItem:
    """The item with the claims that the same draft makes here; none are taken from the file."""
    same = drafts.get((item.type, item.kind, item.source), [])
    if item.kind == "odd one out":
        same = drafts.get((item.type, "list item", item.source), [])
    wanted = {claim.stamp for claim in claims(item)}
    known: dict[str, None] = {}
    for seed in range(SEEDS):
        if wanted <= known.keys():
            break
        made = (draft.make(Random(seed)) for draft in same)
        known |= dict.fromkeys(stamps(one for one in made if one is not None))
    return replace(item, drafted=tuple(known))


def _held(item: QuizItem, corpus: Corpus) -> QuizItem:
    """The item whose quotations and citation are those of the reports held here."""
    source = item.source if item.source in corpus else ""
    quoted = bool(source) and holds(corpus.paragraph(source).text, item.quote)
    texts = _texts(item, corpus)
    rationale = marked(item.rationale, texts)
    if item.quote and not quoted and item.quote not in item.rationale:
        rationale = f"{rationale} “{item.quote}”{_MARK}".strip()
    return replace(
        item,
        source=source,
        quote=item.quote if quoted else "",
        citation=corpus.cite(corpus.paragraph(source)) if quoted else _unfound(item),
        rationale=rationale,
        guidance=marked(item.guidance, texts),
        options=tuple(_held_option(option, texts, corpus) for option in item.options),
        pairs=tuple(_held_pair(pair, corpus) for pair in item.pairs),
        reading=tuple(name for name in item.reading if name in corpus),
    )


def _texts(item: QuizItem, corpus: Corpus) -> list[str]:
    """The paragraphs that the item may quote, headings too; all where it names none."""
    named = {*item.paragraphs, *(option.paragraph_id for option in item.options)} - {""}
    of = [one for one in corpus.paragraphs if not named or one.id in named]
    heads = [f"{one.addressee} should: {addressee(one)} should:" for one in of]
    return [one.text for one in of] + heads + [" ".join(one.headings) for one in of]


def _unfound(item: QuizItem) -> str:
    """What stands in the place of a citation that the reports do not bear out."""
    return NOT_FOUND if item.source or item.quote or item.citation else ""


def marked(text: str, paragraphs: Sequence[str]) -> str:
    """The text with a mark in the place of the citation of each quotation that is not found."""

    def checked(found: re.Match[str]) -> str:
        if any(holds(paragraph, found[1]) for paragraph in paragraphs):
            return found[0]
        return f"“{found[1]}”{_MARK}"

    return _QUOTED.sub(checked, text)


def _held_option(option: Option, texts: Sequence[str], corpus: Corpus) -> Option:
    """The option with its quotation, where that stands in its paragraph; else marked as a text."""
    reason = marked(option.rationale, texts)
    there = option.paragraph_id in corpus
    if not option.quote and (there or not option.paragraph_id):
        return replace(option, rationale=reason)
    if there and holds(corpus.paragraph(option.paragraph_id).text, option.quote):
        return replace(option, rationale=reason)
    told = f"“{option.quote}”{_MARK}" if option.quote else ""
    return replace(option, rationale=f"{reason} {told}".strip(), paragraph_id="", quote="")


def _held_pair(pair: Pair, corpus: Corpus) -> Pair:
    """The pair with its quotation, where that stands in its paragraph; else without."""
    there = pair.paragraph_id in corpus
    if there and holds(corpus.paragraph(pair.paragraph_id).text, pair.quote):
        return pair
    return replace(pair, paragraph_id=pair.paragraph_id if there else "", quote="")
