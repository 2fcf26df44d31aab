"""Markdown: the questions first, then the key with rationales and citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.quiz.items import ItemType, QuizItem

LETTERS = "ABCDEFGH"


def right_column(item: QuizItem) -> list[str]:
    """The right-hand entries of a matching item in alphabetical order, none twice."""
    return sorted({pair.right for pair in item.pairs})


def question_lines(item: QuizItem, number: int) -> list[str]:
    """What the learner sees."""
    lines = [f"**{number}.** {item.stem}", ""]
    lines += [f"- {LETTERS[i]}) {option.text}" for i, option in enumerate(item.options)]
    lines += [f"- {n}. {pair.left} → ____" for n, pair in enumerate(item.pairs, start=1)]
    if item.pairs:
        lines += ["", "Choose from: " + "; ".join(right_column(item))]
    return [*lines, ""]


def key_lines(item: QuizItem, number: int) -> list[str]:
    """What the trainer sees: key, rationale, distractors, citation."""
    letters = [LETTERS[i] for i, option in enumerate(item.options) if option.correct]
    key = f"{', '.join(letters)}: {item.key}" if letters else item.key
    if item.type is ItemType.DISCUSSION:
        key = "Facilitator notes"
    lines = [f"**{number}. {key}** {item.short_citation}", ""]
    lines += [f"- Rationale: {item.rationale}"]
    lines += [f"- Not “{o.text}”: {o.rationale}" for o in item.distractors]
    lines += [f"- Also accepted: {'; '.join(item.answers[1:])}"] if item.answers[1:] else []
    lines += [f"- “{pair.quote}” [{pair.paragraph_id}]" for pair in item.pairs]
    lines += [f"- {line}" for line in item.guidance.split("\n") if line]
    lines += [
        f"- Source: {item.citation}",
        f"- {item.level.value}, {item.bloom.value}: {item.level_why}",
    ]
    lines += [f"- Note: {item.note}"] if item.note else []
    return [*lines, f"- Status: {item.status.value}, version {item.version}, id {item.id}", ""]


def markdown_text(items: Sequence[QuizItem], title: str = "Quiz") -> str:
    """The whole document."""
    lines = [f"# {title}", "", "## Questions", ""]
    for number, item in enumerate(items, start=1):
        lines += question_lines(item, number)
    lines += ["## Answer key", ""]
    for number, item in enumerate(items, start=1):
        lines += key_lines(item, number)
    return "\n".join(lines)


def write_markdown(items: Iterable[QuizItem], path: Path) -> None:
    """The items as one Markdown file."""
    path.write_text(markdown_text(tuple(items), path.stem), encoding="utf-8")
