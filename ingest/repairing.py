"""Damaged added reports made again from the source file that lies beside them."""

from __future__ import annotations

from pathlib import Path

from assistant.added import (
    ANNOTATIONS,
    PARAGRAPHS_FILE,
    REPORT_FILE,
    altered_files,
    best_description,
    read_added,
    source_of,
    write_checksums,
)
from assistant.annotations import FILES, place_annotations
from assistant.checksums import discard
from assistant.corpus import SetAside, write_paragraphs
from assistant.domain import Paragraph, Report
from assistant.errors import CorpusError
from assistant.library import report_to_json, set_aside_reports
from assistant.settings import Settings
from ingest.extraction import extract
from ingest.generic import parse_generic


def put_back(settings: Settings) -> list[str]:
    """Make again what can be made again; a sentence on each report that was damaged."""
    return [
        _put_back(settings.library_dir / broken.id, broken)
        for broken in set_aside_reports(settings.library_dir)
    ]


def _put_back(folder: Path, broken: SetAside) -> str:
    """Make one report again; what became of it."""
    report = best_description(folder)
    content = None if report is None else source_of(folder, report)
    if report is None or content is None:
        return broken.notice
    try:
        made = parse_generic(report.id, extract(report.file, content))
        lost = _write(folder, report, made.paragraphs)
        read_added(folder)
    except OSError as error:
        return f"{broken.notice} It could not be put back: {error.strerror}."
    except CorpusError as error:
        return f"{broken.notice} It could not be put back: {error}"
    also = " Its annotations were damaged and dropped." if lost else ""
    return f"The added report “{report.title}” was damaged and was made again from its file.{also}"


def _write(folder: Path, report: Report, paragraphs: tuple[Paragraph, ...]) -> bool:
    """Write the files of a report over damaged ones; whether annotations had to be dropped."""
    altered = any(name.startswith(ANNOTATIONS) for name in altered_files(folder))
    lost = altered or not _usable(folder / ANNOTATIONS, paragraphs)
    for name in (PARAGRAPHS_FILE, REPORT_FILE):
        if (folder / name).is_dir():
            discard(folder / name)
    write_paragraphs(paragraphs, folder / PARAGRAPHS_FILE)
    (folder / REPORT_FILE).write_text(report_to_json(report), "utf-8")
    if lost:
        discard(folder / ANNOTATIONS)
    write_checksums(folder)
    return lost


def _usable(annotations: Path, paragraphs: tuple[Paragraph, ...]) -> bool:
    """Whether the annotations can be read; there need not be any."""
    if annotations.exists() and not annotations.is_dir():
        return False
    if any((annotations / name).is_dir() for name in FILES):
        return False
    try:
        place_annotations(paragraphs, annotations)
    except (CorpusError, KeyError, TypeError, AttributeError):
        return False
    return True
