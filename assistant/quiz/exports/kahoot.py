"""Kahoot spreadsheet: what is within Kahoot's limits is written, the rest is named, never cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from assistant.quiz.items import CHOICE_TYPES, Level, QuizItem
from assistant.spreadsheets import put, put_row

QUESTION_LIMIT = 120
ANSWER_LIMIT = 75
HEADER_ROW = 8
SECONDS = {Level.EASY: 20, Level.MEDIUM: 30, Level.HARD: 60}
HEADERS = (
    "Question - max 120 characters",
    *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that Kahoot would not take, and why."""

    item: QuizItem
    reason: str


def question_text(item: QuizItem) -> str:
    """The stem as Kahoot shows it: with the short citation, the lead shortened to the year."""
    stem = item.stem
    for month in ("October ", "July "):
        lead = f"According to the {month}{item.year} report, "
        if stem.startswith(lead):
            rest = stem[len(lead) :]
            stem = f"{item.year} report: {rest}"
    return f"{stem} {item.short_citation}".strip()


def misfit(item: QuizItem) -> str:
    """Why Kahoot would not take the item; empty where it would."""
    if item.type not in CHOICE_TYPES:
        return f"Kahoot has no {item.type.value} questions in its spreadsheet"
    if not 2 <= len(item.options) <= 4:
        return f"{len(item.options)} answers; Kahoot takes 2 to 4"
    length = len(question_text(item))
    if length > QUESTION_LIMIT:
        return f"the question has {length} characters; Kahoot takes {QUESTION_LIMIT}"
    longest = max(len(option.text) for option in item.options)
    if longest > ANSWER_LIMIT:
        return f"an answer has {longest} characters; Kahoot takes {ANSWER_LIMIT}"
    return ""


def left_out(items: Iterable[QuizItem]) -> tuple[LeftOut, ...]:
    """The items that are not written, each with its reason."""
    return tuple(LeftOut(item, misfit(item)) for item in items if misfit(item))


def write_kahoot(items: Iterable[QuizItem], path: Path) -> None:
    """The fitting items in Kahoot's layout; the others on a second sheet with their reasons."""
    listed = tuple(items)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kahoot"
    put(sheet, 2, 2, "Quiz template")
    for column, header in enumerate(HEADERS, start=2):
        put(sheet, HEADER_ROW, column, header)
    fitting = [item for item in listed if not misfit(item)]
    for number, item in enumerate(fitting, start=1):
        texts = [option.text for option in item.options] + [""] * (4 - len(item.options))
        right = ",".join(str(i) for i, o in enumerate(item.options, start=1) if o.correct)
        put(sheet, HEADER_ROW + number, 1, number)
        put(sheet, HEADER_ROW + number, 7, SECONDS[item.level])
        for column, cell in zip(
            (2, 3, 4, 5, 6, 8), (question_text(item), *texts, right), strict=True
        ):
            put(sheet, HEADER_ROW + number, column, cell or None)
    notes = book.create_sheet("Not exported")
    put_row(notes, ["Item", "Question", "Why", "Citation"])
    for entry in left_out(listed):
        put_row(notes, [entry.item.id, entry.item.stem, entry.reason, entry.item.citation])
    book.save(str(path))
