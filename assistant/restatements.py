"""Which sentences of the reports say the same, as found by `ingest.restatements`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.jsonl import read_jsonl

RESTATEMENTS_FILE = "restatements.jsonl"
Restatements = Mapping[tuple[str, int], tuple[tuple[str, int], ...]]


def read_restatements(path: Path) -> Restatements:
    """Which sentence says the same as which others, by paragraph id and order."""
    if not path.exists():
        return {}
    return {
        (entry["paragraph"], entry["sentence"]): tuple(
            (paragraph_id, order) for paragraph_id, order in entry["restated"]
        )
        for entry in read_jsonl(path)
    }
