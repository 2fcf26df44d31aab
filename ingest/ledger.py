"""The ledger: what every non-blank source line is, and the paragraphs made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.domain import Paragraph
from ingest.cleaning import Line

PARAGRAPH, HEADING, FURNITURE = "paragraph", "heading", "furniture"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one source line is: `what` is the paragraph's id, the heading or the reason."""

    line: int
    role: str
    what: str


@dataclass(frozen=True)
class Parse:
    """One report parsed: paragraphs in order, and the ledger of its lines."""

    paragraphs: tuple[Paragraph, ...]
    entries: tuple[Entry, ...]

    def totals(self) -> dict[str, int]:
        """Number of lines by role."""
        return dict(Counter(entry.role for entry in self.entries))


@dataclass
class Drafts:
    """What a parser fills while it reads: paragraphs and ledger entries."""

    report_id: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def note(self, lines: Iterable[Line], role: str, what: str) -> None:
        """Enter these lines into the ledger."""
        self.entries.extend(Entry(line.number, role, what) for line in lines)

    def add(self, paragraph: Paragraph, lines: Iterable[Line]) -> None:
        """Keep a finished paragraph and enter the lines that it is made of."""
        self.paragraphs.append(paragraph)
        self.note(lines, PARAGRAPH, paragraph.id)

    def parse(self) -> Parse:
        """Everything kept, the ledger in the order of the lines."""
        return Parse(tuple(self.paragraphs), tuple(sorted(self.entries, key=lambda e: e.line)))
