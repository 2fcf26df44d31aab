"""The library: the bundled reports together with the reports that the user has added."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

from assistant.annotations import place_annotations
from assistant.corpus import Corpus, read_paragraphs, read_reports
from assistant.domain import Annotation, Fact, Paragraph, Report
from assistant.errors import CorpusError
from assistant.settings import Settings

REPORT_FILE, PARAGRAPHS_FILE, ANNOTATIONS = "report.json", "paragraphs.jsonl", "annotations"


def load_corpus(settings: Settings) -> Corpus:
    """All reports in reading order: the bundled ones first, then the user's by id."""
    bundled = read_reports(settings.data_dir / "reports.toml")
    folders = {
        report.id: settings.data_dir / "paragraphs" / f"{report.id}.jsonl" for report in bundled
    }
    paragraphs = [p for report in bundled for p in read_paragraphs(folders[report.id])]
    gists: dict[str, Annotation] = {}
    facts: dict[str, tuple[Fact, ...]] = {}
    if settings.annotations:
        gists, facts = place_annotations(paragraphs, settings.data_dir / ANNOTATIONS)
    own = library_reports(settings.library_dir)
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
    found = sorted(library_dir.glob(f"[!.]*/{REPORT_FILE}")) if library_dir.is_dir() else []
    return tuple(_read_report(path) for path in found)


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
