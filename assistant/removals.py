"""Which reports were removed: an open page may hold their words still, and is not to store them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.domain import Answer
from assistant.errors import StoreError
from assistant.removed import Removed, without_report

FILE = "removed.json"  # in the state folder: a mark of each removed id, and the day
MARK = 16  # hex digits


def report_mark(report_id: str) -> str:
    """What stands for a report where its id must not outlive its removal.

    >>> report_mark("local-2015")
    '148b3753bd70ebfa'
    """
    return hashlib.sha256(report_id.encode()).hexdigest()[:MARK]


def note_removed(state_dir: Path, removed: Removed) -> None:
    """Remember that a report was removed; StoreError where that cannot be written."""
    _write(state_dir, {**_read(state_dir), report_mark(removed.id): removed.date})


def note_added(state_dir: Path, report_id: str) -> None:
    """Forget that a report of this id was once removed: it is there again."""
    held = _read(state_dir)
    if held.pop(report_mark(report_id), None):
        _write(state_dir, held)


def removed_among(state_dir: Path, named: Mapping[str, str]) -> tuple[Removed, ...]:
    """Those of the reports that were removed; each id comes with one of its citations, or ""."""
    held = _read(state_dir) if named else {}
    return tuple(
        Removed(name, (label.rpartition(" (")[0],), held[report_mark(name)])
        for name, label in named.items()
        if report_mark(name) in held
    )


def without_removed(answers: Iterable[Answer], state_dir: Path) -> list[Answer]:
    """The answers without the words of reports that were removed after they were given."""
    made = list(answers)
    named: dict[str, str] = {}
    for answer in made:
        named |= {passage.paragraph.report_id: "" for passage in answer.passages}
    for answer in made:
        named |= {cited.paragraph.report_id: cited.label for cited in answer.citations}
    for removed in removed_among(state_dir, named):
        made = [without_report(answer, removed) for answer in made]
    return made


def _read(state_dir: Path) -> dict[str, str]:
    """The days of removal by mark; empty where nothing was noted or it cannot be read."""
    try:
        held: dict[str, str] = json.loads((state_dir / FILE).read_text("utf-8"))
        return {str(mark): str(day) for mark, day in held.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(state_dir: Path, held: Mapping[str, str]) -> None:
    """Replace the file when complete."""
    draft = state_dir / f"{FILE}.partial"
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(held, indent=1), "utf-8")
        draft.replace(state_dir / FILE)
    except OSError as error:
        raise StoreError(
            f"Cannot write {state_dir / FILE}: {error.strerror}. Run: python -m ingest"
        ) from error
