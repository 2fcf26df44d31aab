"""Word: a worksheet for learners and a separate answer key for the trainer (python-docx)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Draft

from assistant.quiz.exports.markdown import LETTERS, right_column
from assistant.quiz.items import ItemType, QuizItem


def key_path(path: Path) -> Path:
    """Where the answer key of a worksheet is written: beside it, "… answer key.docx"."""
    return path.with_name(f"{path.stem} answer key{path.suffix}")


def _question(document: Draft, item: QuizItem, number: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{number}. ").bold = True
    paragraph.add_run(f"{item.stem} {item.short_citation}".strip())
    for letter, option in zip(LETTERS, item.options, strict=False):
        document.add_paragraph(f"☐ {letter}) {option.text}")
    if item.pairs:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for pair in item.pairs:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = pair.left, ""
        document.add_paragraph("Choose from: " + "; ".join(right_column(item)))
    elif not item.options:
        document.add_paragraph("_" * 60)


def worksheet(items: Sequence[QuizItem], title: str) -> Draft:
    """The document for learners: no key, no rationale."""
    document = Document()
    document.core_properties.title = title
    document.add_heading(title, level=1)
    document.add_paragraph("Name: ______________________    Date: ______________")
    for number, item in enumerate(items, start=1):
        _question(document, item, number)
    return document


def _answer(document: Draft, item: QuizItem, number: int) -> None:
    letters = [LETTERS[i] for i, option in enumerate(item.options) if option.correct]
    heading = f"{number}. {', '.join(letters)} " if letters else f"{number}. "
    paragraph = document.add_paragraph()
    paragraph.add_run(heading).bold = True
    paragraph.add_run("Facilitator notes" if item.type is ItemType.DISCUSSION else item.key)
    lines = [item.rationale]
    lines += [f"Not “{o.text}”: {o.rationale}" for o in item.distractors]
    lines += [f"“{pair.quote}” [{pair.paragraph_id}]" for pair in item.pairs]
    lines += [f"Also accepted: {'; '.join(item.answers[1:])}"] if item.answers[1:] else []
    lines += item.guidance.split("\n") if item.guidance else []
    lines += [f"Note: {item.note}"] if item.note else []
    labels = f"{item.level.value}, {item.bloom.value}, {item.status.value}, {item.id}"
    lines += [f"Source: {item.citation} {item.short_citation} ({labels})"]
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def answer_key(items: Sequence[QuizItem], title: str) -> Draft:
    """The document for the trainer."""
    document = Document()
    document.core_properties.title = f"{title}: answer key"
    document.add_heading(f"{title}: answer key", level=1)
    for number, item in enumerate(items, start=1):
        _answer(document, item, number)
    return document


def write_docx(items: Iterable[QuizItem], path: Path) -> None:
    """Worksheet at `path` and answer key beside it."""
    listed = tuple(items)
    worksheet(listed, path.stem).save(str(path))
    answer_key(listed, path.stem).save(str(key_path(path)))
