"""The commands on the user's own reports: add, list, remove and annotate."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.corpus import read_reports
from assistant.domain import Report
from assistant.errors import AssistantError, CorpusError
from assistant.library import (
    COMING,
    LEAVING,
    library_paragraphs,
    library_reports,
    load_next_corpus,
    set_aside_reports,
)
from assistant.settings import Settings
from ingest.adding import Preview, accept, let_go, preview
from ingest.current import is_current
from ingest.extraction import LARGEST

Build = Callable[[Settings], object]


def add_file(options: argparse.Namespace, settings: Settings, build: Build) -> None:
    """Add the file of the command line, say what was found, and bring the index up to date."""
    ready = _preview(options, settings)
    sys.stdout.write("\n".join(described(ready)) + "\n")
    accept_and_build(settings, ready, build)


def preview_json(options: argparse.Namespace, settings: Settings) -> str:
    """What was detected in the file of the command line, as one JSON object."""
    ready = _preview(options, settings)
    rows = [(p.id, p.label, " ".join(p.text.split())[:120]) for p in ready.paragraphs]
    return json.dumps({"summary": ready.summary, "id": ready.report.id, "rows": rows})


def _preview(options: argparse.Namespace, settings: Settings) -> Preview:
    """The file of the command line, read and its structure detected."""
    path = Path(options.file)
    try:
        if path.stat().st_size > LARGEST:
            raise CorpusError(f"{path.name} is too large; at most {LARGEST // 1_000_000} MB.")
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"Cannot read {path}: {error.strerror}.") from error
    return preview(
        settings,
        path.name,
        content,
        title=options.title,
        date=options.date,
        publisher=options.publisher,
        report_id=options.id,
    )


def accept_and_build(settings: Settings, ready: Preview, build: Build) -> Report:
    """Add a previewed report; where the index cannot be built it is taken out again."""
    report = accept(settings, ready, COMING)
    try:
        build(settings)
    except AssistantError:
        shutil.rmtree(settings.library_dir / report.id, ignore_errors=True)
        raise
    return report


def remove_and_build(settings: Settings, report_id: str, build: Build) -> str:
    """Remove a report; its title. Where the index cannot be built without it, it stays."""
    title = let_go(settings, report_id)
    try:
        build(settings)
    except AssistantError:
        if is_current(settings, load_next_corpus(settings)) is None:
            (settings.library_dir / report_id / LEAVING).unlink(missing_ok=True)
        raise
    return title


def described(ready: Preview, most: int = 8) -> list[str]:
    """What was detected, in lines: the summary and the first paragraphs."""
    lines = [ready.summary, f"Its id is {ready.report.id}."]
    for paragraph in ready.paragraphs[:most]:
        words = " ".join(paragraph.text.split())
        shown = words if len(words) <= 70 else words[:67] + "…"
        lines.append(f"  {paragraph.id:<16} {paragraph.label:<28} {shown}")
    if len(ready.paragraphs) > most:
        lines.append(f"  … and {len(ready.paragraphs) - most} more")
    return lines


def listed(settings: Settings) -> list[str]:
    """All reports with id, date, number of paragraphs and title, damaged ones last."""
    own = library_reports(settings.library_dir)
    bundled = read_reports(settings.data_dir / "reports.toml")
    rows = [(report, "bundled", 0) for report in bundled]
    rows += [(r, "added", len(library_paragraphs(settings.library_dir, r.id))) for r in own]
    lines = [
        f"{report.id:<16} {origin:<8} {report.date:<15} {report.title}"
        + (f" ({count} paragraphs)" if count else "")
        for report, origin, count in rows
    ]
    broken = set_aside_reports(settings.library_dir)
    return [*lines, *(f"{each.id:<16} {'damaged':<8} {each.notice}" for each in broken)]
