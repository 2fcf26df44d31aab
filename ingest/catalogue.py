"""The catalogue: the listed reports, and their texts read with the checksum verified."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.domain import Report
from assistant.errors import CorpusError


def read_text(report: Report, folder: Path) -> str:
    """The report's text; CorpusError where the file is missing, altered or not UTF-8."""
    path = folder / report.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"Cannot read {path}: {error.strerror}. Restore it from the repository."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != report.sha256:
        raise CorpusError(
            f"{path} has been altered: its sha256 is {found[:12]}…, {folder / 'reports.toml'} says "
            f"{report.sha256[:12]}…. Restore the file from the repository."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text (byte {error.start}).") from error
