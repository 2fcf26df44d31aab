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

from assistant.corpus import SetAside, read_reports
from assistant.domain import Report
from assistant.errors import CorpusError
from assistant.library import (
    leaving,
    left_behind,
    library_paragraphs,
    library_reports,
    set_aside_reports,
)
from assistant.processes import TimeIsOver, running
from assistant.settings import PREFIX, Settings
from assistant.turns import Turns

SECONDS = 180  # for a preview; the file itself is read within less, see ingest/apart.py
ADDING_SECONDS = 3600  # for bringing the index up to date with an added or removed report
ADDING_MEGABYTES = 8_000  # of address space meanwhile
AT_ONCE = 3  # files read at the same time, one of each person
READING = (
    "A file of yours, or several of other people, are being read just now. Wait for that to end "
    "and try again."
)
CHANGING = "Another report is being added or removed just now. Wait for that to end and try again."
BEAT = 2.0  # seconds between two words on how far it is
TOO_SLOW = "Building the index took more than an hour and was stopped; the one in use is unchanged."
REFUSED = 2  # the exit status of ingestion that ends with a sentence
ENDED = (
    "Reading or indexing ended before it was done: it may have needed more memory than there is. "
    "The index in use is unchanged; split the report into parts."
)
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
        self.previews = Turns(AT_ONCE, READING)
        self.changes = Turns(1, CHANGING)

    def reports(self) -> list[tuple[Report, str, int]]:
        """All reports with where they come from, and how many paragraphs the added ones have."""
        bundled = read_reports(self.settings.data_dir / "reports.toml")
        folder = self.settings.library_dir
        rows: list[tuple[Report, str, int]] = [(report, "bundled", 0) for report in bundled]
        for report in library_reports(folder):
            rows.append((report, "added", len(library_paragraphs(folder, report.id))))
        return rows

    def set_aside(self) -> tuple[SetAside, ...]:
        """The added reports whose files are damaged."""
        return set_aside_reports(self.settings.library_dir)

    def finish(self) -> None:
        """Complete what a killed removal has left; CorpusError where that cannot be done."""
        if leaving(self.settings) or left_behind(self.settings):
            for _ in self._run([*self._ingest(), "--if-needed"]):
                pass

    def preview(self, described: Described, owner: str = "") -> Detected:
        """The detected structure; CorpusError says why the file cannot be added now."""
        with self.previews.taken(owner):
            try:
                command = self._command("preview", described)
                with running(
                    command, self._environment(), SECONDS, output=subprocess.PIPE
                ) as process:
                    printed, said = process.communicate()
            except TimeIsOver as error:
                raise CorpusError("Reading the file took too long. Split it into parts.") from error
        if process.returncode != 0:
            raise CorpusError(_last_line(said) if process.returncode == REFUSED else ENDED)
        found = json.loads(printed)
        rows = tuple((str(a), str(b), str(c)) for a, b, c in found["rows"])
        return Detected(found["summary"], found["id"], rows)

    def add(self, described: Described) -> Iterator[str]:
        """Add the report and rebuild the index, saying how far it is; CorpusError on failure."""
        yield from self._run(self._command("add", described))

    def remove(self, report_id: str) -> Iterator[str]:
        """Take a report out and rebuild the index."""
        held = {report.id for report in library_reports(self.settings.library_dir)}
        if report_id not in held | {broken.id for broken in self.set_aside()}:
            raise CorpusError(f"There is no added report {report_id!r}.")
        yield from self._run([*self._ingest(), "remove", report_id])

    def _command(self, verb: str, described: Described) -> list[str]:
        """The command line of ingestion."""
        return [*self._ingest(), verb, *described.options()]

    def _ingest(self) -> list[str]:
        """Ingestion with lines of progress, held to so much memory."""
        limits = ["--progress-lines", f"--megabytes={ADDING_MEGABYTES}"]
        return [sys.executable, "-m", "ingest", *limits]

    def _run(self, command: list[str]) -> Iterator[str]:
        """Run ingestion; how far it is in words, at once and then every few seconds."""
        with self.changes.taken():
            begun = time.monotonic()
            yield f"reading the report and starting; {USUALLY}"
            last, step = "", "reading the report"
            try:
                with running(
                    command, self._environment(), ADDING_SECONDS, output=subprocess.DEVNULL
                ) as process:
                    for line in _lines(process.stderr, BEAT):
                        last = line or last
                        told = line.startswith("progress: ")
                        step = last.removeprefix("progress: ") if told else step
                        yield f"{step}; {time.monotonic() - begun:.0f} seconds so far, {USUALLY}"
            except TimeIsOver as error:
                raise CorpusError(TOO_SLOW) from error
            if process.returncode != 0:
                raise CorpusError(last if last and process.returncode == REFUSED else ENDED)

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
