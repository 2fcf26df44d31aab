"""The user's own reports: previewed, added to the library in one step, listed and removed."""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.added import best_description, write_checksums
from assistant.corpus import read_reports, write_paragraphs
from assistant.domain import Paragraph, Report
from assistant.errors import CorpusError
from assistant.library import (
    ADDING,
    COMING,
    LEAVING,
    PARAGRAPHS_FILE,
    REMOVED,
    REPORT_FILE,
    coming_reports,
    folders,
    library_reports,
    report_to_json,
)
from assistant.removals import note_added
from assistant.settings import Settings
from ingest.apart import extract_apart
from ingest.generic import parse_generic

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")
MOST_PARAGRAPHS = 20_000  # of one report
LONGEST_PARAGRAPH = 50_000  # characters
_DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Preview:
    """A report as it would be added: nothing is written until it is accepted."""

    report: Report
    paragraphs: tuple[Paragraph, ...]
    naming: str
    headings: int
    content: bytes

    @property
    def summary(self) -> str:
        """One sentence on what was found."""
        paragraphs, headings = len(self.paragraphs), self.headings
        return (
            f"{self.report.title} ({self.report.date}): {paragraphs} "
            f"paragraph{'' if paragraphs == 1 else 's'}, {self.naming}, under {headings} "
            f"heading{'' if headings == 1 else 's'}."
        )


def preview(
    settings: Settings,
    name: str,
    content: bytes,
    *,
    title: str,
    date: str,
    publisher: str,
    report_id: str = "",
) -> Preview:
    """Read a file and detect its structure; CorpusError where it cannot be added."""
    file = Path(name).name
    title, publisher, date = title.strip(), publisher.strip(), date.strip()
    if not title or not publisher:
        raise CorpusError("A report needs a title and a publisher: citations name them.")
    if not _DATE.fullmatch(date):
        raise CorpusError(f"The date {date!r} must look like 2015, 2015-03 or 2015-03-26.")
    chosen = _free_id(settings, report_id.strip(), title)
    checksum = hashlib.sha256(content).hexdigest()
    _refuse_twin(settings, title, date, checksum)
    structure = parse_generic(chosen, extract_apart(file, content))
    if not structure.paragraphs:
        raise CorpusError(f"{file}: no paragraphs were found.")
    _refuse_boundless(file, structure.paragraphs)
    report = Report(
        id=chosen,
        title=title,
        short_title=title if len(title) <= 60 else title[:57].rsplit(" ", 1)[0] + "…",
        publisher=publisher,
        published=date,
        licence="Added by the user of this library; check its licence before you share quotations.",
        layout="generic",
        file=f"source{Path(file).suffix.lower()}",
        sha256=checksum,
        notice=f"Added by you, published {date}: check current statutory guidance before acting.",
    )
    return Preview(report, structure.paragraphs, structure.naming, structure.headings, content)


def accept(settings: Settings, ready: Preview, mark: str = "") -> Report:
    """Put a previewed report into the library; the index has to be brought up to date after.

    With the mark COMING it is served only once that has been done.
    """
    place = settings.library_dir / ready.report.id
    if place.exists():
        raise CorpusError(f"There is already a report {ready.report.id!r}. Choose another --id.")
    draft = settings.library_dir / f"{ADDING}{uuid.uuid4().hex[:8]}"
    try:
        draft.mkdir(parents=True)
        write_paragraphs(ready.paragraphs, draft / PARAGRAPHS_FILE)
        (draft / ready.report.file).write_bytes(ready.content)
        (draft / REPORT_FILE).write_text(report_to_json(ready.report), "utf-8")
        write_checksums(draft)
        if mark:
            (draft / mark).touch()
        note_added(settings.state_dir, ready.report.id)
        draft.rename(place)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise CorpusError(f"Cannot write to {settings.library_dir}: {error.strerror}.") from error
    return ready.report


def remove(settings: Settings, report_id: str) -> str:
    """Take a report out of the library at once; CorpusError where it is not one of the user's."""
    title = let_go(settings, report_id)
    gone = settings.library_dir / f"{REMOVED}{uuid.uuid4().hex[:8]}"
    (settings.library_dir / report_id).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
    return title


def let_go(settings: Settings, report_id: str) -> str:
    """Mark a report of the user's as LEAVING, damaged or not; its title.

    It is gone once the index has been built.
    """
    for folder in folders(settings.library_dir):
        if folder.name == report_id and not (folder / COMING).exists():
            try:
                (folder / LEAVING).touch()
            except OSError as error:
                raise CorpusError(f"Cannot write to {folder}: {error.strerror}.") from error
            report = best_description(folder)
            return report.title if report else report_id
    if any(report.id == report_id for report in read_reports(settings.data_dir / "reports.toml")):
        raise CorpusError(f"Report {report_id} comes with the product and cannot be removed.")
    raise CorpusError(f"There is no added report {report_id!r}. Run: python -m ingest list")


def _refuse_boundless(file: str, paragraphs: Sequence[Paragraph]) -> None:
    """CorpusError where there are more paragraphs, or a longer one, than any report has."""
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise CorpusError(
            f"{file} has {len(paragraphs):,} paragraphs; at most {MOST_PARAGRAPHS:,} can be added. "
            "Split it into parts."
        )
    longest = max(paragraphs, key=lambda one: len(one.text))
    if len(longest.text) > LONGEST_PARAGRAPH:
        raise CorpusError(
            f"{file}: {longest.label} has {len(longest.text):,} characters; at most "
            f"{LONGEST_PARAGRAPH:,} can be added. Set its paragraphs apart by blank lines."
        )


def _refuse_twin(settings: Settings, title: str, date: str, checksum: str) -> None:
    """CorpusError where this file, or a report of this title and date, is there already."""
    own = [*library_reports(settings.library_dir), *coming_reports(settings.library_dir)]
    for report in (*read_reports(settings.data_dir / "reports.toml"), *own):
        name = f"“{report.title}” ({report.date}), id {report.id}"
        if report.sha256 == checksum:
            raise CorpusError(f"This file is already in the library as {name}.")
        if (report.title.casefold(), report.published) == (title.casefold(), date):
            raise CorpusError(
                f"There is already {name}, in the library. Remove it first, or add the file under "
                "another title."
            )


def _free_id(settings: Settings, wanted: str, title: str) -> str:
    """The id asked for, or one made from the title; CorpusError where it is taken or malformed."""
    taken = {report.id for report in read_reports(settings.data_dir / "reports.toml")}
    taken |= {path.name for path in settings.library_dir.glob("[!.]*")}
    if wanted:
        if not _ID.fullmatch(wanted):
            raise CorpusError(
                f"The id {wanted!r} may hold letters, digits, '.', '_' and '-' only, "
                "and starts with a letter or digit."
            )
        if wanted in taken:
            raise CorpusError(f"There is already a report {wanted!r}. Choose another id.")
        return wanted
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain)[:4])[:32] or "report"
    number, found = 2, made
    while found in taken:
        found, number = f"{made}-{number}", number + 1
    return found
