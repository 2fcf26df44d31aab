"""Taking the quiz: answers marked, score kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.quiz.exports.markdown import right_column
from assistant.quiz.items import OPEN_TYPES, ItemType, QuizItem
from assistant.quiz.text import squeeze


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One run through a quiz: the place reached and the marks, by place (None: an open item)."""

    place: int = 0
    marks: tuple[tuple[int, bool | None], ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether the item at this place was answered."""
        return any(place == self.place for place, _ in self.marks)

    @property
    def so_far(self) -> str:
        """How many of the answers marked so far were right: "3 of 5 right so far"."""
        marked = [mark for _, mark in self.marks if mark is not None]
        return f"{sum(marked)} of {len(marked)} right so far"

    def answered(self, mark: bool | None) -> Rehearsal:
        """The run with the item at this place marked; the place stays until `next`."""
        return replace(self, marks=(*self.marks, (self.place, mark)))

    def next(self) -> Rehearsal:
        """The run at the next item."""
        return replace(self, place=self.place + 1)

    def unanswered(self, items: Sequence[QuizItem]) -> tuple[int, ...]:
        """The places of the items that were passed over."""
        done = {place for place, _ in self.marks}
        return tuple(place for place in range(len(items)) if place not in done)

    def result(self, items: Sequence[QuizItem]) -> str:
        """How many of all items that can be marked were right, and how many were not answered."""
        total = sum(item.type not in OPEN_TYPES for item in items)
        words = f"{sum(mark is True for _, mark in self.marks)} of {total} right"
        missed = len(self.unanswered(items))
        words += f", {missed} not answered" if missed else ""
        own = len(items) - total
        return words + (f"; {own} to compare with your own answer" if own else "")


def _plain(text: str) -> str:
    """An answer as compared: case, spaces, articles and closing marks aside."""
    return re.sub(r"^(?:the|a|an) ", "", squeeze(text).lower()).rstrip(" .;")


def right(item: QuizItem, given: Sequence[str]) -> bool | None:
    """Whether the answer is right; None for open questions, which only the learner can mark."""
    if item.type in OPEN_TYPES:
        return None
    if item.pairs:
        return list(given) == [pair.right for pair in item.pairs]
    if item.options:
        return set(given) == set(item.keys)
    accepted = {_plain(answer) for answer in item.answers}
    return bool(given) and _plain(given[0]) in accepted


def missing(item: QuizItem, given: Sequence[str]) -> str:
    """What the learner has still to do before the answer can be marked; "" for nothing."""
    if item.type in OPEN_TYPES or (given and all(part.strip() for part in given)):
        return ""
    if item.pairs:
        return "Choose an answer in every line first."
    return "Choose an answer first." if item.options else "Type an answer first."


def choices(item: QuizItem) -> list[str]:
    """What the learner chooses from: options, or the right-hand column of a matching item."""
    return right_column(item) if item.pairs else [option.text for option in item.options]


def asks_for_several(item: QuizItem) -> bool:
    """Whether more than one option is to be ticked."""
    return item.type is ItemType.MULTIPLE
