"""Tables for spreadsheets, XLSX and CSV: every text stays a text, none becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula
Cell: TypeAlias = str | int | float | None


def guarded(cell: Cell) -> Cell:
    """A cell of a file without types: an apostrophe before a text that could be a formula.

    >>> guarded("=1+1"), guarded(-0.5), guarded("eight")
    ("'=1+1", -0.5, 'eight')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS) else cell


def unguarded(text: str) -> str:
    """The reverse of `guarded`, for a text that was read back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(STARTS) else text


def put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    """Fill one cell of an XLSX sheet; a text is typed as text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        sheet.cell(row, column, value)
        return
    cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(STARTS)  # it stays a text when somebody edits it


def put_row(sheet: Worksheet, values: Iterable[Cell]) -> None:
    """Add a row below the last one that is filled."""
    empty = sheet.max_row == 1 and sheet.cell(1, 1).value is None
    row = 1 if empty else sheet.max_row + 1
    for column, value in enumerate(values, start=1):
        put(sheet, row, column, value)


def write_csv_rows(rows: Iterable[Sequence[Cell]], path: Path) -> None:
    """A CSV file as UTF-8 with a byte-order mark, so that Excel reads the accents and quotes."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
