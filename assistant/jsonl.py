"""JSON-lines files: one object per line, read with faults named by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file; CorpusError names file and line of a malformed one."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"Cannot read {path}: {error}.") from error
    entries: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise CorpusError(f"{path}, line {number}: not valid JSON ({error}).") from error
        if not isinstance(entry, dict):
            raise CorpusError(f"{path}, line {number}: not a JSON object.")
        entries.append(entry)
    return entries
