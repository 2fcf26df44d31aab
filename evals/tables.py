"""Question sets as tables: CSV and XLSX, in our columns or in those of a map."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assistant.spreadsheets import put_row, unguarded, write_csv_rows
from evals.questions import Fault, Question, QuestionsError, parse_entry

COLUMNS = (
    "id", "question", "type", "style", "answerable", "report", "para", "evidence", "key_facts",
    "answer", "why", "history", "split", "base", "expect", "personal",
)  # fmt: skip
APART = " | "  # between pieces of evidence, key facts and turns in one cell
FORMS = " / "  # between the accepted forms of one key fact


def from_table(
    rows: Iterable[Mapping[str, str]], file: str, names: Mapping[str, str] | None = None
) -> tuple[list[Question], list[Fault]]:
    """Questions of table rows; `names` says which column holds which of our fields.

    >>> questions, faults = from_table([{"Nr": "1", "Frage": "Who?"}], "x.csv", {"id": "Nr"})
    >>> str(faults[0])
    "x.csv, line 2: 'question' is empty"
    """
    map_of = {column: column for column in COLUMNS} | dict(names or {})
    questions: list[Question] = []
    faults: list[Fault] = []
    used: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        cells = {ours: (row.get(theirs) or "").strip() for ours, theirs in map_of.items()}
        question, reasons = parse_entry(_entry(cells))
        if question is not None and question.id in used:
            reasons.append(f"the id {question.id!r} was used in line {used[question.id]}")
        faults += [Fault(file, line, reason) for reason in reasons]
        if question is not None:
            used.setdefault(question.id, line)
            if not reasons:
                questions.append(question)
    return questions, faults


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file or of the first sheet of an XLSX file, by their column heads.

    QuestionsError where it cannot be read as such.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
            lines = [[_text(cell) for cell in row] for row in sheet.values]
            return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]] if lines else []
        with path.open(encoding="utf-8-sig", newline="") as table:
            return [
                {head: _text(cell) for head, cell in row.items() if head is not None}
                for row in csv.DictReader(table)
            ]
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except (OSError, csv.Error, BadZipFile, KeyError, InvalidFileException) as error:
        raise QuestionsError(f"Cannot read {path} as a table: {error}.") from error


def column_map(pairs: Sequence[str], heads: Iterable[str]) -> dict[str, str]:
    """Which column holds which of our fields, from "ours=theirs"; QuestionsError on a wrong one.

    >>> column_map(["question=Frage"], ["Nr", "Frage"])
    {'question': 'Frage'}
    """
    found: dict[str, str] = {}
    known = list(heads)
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or ours not in COLUMNS:
            raise QuestionsError(
                f"--column {pair!r} must be OURS=THEIRS with one of: {', '.join(COLUMNS)}."
            )
        if theirs not in known:
            raise QuestionsError(f"--column {pair!r}: the table has {', '.join(known)}.")
        found[ours] = theirs
    return found


def write_table(questions: Sequence[Question], path: Path) -> None:
    """Questions as CSV or XLSX, in the columns that `read_table` takes back."""
    rows = [[row[column] for column in COLUMNS] for row in map(to_row, questions)]
    if path.suffix.lower() == ".xlsx":
        book = Workbook()
        for line in [COLUMNS, *rows]:
            put_row(book.worksheets[0], line)
        book.save(path)
        return
    write_csv_rows([COLUMNS, *rows], path)


def to_row(question: Question) -> dict[str, str]:
    """A question as cells of text; an alternative piece of evidence is marked "= "."""
    return {
        "id": question.id,
        "question": question.question,
        "type": question.type,
        "style": question.style,
        "answerable": "yes" if question.answerable else "no",
        "report": APART.join(e.report for e in question.evidence),
        "para": APART.join(e.para for e in question.evidence),
        "evidence": APART.join(("= " if e.alternative else "") + e.text for e in question.evidence),
        "key_facts": APART.join(FORMS.join(forms) for forms in question.key_facts),
        "answer": question.answer,
        "why": question.why,
        "history": APART.join(question.history),
        "split": question.split,
        "base": question.base,
        "expect": APART.join(question.expect),
        "personal": APART.join(question.personal),
    }


def _entry(cells: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object of a row of cells."""
    texts = _split(cells["evidence"])
    reports, paras = _split(cells["report"]), _split(cells["para"])
    evidence = [
        {"report": report, "para": para, "text": text.removeprefix("= ")}
        | ({"alternative": True} if text.startswith("= ") else {})
        for report, para, text in zip(reports, paras, texts, strict=False)
    ]
    whole = len(texts) == len(reports) == len(paras)
    entry: dict[str, Any] = {
        "id": cells["id"], "question": cells["question"],
        "type": cells["type"] or "fact", "style": cells["style"] or "natural",
        "answerable": cells["answerable"].lower() not in ("no", "false", "0"),
        "evidence": evidence if whole else "report, para and evidence differ in number",
        "key_facts": [fact.split(FORMS) for fact in _split(cells["key_facts"])],
        "answer": cells["answer"],
    }  # fmt: skip
    entry |= {key: cells[key] for key in ("why", "split", "base") if cells[key]}
    lists = ("history", "expect", "personal")
    return entry | {key: _split(cells[key]) for key in lists if cells[key]}


def _split(cell: str) -> list[str]:
    """The parts of a cell."""
    return [part.strip() for part in cell.split(APART.strip()) if part.strip()]


def _text(cell: object) -> str:
    """A cell that was read, without the apostrophe that kept it from being a formula."""
    return "" if cell is None else unguarded(str(cell))
