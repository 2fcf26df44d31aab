"""Moodle GIFT: one text block per item, its special characters escaped."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.quiz.items import BLANK, CHOICE_TYPES, ItemType, Option, QuizItem


def escaped(text: str) -> str:
    """The text with GIFT's special characters escaped by a backslash; line ends become spaces."""
    kept = "".join("\\" + c if c in "\\~=#{}:" else c for c in text)
    return kept.replace("\n", " ")


def _choice(option: Option, keys: int, wrong: int) -> str:
    """One option with its rationale as feedback."""
    quote = f" “{option.quote}” [{option.paragraph_id}]" if option.quote else ""
    if keys == 1:
        mark = "=" if option.correct else "~"
    else:
        mark = f"~%{100 / keys:.5f}%" if option.correct else f"~%-{100 / max(1, wrong):.5f}%"
    return f"\t{mark}{escaped(option.text)}#{escaped(option.rationale + quote)}"


def answer_block(item: QuizItem) -> str:
    """What stands between the braces."""
    general = f"####{escaped(item.rationale + ' ' + item.citation)}"
    if item.type is ItemType.TRUE_FALSE:
        right = item.key.lower() == "true"
        reasons = {option.correct: escaped(option.rationale) for option in item.options}
        mark = "TRUE" if right else "FALSE"
        return f"{mark}#{reasons.get(False, '')}#{reasons.get(True, '')}\n\t{general}"
    if item.type in CHOICE_TYPES:
        lines = [_choice(o, len(item.keys), len(item.distractors)) for o in item.options]
    elif item.type is ItemType.MATCHING:
        lines = [f"\t={escaped(pair.left)} -> {escaped(pair.right)}" for pair in item.pairs]
    elif item.type in (ItemType.SHORT, ItemType.CLOZE):
        lines = [f"\t={escaped(answer)}" for answer in item.answers]
    else:
        notes = item.guidance or (item.answers[0] if item.answers else "")
        lines = [f"\t####{escaped(notes + ' ' + item.rationale + ' ' + item.citation)}"]
        return "\n" + "\n".join(lines) + "\n"
    return "\n" + "\n".join(lines) + f"\n\t{general}\n"


def gift_text(item: QuizItem) -> str:
    """One item: comment with its labels, title, stem with citation, answers."""
    labels = f"// {item.type.value} | {item.level.value} | {item.source} | {item.status.value}"
    title = f"::{escaped(item.id)}::"
    block = "{" + answer_block(item) + "}"
    stem = escaped(item.stem)
    cited = escaped(item.short_citation)
    if item.type is ItemType.CLOZE:
        before, _, after = stem.partition(BLANK)
        return f"{labels}\n{title}[plain]{before}{block}{after} {cited}\n"
    return f"{labels}\n{title}[plain]{stem} {cited}{block}\n"


def write_gift(items: Iterable[QuizItem], path: Path) -> None:
    """The items as a GIFT file with a category line."""
    blocks = ["$CATEGORY: $course$/top/Safeguarding reports\n", *map(gift_text, items)]
    path.write_text("\n".join(blocks), encoding="utf-8")
