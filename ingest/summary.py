"""The layout of 2008: a letter, a numbered summary, numbered recommendations and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.domain import Kind, Paragraph
from ingest.cleaning import Line, Repair, split_lines
from ingest.joining import Piece, join, piece, search_words
from ingest.layouts import Layout, Mark, Part
from ingest.ledger import FURNITURE, HEADING, Drafts, Parse
from ingest.parts import split_parts

_NUMBER = re.compile(r"(\d{1,2})\. ")


def parse_summary(report_id: str, text: str, layout: Layout, repairs: Iterable[Repair]) -> Parse:
    """All paragraphs of a report in this layout, with the ledger of its lines."""
    drafts = Drafts(report_id)
    for part, lines in split_parts(split_lines(text, repairs), layout):
        SummaryPart(drafts, layout, part).read(lines)
    return drafts.parse()


@dataclass
class SummaryPart:
    """Reads one part line by line; what is open is closed when something new starts."""

    drafts: Drafts
    layout: Layout
    part: Part
    section: str = ""
    addressee: str = ""
    number: str = ""
    pieces: list[Piece] = field(default_factory=list)

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the part."""
        at = 0
        if self.part.style in ("numbered", "notes"):
            self.drafts.note(lines[:1], HEADING, self.part.opens)
            at = 1
        elif self.part.style == "letter":
            self.number = self.part.id
        while at < len(lines):
            mark = self.layout.mark_at(lines, at)
            if mark:
                self._mark(mark, lines[at : at + len(mark.lines)])
                at += len(mark.lines)
            else:
                self._line(lines[at])
                at += 1
        self._close()

    def _mark(self, mark: Mark, lines: Sequence[Line]) -> None:
        """A known line: headings change the path, furniture is left out, a footnote is kept."""
        if mark.role == "furniture":
            self.drafts.note(lines, FURNITURE, mark.reason)
            return
        self._close()
        if mark.role == "footnote":
            self._add(mark.id, mark.label, Kind.NOTE, [piece(line, False) for line in lines])
            return
        if mark.role == "heading":
            self.section, self.addressee = mark.text, ""
        else:
            self.addressee = mark.text
        self.drafts.note(lines, HEADING, mark.text)

    def _line(self, line: Line) -> None:
        """A line of text: it opens the next number or note, or goes on."""
        number = _NUMBER.match(line.text)
        expected = int(self.number or "0") + 1 if self.part.style == "numbered" else 0
        drop = 0
        if line.starts and number and int(number[1]) == expected:
            self._close()
            self.number, drop = number[1], number.end()
        elif self.part.style == "notes" and line.text[:1] in self.layout.note_marks:
            self._close()
            self.number = str(self.layout.note_marks.index(line.text[0]) + 1)
        alone = line.starts or line.text.startswith(self.part.own_lines)
        first = not self.pieces or (self.part.style == "letter" and alone)
        self.pieces.append(piece(line, first, self.layout.bullet_glyphs, drop))

    def _close(self) -> None:
        """Turn the open pieces into a paragraph."""
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        name = self.number if self.part.style == "letter" else f"{self.part.letter}/{self.number}"
        label = self.part.label + ("" if self.part.style == "letter" else f" {self.number}")
        self._add(name, label, self._kind(name), pieces)

    def _kind(self, name: str) -> Kind:
        """What a paragraph is, by its part."""
        if self.part.letter == "R":
            return Kind.RECOMMENDATION
        if self.part.style != "numbered":
            return Kind.NOTE
        context = name in self.layout.kinds.get("context", ())
        return Kind.CONTEXT if context else Kind(self.layout.kinds.get("default", "finding"))

    def _add(self, name: str, label: str, kind: Kind, pieces: Sequence[Piece]) -> None:
        """Keep a finished paragraph."""
        joined = join(pieces, self.layout)
        advice = kind is Kind.RECOMMENDATION
        footnote = kind is Kind.NOTE and self.part.style == "numbered"
        path = [*self.part.headings, *(() if footnote else (self.section, self.addressee))]
        self.drafts.add(
            Paragraph(
                self.drafts.report_id,
                name,
                label,
                kind,
                joined.text,
                tuple(head for head in path if head),
                (pieces[0].line.number, pieces[-1].line.number),
                search_words(joined.text),
                scan=joined.scan,
                addressee=self.addressee if advice else "",
                lead=_lead(joined.text, self.layout.leads) if advice else "",
                offsets=joined.offsets,
            ),
            [p.line for p in pieces],
        )


def _lead(text: str, names: Sequence[str]) -> str:
    """The department whose name the asterisk follows, "" where none is marked."""
    return next((name for name in names if f"{name}*" in text), "")
