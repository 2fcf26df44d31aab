"""The table of export and import formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import QuestionError, StoreError
from assistant.quiz.exports.anki import write_anki
from assistant.quiz.exports.csv_file import write_csv
from assistant.quiz.exports.docx_file import key_path, write_docx
from assistant.quiz.exports.gift import write_gift
from assistant.quiz.exports.json_file import read_json, write_json
from assistant.quiz.exports.kahoot import left_out, write_kahoot
from assistant.quiz.exports.markdown import write_markdown
from assistant.quiz.exports.moodle_reading import read_moodle_xml
from assistant.quiz.exports.moodle_xml import write_moodle_xml
from assistant.quiz.exports.qti import write_qti
from assistant.quiz.items import QuizItem


@dataclass(frozen=True, slots=True)
class Format:
    """One file format: its name on the command line, its title, its ending, its writer."""

    name: str
    title: str
    suffix: str
    write: Callable[[Sequence[QuizItem], Path], None]


FORMATS: tuple[Format, ...] = (
    Format("moodle", "Moodle XML", ".xml", write_moodle_xml),
    Format("gift", "Moodle GIFT", ".gift.txt", write_gift),
    Format("qti", "QTI 2.1 package", ".qti.zip", write_qti),
    Format("anki", "Anki deck", ".apkg", write_anki),
    Format("kahoot", "Kahoot spreadsheet", ".kahoot.xlsx", write_kahoot),
    Format("docx", "Word worksheet and answer key", ".docx", write_docx),
    Format("markdown", "Markdown", ".md", write_markdown),
    Format("csv", "CSV", ".csv", write_csv),
    Format("json", "JSON", ".json", write_json),
)


def format_named(name: str) -> Format:
    """The format of this name; QuestionError lists the names."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise QuestionError(f"There is no export format {name!r}. Formats: {names}.")


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written and what the user should know about them."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def written(name: str, folder: Path, title: str) -> tuple[Path, ...]:
    """The files that an export of this format writes, the main one first."""
    path = folder / f"{title}{format_named(name).suffix}"
    return (path, key_path(path)) if name == "docx" else (path,)


def export(items: Sequence[QuizItem], name: str, folder: Path, title: str) -> Exported:
    """Write the items; QuestionError where there are none, StoreError where the folder refuses."""
    if not items:
        raise QuestionError("There is nothing to export: approve items first, or include drafts.")
    chosen = format_named(name)
    files = written(name, folder, title)
    path = files[0]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        chosen.write(tuple(items), path)
    except OSError as error:
        raise StoreError(f"Cannot write {path}: {error.strerror}.") from error
    notes: tuple[str, ...] = ()
    if name == "kahoot":
        notes = tuple(f"Not in the Kahoot file: {e.item.id}, {e.reason}." for e in left_out(items))
    return Exported(files, notes)


def read_items(path: Path) -> tuple[QuizItem, ...]:
    """The items of a JSON or Moodle XML file; StoreError for other files."""
    if path.suffix == ".json":
        return read_json(path)
    if path.suffix == ".xml":
        return read_moodle_xml(path)
    raise StoreError(f"{path.name}: only our JSON and Moodle XML can be read back.")
