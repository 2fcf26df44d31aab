"""The audit log: who logged in, and who changed what everybody uses; never what was asked."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from assistant.settings import Settings

LARGEST = 2_000_000  # bytes of one file, about 12,000 entries
KEPT = 5  # older files: audit.1.jsonl is the newest of them
log = logging.getLogger(__name__)


class AuditLog:
    """A file of JSON lines, readable by its owner only; the oldest go when there are too many."""

    def __init__(self, path: Path) -> None:
        """A log in this file, which need not exist yet."""
        self._path = path
        self._failing = False

    def note(self, event: str, who: str, address: str, **about: object) -> None:
        """Write one line; where that fails it is logged once, and what is noted goes on."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"time": when, "event": event, "who": who, "address": address, **about}
        try:
            self._append((json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        except OSError as error:
            if not self._failing:
                log.warning("The audit log cannot be written (%s); work goes on.", error.strerror)
            self._failing = True
        else:
            self._failing = False

    def _append(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size + len(line) > LARGEST:
            self._turn_over()
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line)
        finally:
            os.close(file)

    def _turn_over(self) -> None:
        """Begin a new file and keep the last few."""
        names = [self._path, *(self._path.with_suffix(f".{n}.jsonl") for n in range(1, KEPT + 1))]
        for newer, older in reversed(tuple(pairwise(names))):
            with suppress(FileNotFoundError):
                newer.replace(older)


def audit_log(settings: Settings) -> AuditLog:
    """The log in the state folder."""
    return AuditLog(settings.state_dir / "audit.jsonl")
