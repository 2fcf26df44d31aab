"""Difficulty computed from the item itself, with the reason in words."""

from __future__ import annotations

from dataclasses import replace

from assistant.quiz.items import ItemType, Level, QuizItem
from assistant.quiz.text import content, likeness, overlap

_BASE = {
    ItemType.TRUE_FALSE: 0.05,
    ItemType.FLASHCARD: 0.1,
    ItemType.SINGLE: 0.2,
    ItemType.CLOZE: 0.3,
    ItemType.MULTIPLE: 0.35,
    ItemType.MATCHING: 0.35,
    ItemType.SHORT: 0.4,
    ItemType.SCENARIO: 0.4,
    ItemType.DISCUSSION: 0.6,
}
_MEDIUM, _HARD = 0.47, 0.66


def closest(item: QuizItem) -> float:
    """How alike the most similar wrong option is to a key, 0 to 1."""
    keys = [content(key) for key in item.keys]
    wrong = [content(option.text) for option in item.distractors]
    return max((likeness(w, k) for w in wrong for k in keys), default=0.0)


def score(item: QuizItem) -> float:
    """0 (easy) to about 1, from form, wording, paragraphs needed and closest wrong option."""
    distance = 1 - overlap(item.stem, item.quote)
    extra = min(3, len(item.paragraphs) - 1)
    return _BASE[item.type] + 0.3 * distance + 0.1 * extra + 0.2 * closest(item)


def level_of(item: QuizItem) -> Level:
    """Easy, medium or hard by fixed limits on the score."""
    points = score(item)
    return Level.HARD if points >= _HARD else Level.MEDIUM if points >= _MEDIUM else Level.EASY


def graded(item: QuizItem) -> QuizItem:
    """The item with its level and the sentence that explains it."""
    shared = round(100 * overlap(item.stem, item.quote))
    needed = len(item.paragraphs)
    why = f"{item.type.value}; the question shares {shared}% of its words with the source; "
    why += "one paragraph is needed" if needed == 1 else f"{needed} paragraphs are needed"
    if item.distractors:
        why += f"; the closest wrong option is {round(100 * closest(item))}% like the key"
    return replace(item, level=level_of(item), level_why=why + ".")
