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
    """One run through a quiz: the place reached and the marks so far (None: not marked)."""

    place: int = 0
    marks: tuple[bool | None, ...] = ()

    @property
    def score(self) -> str:
        """How many of the marked answers were right: "3 of 5 right"."""
        marked = [mark for mark in self.marks if mark is not None]
        return f"{sum(marked)} of {len(marked)} right"

    def answered(self, mark: bool | None) -> Rehearsal:
        """The run with one more answer marked; the place stays until `next`."""
        return replace(self, marks=(*self.marks, mark))

    def next(self) -> Rehearsal:
        """The run at the next item."""
        return replace(self, place=self.place + 1)


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


def choices(item: QuizItem) -> list[str]:
    """What the learner chooses from: options, or the right-hand column of a matching item."""
    return right_column(item) if item.pairs else [option.text for option in item.options]


def asks_for_several(item: QuizItem) -> bool:
    """Whether more than one option is to be ticked."""
    return item.type is ItemType.MULTIPLE
