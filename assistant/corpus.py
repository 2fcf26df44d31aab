"""The corpus: paragraphs, reports and annotations as committed under `data/`, read and written."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.annotations import place_annotations
from assistant.domain import Annotation, Fact, Kind, Paragraph, Report
from assistant.errors import CorpusError
from assistant.jsonl import read_jsonl


@dataclass(frozen=True, slots=True)
class SetAside:
    """An added report that cannot be used as it lies in the library, and why."""

    id: str
    title: str  # its id where the title cannot be read
    fault: str  # how the sentence goes on, without a path: pages show it
    remedy: str  # a sentence that names the command

    @property
    def notice(self) -> str:
        """What a reader is told of it."""
        return f"The added report “{self.title}” was not searched: {self.fault} {self.remedy}"


@dataclass(frozen=True)
class Corpus:
    """All reports with their paragraphs in reading order, and the annotations by paragraph id."""

    reports: tuple[Report, ...]
    paragraphs: tuple[Paragraph, ...]
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()  # of the library, and not among the reports
    _by_id: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the paragraphs by id; a repeated id raises CorpusError."""
        for position, paragraph in enumerate(self.paragraphs):
            if paragraph.id in self._by_id:
                raise CorpusError(
                    f"Paragraph id {paragraph.id} occurs twice. Run: python -m ingest check"
                )
            self._by_id[paragraph.id] = position

    def __contains__(self, paragraph_id: object) -> bool:
        """Whether this id names a paragraph."""
        return paragraph_id in self._by_id

    def paragraph(self, paragraph_id: str) -> Paragraph:
        """The paragraph of this id; CorpusError where there is none."""
        if paragraph_id not in self._by_id:
            raise CorpusError(f"There is no paragraph {paragraph_id!r}. Ids look like 2002/5.45.")
        return self.paragraphs[self._by_id[paragraph_id]]

    def position(self, paragraph_id: str) -> int:
        """Place of the paragraph in reading order, counted from 0."""
        return self._by_id[self.paragraph(paragraph_id).id]

    def report(self, report_id: str) -> Report:
        """The report of this id; CorpusError where there is none."""
        for report in self.reports:
            if report.id == report_id:
                return report
        raise CorpusError(f"There is no report {report_id!r}. Run: python -m ingest list")

    def of_report(self, report_id: str) -> tuple[Paragraph, ...]:
        """The paragraphs of one report in reading order."""
        return tuple(p for p in self.paragraphs if p.report_id == report_id)

    def neighbours(self, paragraph_id: str) -> tuple[Paragraph | None, Paragraph | None]:
        """The paragraphs before and after it in the same report, None at either end."""
        here = self.position(paragraph_id)
        around: list[Paragraph | None] = []
        for place in (here - 1, here + 1):
            inside = 0 <= place < len(self.paragraphs)
            near = self.paragraphs[place] if inside else None
            same = near is not None and near.report_id == self.paragraphs[here].report_id
            around.append(near if same else None)
        return around[0], around[1]

    def cite(self, paragraph: Paragraph) -> str:
        """How a reader cites it: "Safeguarding Children (October 2002), paragraph 5.45"."""
        report = self.report(paragraph.report_id)
        return f"{report.short_title} ({report.date}), {paragraph.label}"


def read_reports(path: Path) -> tuple[Report, ...]:
    """The reports listed in a `reports.toml`; CorpusError names the fault and the file."""
    try:
        listed: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["report"]
        return tuple(Report(**entry) for entry in listed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"Cannot read the list of reports in {path}: {error}.") from error


def paragraph_to_json(paragraph: Paragraph) -> dict[str, Any]:
    """One JSON object per paragraph; the keys are documented in data/README.md."""
    return {
        "id": paragraph.id,
        "label": paragraph.label,
        "kind": paragraph.kind.value,
        "headings": list(paragraph.headings),
        "text": paragraph.text,
        "search_text": paragraph.search_text,
        "scan": paragraph.scan,
        "lines": list(paragraph.lines),
        "addressee": paragraph.addressee,
        "lead": paragraph.lead,
        "places": list(paragraph.places),
        "offsets": [list(pair) for pair in paragraph.offsets],
    }


def paragraph_from_json(entry: Mapping[str, Any]) -> Paragraph:
    """The reverse of `paragraph_to_json`; KeyError or ValueError on a malformed entry."""
    report_id, _, number = str(entry["id"]).partition("/")
    return Paragraph(
        report_id=report_id,
        number=number,
        label=entry["label"],
        kind=Kind(entry["kind"]),
        text=entry["text"],
        headings=tuple(entry["headings"]),
        lines=(int(entry["lines"][0]), int(entry["lines"][1])),
        search_text=entry["search_text"],
        scan=entry["scan"],
        addressee=entry["addressee"],
        lead=entry["lead"],
        places=tuple(entry["places"]),
        offsets=tuple((int(line), int(at)) for line, at in entry.get("offsets", ())),
    )


def write_paragraphs(paragraphs: Iterable[Paragraph], path: Path) -> None:
    """One JSON object per line, in order; the file is replaced only when complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partial")
    with draft.open("w", encoding="utf-8") as out:
        for paragraph in paragraphs:
            out.write(json.dumps(paragraph_to_json(paragraph), ensure_ascii=False) + "\n")
    draft.replace(path)


def read_paragraphs(path: Path) -> tuple[Paragraph, ...]:
    """The paragraphs of one report file, in order; CorpusError on a malformed line."""
    try:
        return tuple(paragraph_from_json(entry) for entry in read_jsonl(path))
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise CorpusError(
            f"{path} holds a malformed paragraph ({error!r}). Run: python -m ingest"
        ) from error


def read_corpus(reports: Sequence[Report], folder: Path, annotations: Path) -> Corpus:
    """The corpus of these reports: `folder/ID.jsonl` each, with whatever annotations exist.

    `annotations` is the folder that holds the files of `assistant.annotations.FILES`; entries
    whose id is not in the corpus are left out here (`python -m ingest check` reports them).
    """
    paragraphs = tuple(
        p for report in reports for p in read_paragraphs(folder / f"{report.id}.jsonl")
    )

    gists, facts = place_annotations(paragraphs, annotations)
    return Corpus(tuple(reports), paragraphs, gists, facts)


def corpus_hash(paragraphs: Iterable[Paragraph]) -> str:
    """sha256 over the JSON of all paragraphs, in order: changes when any of them does."""
    digest = hashlib.sha256()
    for paragraph in paragraphs:
        digest.update(json.dumps(paragraph_to_json(paragraph), sort_keys=True).encode())
    return digest.hexdigest()


def report_hashes(paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """The same for the paragraphs of each report, by its id."""
    made: dict[str, Any] = {}
    for paragraph in paragraphs:
        digest = made.setdefault(paragraph.report_id, hashlib.sha256())
        digest.update(json.dumps(paragraph_to_json(paragraph), sort_keys=True).encode())
    return {name: digest.hexdigest() for name, digest in made.items()}
