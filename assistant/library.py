"""The library: the bundled reports together with the reports that the user has added.

A report that is being added or removed carries a mark until the new index is in use, so that
corpus and index always belong together, whenever the process is killed. One whose files are
damaged is set aside: it is named, and the others serve.
"""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.added import (
    ANNOTATIONS,
    PARAGRAPHS_FILE,
    REPORT_FILE,
    Added,
    as_set_aside,
    read_added,
)
from assistant.annotations import place_annotations
from assistant.corpus import Corpus, SetAside, read_paragraphs, read_reports
from assistant.domain import Annotation, Fact, Paragraph, Report
from assistant.errors import CorpusError
from assistant.settings import Settings
from assistant.shipped import check_shipped

__all__ = ["ANNOTATIONS", "PARAGRAPHS_FILE", "REPORT_FILE"]
COMING, LEAVING = "coming", "leaving"  # marks: files in the folder of a report
REMOVED, ADDING = ".removed-", ".adding-"  # beginnings of the names of folders on their way
ADDED_WITHIN = 3600  # seconds; a folder that is being added for longer was left by a kill


def load_corpus(settings: Settings) -> Corpus:
    """All reports in reading order: the bundled ones first, then the user's by id."""
    return _corpus(settings, COMING)


def load_next_corpus(settings: Settings) -> Corpus:
    """All reports as they will be: with those that are coming, without those that are leaving."""
    return _corpus(settings, LEAVING)


def settle(settings: Settings, corpus: Corpus) -> None:
    """The index of this corpus is in use: what was coming to it is there, what was leaving gone."""
    held = {report.id for report in corpus.reports}
    for mark in settings.library_dir.glob(f"[!.]*/{COMING}"):
        if mark.parent.name in held:
            mark.unlink(missing_ok=True)
    for folder in leaving(settings):
        if folder.name not in held:
            gone = settings.library_dir / f"{REMOVED}{uuid.uuid4().hex[:8]}"
            folder.rename(gone)
    for gone in left_behind(settings):
        shutil.rmtree(gone, ignore_errors=True)


def leaving(settings: Settings) -> tuple[Path, ...]:
    """The folders of the reports that are being removed."""
    marks = settings.library_dir.glob(f"[!.]*/{LEAVING}")
    return tuple(sorted(mark.parent for mark in marks))


def left_behind(settings: Settings) -> tuple[Path, ...]:
    """Folders that a killed removal or addition has left."""
    if not settings.library_dir.is_dir():
        return ()
    found = [*settings.library_dir.glob(f"{REMOVED}*")]
    now = time.time()
    for draft in settings.library_dir.glob(f"{ADDING}*"):
        if now - draft.stat().st_mtime > ADDED_WITHIN:
            found.append(draft)
    return tuple(found)


def _corpus(settings: Settings, mark: str) -> Corpus:
    """The bundled reports and those of the library without this mark."""
    check_shipped(settings.data_dir)
    bundled = read_reports(settings.data_dir / "reports.toml")
    folders = {
        report.id: settings.data_dir / "paragraphs" / f"{report.id}.jsonl" for report in bundled
    }
    paragraphs = [p for report in bundled for p in read_paragraphs(folders[report.id])]
    gists: dict[str, Annotation] = {}
    facts: dict[str, tuple[Fact, ...]] = {}
    if settings.annotations:
        gists, facts = place_annotations(paragraphs, settings.data_dir / ANNOTATIONS)
    own, set_aside = _read(settings.library_dir, mark, {report.id for report in bundled})
    for added in own:
        paragraphs.extend(added.paragraphs)
        if settings.annotations:
            gists, facts = gists | dict(added.gists), facts | dict(added.facts)
    reports = (*bundled, *(added.report for added in own))
    return Corpus(reports, tuple(paragraphs), gists, facts, set_aside)


def library_reports(library_dir: Path) -> tuple[Report, ...]:
    """The reports that the user has added, by id; unfinished additions are passed over."""
    return tuple(added.report for added in _read(library_dir, COMING)[0])


def set_aside_reports(library_dir: Path) -> tuple[SetAside, ...]:
    """The added reports whose files are damaged, by id."""
    return _read(library_dir, COMING)[1]


def coming_reports(library_dir: Path) -> tuple[Report, ...]:
    """The reports whose addition has begun and not ended, by id."""
    ready = {report.id for report in library_reports(library_dir)}
    found = [added.report for added in _read(library_dir, LEAVING)[0]]
    return tuple(report for report in found if report.id not in ready)


def _read(
    library_dir: Path, mark: str, taken: Sequence[str] | set[str] = ()
) -> tuple[tuple[Added, ...], tuple[SetAside, ...]]:
    """The reports that do not carry this mark, by id, and those of them that cannot be used."""
    whole: list[Added] = []
    broken: list[SetAside] = []
    for folder in folders(library_dir):
        if (folder / mark).exists():
            continue
        try:
            if folder.name in taken:
                raise CorpusError("a report that comes with the product has the same id.")
            whole.append(read_added(folder))
        except CorpusError as error:
            broken.append(as_set_aside(folder, str(error)))
    return tuple(whole), tuple(broken)


def folders(library_dir: Path) -> Iterator[Path]:
    """The folders of the library that hold a report or what is left of one, by id."""
    found = sorted(library_dir.glob("[!.]*")) if library_dir.is_dir() else []
    yield from (path for path in found if path.is_dir())


def library_paragraphs(library_dir: Path, report_id: str) -> tuple[Paragraph, ...]:
    """The paragraphs of one added report."""
    return read_paragraphs(library_dir / report_id / PARAGRAPHS_FILE)


def report_to_json(report: Report) -> str:
    """The report as kept in the library."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)
