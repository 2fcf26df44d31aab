"""What a trainer may ask for, and the drafts that meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.errors import QuestionError
from assistant.quiz.drafting import (
    criteria,
    discussion,
    gaps,
    lists,
    places,
    questions,
    recommendations,
    scenarios,
    statements,
    terms,
)
from assistant.quiz.drafting.base import Draft, topic_of
from assistant.quiz.items import ItemType, Level
from assistant.quiz.material import Material
from assistant.quiz.text import content
from assistant.quiz.topics import on_topic
from assistant.quiz.verifying import Search

DEFAULT_MIX: Mapping[ItemType, float] = {
    ItemType.SINGLE: 0.4,
    ItemType.SCENARIO: 0.22,
    ItemType.TRUE_FALSE: 0.1,
    ItemType.CLOZE: 0.08,
    ItemType.MULTIPLE: 0.03,
    ItemType.MATCHING: 0.03,
    ItemType.SHORT: 0.05,
    ItemType.FLASHCARD: 0.05,
    ItemType.DISCUSSION: 0.04,
}
KIND_LIMITS = {"odd one out": 0.02, "list item": 0.05, "comparison": 0.05, "short form": 0.05}
KIND_LIMITS |= {"criterion": 0.02, "good practice": 0.02}
_MODULES = (
    questions,
    scenarios,
    recommendations,
    statements,
    lists,
    places,
    criteria,
    terms,
    discussion,
    gaps,
)
TOPIC_REACH = 40


@dataclass(frozen=True, slots=True)
class Request:
    """What the trainer asks for; empty fields do not restrict."""

    number: int = 10
    reports: tuple[str, ...] = ()
    chapter: str = ""
    topic: str = ""
    kinds: tuple[str, ...] = ()
    mix: tuple[tuple[ItemType, float], ...] = field(default_factory=tuple)
    level: Level | None = None
    seed: int = 1


def all_drafts(material: Material) -> tuple[Draft, ...]:
    """Every item that could be made, in a fixed order."""
    return tuple(draft for module in _MODULES for draft in module.drafts(material))


def kinds(material: Material) -> tuple[str, ...]:
    """The kinds that can be asked for, in alphabetical order."""
    return tuple(sorted({draft.kind for draft in all_drafts(material)}))


def chapters(material: Material) -> tuple[str, ...]:
    """The chapters with something to ask about, in reading order."""
    found = {draft.source for draft in all_drafts(material)}
    ordered = [p.id for p in material.corpus.paragraphs if p.id in found]
    return tuple(dict.fromkeys(topic_of(material.corpus, name) for name in ordered))


def covered(material: Material, topic: str, found: Sequence[str]) -> bool:
    """Whether the paragraphs found for a topic speak of it: half of its words occur in them."""
    corpus = material.corpus
    asked = content(topic)
    held: set[str] = set()
    for name in found[:8]:
        notes = corpus.annotations.get(name)
        extra = " ".join((notes.gist, *notes.terms)) if notes else ""
        held |= content(f"{corpus.paragraph(name).text} {extra}")
    return bool(asked) and len(asked & held) >= len(asked) / 2


def wanted_drafts(material: Material, request: Request, search: Search) -> list[Draft]:
    """The drafts that meet the request's report, chapter, kind and topic."""
    near: set[str] | None = None
    if request.topic.strip():
        found = search(request.topic, TOPIC_REACH)
        if not covered(material, request.topic, found):
            raise QuestionError(
                f"The reports do not cover “{request.topic}”; choose another topic or a chapter."
            )
        near = set(on_topic(material, request.topic, found))
    kept = []
    for draft in all_drafts(material):
        report = draft.source.partition("/")[0]
        chapter = topic_of(material.corpus, draft.source)
        if request.reports and report not in request.reports:
            continue
        if request.chapter and request.chapter.lower() not in chapter.lower():
            continue
        if request.kinds and draft.kind not in request.kinds:
            continue
        if near is None or draft.source in near:
            kept.append(draft)
    return kept
