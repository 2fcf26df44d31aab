"""The library: the bundled reports together with the reports that the user has added.

A report that is being added or removed carries a mark until the new index is in use, so that
corpus and index always belong together, whenever the process is killed.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from assistant.annotations import place_annotations
from assistant.corpus import Corpus, read_paragraphs, read_reports
from assistant.domain import Annotation, Fact, Paragraph, Report
from assistant.errors import CorpusError
from assistant.settings import Settings

REPORT_FILE, PARAGRAPHS_FILE, ANNOTATIONS = "report.json", "paragraphs.jsonl", "annotations"
COMING, LEAVING = "coming", "leaving"  # marks: files in the folder of a report


def load_corpus(settings: Settings) -> Corpus:
    """All reports in reading order: the bundled ones first, then the user's by id."""
    return _corpus(settings, library_reports(settings.library_dir))


def load_next_corpus(settings: Settings) -> Corpus:
    """All reports as they will be: with those that are coming, without those that are leaving."""
    return _corpus(settings, _unmarked(settings.library_dir, LEAVING))


def settle(settings: Settings, corpus: Corpus) -> None:
    """The index of this corpus is in use: what was coming to it is there, what was leaving gone."""
    held = {report.id for report in corpus.reports}
    for mark in settings.library_dir.glob(f"[!.]*/{COMING}"):
        if mark.parent.name in held:
            mark.unlink(missing_ok=True)
    for mark in settings.library_dir.glob(f"[!.]*/{LEAVING}"):
        if mark.parent.name not in held:
            gone = settings.library_dir / f".removed-{uuid.uuid4().hex[:8]}"
            mark.parent.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _corpus(settings: Settings, own: Sequence[Report]) -> Corpus:
    """The bundled reports and these of the library."""
    bundled = read_reports(settings.data_dir / "reports.toml")
    folders = {
        report.id: settings.data_dir / "paragraphs" / f"{report.id}.jsonl" for report in bundled
    }
    paragraphs = [p for report in bundled for p in read_paragraphs(folders[report.id])]
    gists: dict[str, Annotation] = {}
    facts: dict[str, tuple[Fact, ...]] = {}
    if settings.annotations:
        gists, facts = place_annotations(paragraphs, settings.data_dir / ANNOTATIONS)
    for report in own:
        added = library_paragraphs(settings.library_dir, report.id)
        paragraphs.extend(added)
        if settings.annotations:
            more, more_facts = place_annotations(
                added, settings.library_dir / report.id / ANNOTATIONS
            )
            gists, facts = gists | more, facts | more_facts
    return Corpus((*bundled, *own), tuple(paragraphs), gists, facts)


def library_reports(library_dir: Path) -> tuple[Report, ...]:
    """The reports that the user has added, by id; unfinished additions are passed over."""
    return _unmarked(library_dir, COMING)


def coming_reports(library_dir: Path) -> tuple[Report, ...]:
    """The reports whose addition has begun and not ended, by id."""
    ready = {report.id for report in library_reports(library_dir)}
    found = _unmarked(library_dir, LEAVING)
    return tuple(report for report in found if report.id not in ready)


def _unmarked(library_dir: Path, mark: str) -> tuple[Report, ...]:
    """The reports of the library that do not carry this mark, by id."""
    found = sorted(library_dir.glob(f"[!.]*/{REPORT_FILE}")) if library_dir.is_dir() else []
    return tuple(_read_report(path) for path in found if not (path.parent / mark).exists())


def library_paragraphs(library_dir: Path, report_id: str) -> tuple[Paragraph, ...]:
    """The paragraphs of one added report."""
    return read_paragraphs(library_dir / report_id / PARAGRAPHS_FILE)


def report_to_json(report: Report) -> str:
    """The report as kept in the library."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)


def _read_report(path: Path) -> Report:
    """One added report; CorpusError where its file is malformed."""
    try:
        entry = json.loads(path.read_text("utf-8"))
        return Report(**{field.name: entry[field.name] for field in fields(Report)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(
            f"{path} is damaged ({error!r}). Run: python -m ingest remove {path.parent.name}"
        ) from error
