"""CSV: one row per item for spreadsheets, with every option, rationale and citation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.quiz.items import QuizItem
from assistant.spreadsheets import write_csv_rows

OPTIONS = 6
COLUMNS = (
    *("id", "type", "kind", "stem", "key"),
    *(f"option {n}" for n in range(1, OPTIONS + 1)),
    *(f"rationale {n}" for n in range(1, OPTIONS + 1)),
    *("pairs", "rationale", "quote", "source", "citation", "year", "topic", "difficulty"),
    *("why this difficulty", "bloom", "note", "facilitator notes", "status", "reviewer", "version"),
)


def row(item: QuizItem) -> list[str]:
    """The cells of one item in the order of COLUMNS."""
    options = [option.text for option in item.options]
    reasons = [
        option.rationale + (f" “{option.quote}”" if option.quote else "") for option in item.options
    ]
    cells = [item.id, item.type.value, item.kind, item.stem, " | ".join(item.keys)]
    cells += options[:OPTIONS] + [""] * (OPTIONS - len(options))
    cells += reasons[:OPTIONS] + [""] * (OPTIONS - len(reasons))
    cells += [" | ".join(f"{p.left} → {p.right} [{p.paragraph_id}]" for p in item.pairs)]
    cells += [item.rationale, item.quote, item.source, item.citation, item.year, item.topic]
    cells += [item.level.value, item.level_why, item.bloom.value, item.note, item.guidance]
    cells += [item.status.value, item.reviewer, str(item.version)]
    return cells


def write_csv(items: Iterable[QuizItem], path: Path) -> None:
    """The items, one in a row, below the names of the columns."""
    write_csv_rows([COLUMNS, *map(row, items)], path)
