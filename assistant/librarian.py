"""The user's own reports as the page handles them: ingestion runs as a process of its own.

The index is built outside the serving process, so questions are answered from the old one
meanwhile, and a failure cannot take the page down.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import IO

from assistant.corpus import read_reports
from assistant.domain import Report
from assistant.errors import CorpusError
from assistant.library import library_paragraphs, library_reports
from assistant.settings import PREFIX, ROOT, Settings

SECONDS = 120  # for a preview
BEAT = 2.0  # seconds between two words on how far it is
USUALLY = "it takes about a minute"


@dataclass(frozen=True)
class Detected:
    """What was found in a file before it is added; rows are id, label and first words."""

    summary: str
    report_id: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Described:
    """A file with what the user says about it."""

    path: str
    title: str
    date: str
    publisher: str
    report_id: str = ""

    def options(self) -> list[str]:
        """The options of `python -m ingest add` and `preview`."""
        given = (("title", self.title), ("date", self.date), ("publisher", self.publisher))
        options = [f"--{name}={value}" for name, value in (*given, ("id", self.report_id))]
        return [*options, "--", self.path]


class Librarian:
    """Previews, adds and removes the user's own reports."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def reports(self) -> list[tuple[Report, str, int]]:
        """All reports with where they come from, and how many paragraphs the added ones have."""
        bundled = read_reports(self.settings.data_dir / "reports.toml")
        folder = self.settings.library_dir
        rows: list[tuple[Report, str, int]] = [(report, "bundled", 0) for report in bundled]
        for report in library_reports(folder):
            rows.append((report, "added", len(library_paragraphs(folder, report.id))))
        return rows

    def preview(self, described: Described) -> Detected:
        """The detected structure; CorpusError says why the file cannot be added."""
        try:
            run = subprocess.run(
                self._command("preview", described),
                capture_output=True,
                text=True,
                timeout=SECONDS,
                env=self._environment(),
                cwd=ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CorpusError("Reading the file took too long. Split it into parts.") from error
        if run.returncode != 0:
            raise CorpusError(_last_line(run.stderr))
        found = json.loads(run.stdout)
        rows = tuple((str(a), str(b), str(c)) for a, b, c in found["rows"])
        return Detected(found["summary"], found["id"], rows)

    def add(self, described: Described) -> Iterator[str]:
        """Add the report and rebuild the index, saying how far it is; CorpusError on failure."""
        yield from self._run(self._command("add", described))

    def remove(self, report_id: str) -> Iterator[str]:
        """Take a report out and rebuild the index."""
        if report_id not in {report.id for report in library_reports(self.settings.library_dir)}:
            raise CorpusError(f"There is no added report {report_id!r}.")
        yield from self._run(
            [sys.executable, "-m", "ingest", "--progress-lines", "remove", report_id]
        )

    def _command(self, verb: str, described: Described) -> list[str]:
        """The command line of ingestion."""
        return [sys.executable, "-m", "ingest", "--progress-lines", verb, *described.options()]

    def _run(self, command: list[str]) -> Iterator[str]:
        """Run ingestion; how far it is in words, at once and then every few seconds."""
        begun = time.monotonic()
        yield f"reading the report and starting; {USUALLY}"
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
            cwd=ROOT,
        ) as process:
            last = ""
            step = "reading the report"
            for line in _lines(process.stderr, BEAT):
                last = line or last
                step = last.removeprefix("progress: ") if line.startswith("progress: ") else step
                yield f"{step}; {time.monotonic() - begun:.0f} seconds so far, {USUALLY}"
        if process.returncode != 0:
            raise CorpusError(last or "Ingestion stopped; the index in use is unchanged.")

    def _environment(self) -> dict[str, str]:
        """The settings of this process for the other one."""
        values = {field.name: getattr(self.settings, field.name) for field in fields(Settings)}
        given = {
            f"{PREFIX}{name.upper()}": "yes" if value is True else "no" if value is False else value
            for name, value in values.items()
            if value != getattr(Settings(), name)
        }
        return {**os.environ, **{name: str(value) for name, value in given.items()}}


def _lines(stream: IO[str] | None, beat: float) -> Iterator[str]:
    """The lines of a stream as they come, and "" whenever none came for a beat."""
    found: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream or ():
            found.put(line.strip())
        found.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = found.get(timeout=beat)
        except queue.Empty:
            line = ""
        if line is None:
            return
        yield line


def _last_line(text: str) -> str:
    """The sentence that a failed command ended with."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "The file could not be read."
