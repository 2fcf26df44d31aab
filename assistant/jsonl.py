"""JSON-lines files: one object per line, read with faults named by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file; CorpusError names file and line of a malformed one."""
    entries: list[dict[str, Any]] = []
    try:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if line.strip():
                entries.append(json.loads(line))
    except OSError as error:
        raise CorpusError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise CorpusError(f"{path}, line {number}: not valid JSON ({error}).") from error
    return entries
