"""One added report as it lies in its folder: written with checksums, read whole or not at all.

The file of checksums holds the report's description a second time, so that the report can be made
again from its source file whichever of the other two files was damaged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.annotations import FILES, place_annotations
from assistant.checksums import checksum, checksum_of, damaged, discard
from assistant.corpus import SetAside, read_paragraphs
from assistant.domain import Annotation, Fact, Paragraph, Report
from assistant.errors import CorpusError

REPORT_FILE, PARAGRAPHS_FILE, ANNOTATIONS = "report.json", "paragraphs.jsonl", "annotations"
CHECKSUMS = "checksums.json"


@dataclass(frozen=True)
class Added:
    """An added report with its paragraphs and what was annotated."""

    report: Report
    paragraphs: tuple[Paragraph, ...]
    gists: Mapping[str, Annotation] = field(default_factory=dict)
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)


def read_added(folder: Path) -> Added:
    """The report of a folder; CorpusError with a fault that names no path where it is damaged."""
    noted, report = _noted(folder), described(folder / REPORT_FILE)
    if report is None:
        raise CorpusError(f"its file {REPORT_FILE} is missing or damaged.")
    if report.id != folder.name:
        raise CorpusError(f"its file {REPORT_FILE} is that of another report.")
    if noted is not None and (noted.report != report or damaged(folder, noted.files)):
        raise CorpusError("its files are not as they were when it was added.")
    try:
        paragraphs = read_paragraphs(folder / PARAGRAPHS_FILE)
    except CorpusError as error:
        raise CorpusError(f"its file {PARAGRAPHS_FILE} is missing or damaged.") from error
    ids = {paragraph.id for paragraph in paragraphs}
    if len(ids) < len(paragraphs) or {p.report_id for p in paragraphs} != {report.id}:
        raise CorpusError(f"its file {PARAGRAPHS_FILE} is damaged.")
    return Added(report, paragraphs, *_annotated(folder, paragraphs))


def _annotated(
    folder: Path, paragraphs: tuple[Paragraph, ...]
) -> tuple[dict[str, Annotation], dict[str, tuple[Fact, ...]]]:
    """Annotations and facts; none where they cannot be read, as while they are being written."""
    try:
        return place_annotations(paragraphs, folder / ANNOTATIONS)
    except (CorpusError, KeyError, TypeError, AttributeError):
        return {}, {}


def as_set_aside(folder: Path, fault: str) -> SetAside:
    """What is known of a report that cannot be used."""
    report = best_description(folder)
    if report is not None and source_of(folder, report) is not None:
        return SetAside(folder.name, report.title, fault, "Run: python -m ingest")
    title = report.title if report else folder.name
    remedy = f"Run: python -m ingest remove {folder.name} (then add its file again)."
    return SetAside(folder.name, title, fault, remedy)


def source_of(folder: Path, report: Report) -> bytes | None:
    """The file that the report was made from; None where it is missing or not as it was."""
    try:
        content = (folder / report.file).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == report.sha256 else None


def best_description(folder: Path) -> Report | None:
    """The report of a folder from whichever file still describes it; None where neither does."""
    noted = _noted(folder)
    found = described(folder / REPORT_FILE)
    if noted is not None and noted.report is not None:
        found = noted.report
    return found if found is not None and found.id == folder.name else None


def altered_files(folder: Path) -> tuple[str, ...]:
    """The files that are not as their checksum says, as far as checksums are known."""
    noted = _noted(folder)
    return damaged(folder, noted.files) if noted else ()


def write_checksums(folder: Path, *, annotations: bool = True) -> None:
    """Note the files of a report as they are now; OSError where that cannot be written.

    Annotations are left out while they are written line by line.
    """
    report = described(folder / REPORT_FILE)
    held = [PARAGRAPHS_FILE]
    if annotations:
        held += [f"{ANNOTATIONS}/{n}" for n in FILES if (folder / ANNOTATIONS / n).is_file()]
    body = {
        "report": asdict(report) if report else None,
        "files": {name: checksum(folder / name) for name in held},
    }
    draft = folder / f"{CHECKSUMS}.partial"
    draft.write_text(json.dumps({**body, "checksum": _sum(body)}, indent=1), "utf-8")
    if (folder / CHECKSUMS).is_dir():
        discard(folder / CHECKSUMS)
    draft.replace(folder / CHECKSUMS)


def described(path: Path) -> Report | None:
    """The report that a file describes, None where it is missing or damaged."""
    try:
        return _report(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class _Noted:
    """What the file of checksums says; no report where it is damaged itself."""

    report: Report | None
    files: Mapping[str, str]


def _noted(folder: Path) -> _Noted | None:
    """The noted checksums; None where an earlier version added the report without any."""
    path = folder / CHECKSUMS
    if not path.exists():
        return None
    try:
        entry: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if entry.pop("checksum") != _sum(entry):
            return _Noted(None, {})
        return _Noted(_report(entry["report"]), entry["files"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Noted(None, {})


def _sum(body: Mapping[str, Any]) -> str:
    """The checksum of what the file of checksums says."""
    return checksum_of(json.dumps(body, sort_keys=True))


def _report(entry: Mapping[str, Any]) -> Report:
    """The report as kept in JSON; KeyError or TypeError where something is missing."""
    values = {each.name: entry[each.name] for each in fields(Report)}
    if not all(isinstance(value, str) for value in values.values()):
        raise TypeError("a field of the report is no text")
    return Report(**values)
