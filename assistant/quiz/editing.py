"""Editing an item: its texts as lines that a person can change, and the item made of them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.errors import QuestionError
from assistant.quiz.items import QuizItem

ARROW = " → "


@dataclass(frozen=True, slots=True)
class Edit:
    """The texts of an item after an edit; None leaves a text as it is."""

    stem: str
    texts: Sequence[str]  # options, answers or pairs
    rationale: str | None = None
    reasons: Sequence[str] | None = None  # of the options
    guidance: str | None = None


def editable(item: QuizItem) -> Edit:
    """The texts of an item as they can be edited."""
    texts = [option.text for option in item.options] or [
        f"{pair.left}{ARROW}{pair.right}" for pair in item.pairs
    ]
    reasons = [" ".join(option.rationale.split()) for option in item.options]
    return Edit(item.stem, texts or list(item.answers), item.rationale, reasons, item.guidance)


def edited(item: QuizItem, edit: Edit) -> QuizItem:
    """The item with these texts; QuestionError where one is empty or their number has changed."""
    texts = [text.strip() for text in edit.texts]
    if not edit.stem.strip() or not all(texts):
        raise QuestionError("Neither the question nor an option may be empty.")
    changed = replace(item, stem=edit.stem.strip())
    if edit.rationale is not None:
        changed = replace(changed, rationale=edit.rationale.strip())
    if edit.guidance is not None:
        changed = replace(changed, guidance=edit.guidance.strip())
    if item.options:
        return _with_options(changed, texts, edit.reasons)
    if item.pairs:
        return _with_pairs(changed, texts)
    return replace(changed, answers=tuple(texts)) if texts else changed


def _with_options(item: QuizItem, texts: Sequence[str], reasons: Sequence[str] | None) -> QuizItem:
    """The item with new texts and reasons of its options, right and wrong as before."""
    count = len(item.options)
    if len(texts) != count:
        raise QuestionError(f"Give {count} options, one in each line.")
    told = [option.rationale for option in item.options] if reasons is None else list(reasons)
    if len(told) != count:
        raise QuestionError(f"Give {count} reasons, one in each line, in the order of the options.")
    before = [" ".join(option.rationale.split()) for option in item.options]
    options = tuple(
        replace(option, text=text, rationale=option.rationale if why == was else why.strip())
        for option, text, why, was in zip(item.options, texts, told, before, strict=True)
    )
    return replace(item, options=options)


def _with_pairs(item: QuizItem, texts: Sequence[str]) -> QuizItem:
    """The item with new pairs, each still tied to its paragraph."""
    split = [text.partition(ARROW.strip()) for text in texts]
    if len(split) != len(item.pairs) or not all(
        left.strip() and right.strip() for left, _, right in split
    ):
        raise QuestionError(
            f"Give {len(item.pairs)} pairs, one in each line, with {ARROW.strip()} between."
        )
    pairs = tuple(
        replace(pair, left=left.strip(), right=right.strip())
        for pair, (left, _, right) in zip(item.pairs, split, strict=True)
    )
    return replace(item, pairs=pairs)
