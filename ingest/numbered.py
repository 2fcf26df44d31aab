"""The layout of 2002: numbered chapters with good-practice boxes, then appendices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.domain import Kind, Paragraph
from ingest.appendices import parse_glossary, parse_standards, parse_unnumbered
from ingest.cleaning import Line, run_from, split_lines
from ingest.joining import Piece, join, piece, search_words
from ingest.layouts import Layout, Part
from ingest.ledger import FURNITURE, HEADING, Drafts, Parse
from ingest.parts import split_parts

BOX_HEADING = "GOOD PRACTICE"
_NUMBER = re.compile(r"(\d{1,2})\.(\d{1,3}) ")


def parse_numbered(report_id: str, text: str, layout: Layout) -> Parse:
    """All paragraphs of a report in this layout, with the ledger of its lines."""
    drafts = Drafts(report_id)
    parts = split_parts(split_lines(text), layout)
    titles = _titles([line for part, lines in parts if part.style == "contents" for line in lines])
    for part, lines in parts:
        if part.style == "chapters":
            Chapters(drafts, layout, titles).read(lines)
        elif part.style == "unnumbered":
            parse_unnumbered(drafts, layout, titles, part, lines)
        elif part.style == "standards":
            parse_standards(drafts, layout, titles, part, lines)
        elif part.style == "glossary":
            parse_glossary(drafts, titles, part, lines)
        elif part.style == "note":
            _note(drafts, layout, part, lines)
        elif part.style == "title":
            drafts.note(lines, HEADING, "title")
        elif part.style == "contents":
            drafts.note(lines, FURNITURE, "list of contents")
        else:
            drafts.note(lines, FURNITURE, f"repeated: {part.reason}")
    return drafts.parse()


def _titles(contents: Sequence[Line]) -> dict[str, str]:
    """Chapter and appendix titles of the contents list, by number or letter."""
    titles: dict[str, str] = {}
    current = ""
    for line in contents:
        entry = re.match(r"(\d{1,2}|[A-Z]) (?=[A-Z])(.+)", line.text)
        if entry and line.starts:
            current = entry[1]
            titles[current] = re.sub(r" \d+$", "", entry[2])
        elif current and not line.starts:
            titles[current] += " " + re.sub(r" \d+$", "", line.text)
        else:
            current = ""
    return titles


def _note(drafts: Drafts, layout: Layout, part: Part, lines: Sequence[Line]) -> None:
    """A part that is one note: each of its blocks is a line of text."""
    drafts.note(lines[: part.heading_lines], HEADING, part.opens)
    kept = lines[part.heading_lines :]
    joined = join([piece(line, line.starts) for line in kept], layout)
    drafts.add(
        Paragraph(
            drafts.report_id,
            part.id,
            part.label,
            Kind.NOTE,
            joined.text,
            part.headings,
            (kept[0].number, kept[-1].number),
            search_words(joined.text),
            offsets=joined.offsets,
        ),
        kept,
    )


@dataclass
class Chapters:
    """Reads the chapters line by line; what is open is closed when something new starts."""

    drafts: Drafts
    layout: Layout
    titles: dict[str, str]
    chapter: int = 0
    number: int = 0
    section: str = ""
    section_is_new: bool = False
    addressee: str = ""
    boxes: int = 0  # boxes seen since the last numbered paragraph
    in_box: bool = False
    pieces: list[Piece] = field(default_factory=list)

    def read(self, lines: Sequence[Line]) -> None:
        """Take in all lines of the chapters."""
        at = 0
        while at < len(lines):
            line = lines[at]
            mark = self.layout.mark_at(lines, at)
            if mark and mark.role == "furniture":
                self.drafts.note(lines[at : at + len(mark.lines)], FURNITURE, mark.reason)
                at += len(mark.lines)
            elif mark:
                self._close()
                self.section, self.section_is_new = mark.text, True
                self.drafts.note(lines[at : at + len(mark.lines)], HEADING, mark.text)
                at += len(mark.lines)
            elif self._addressed(lines, at):
                at += self._address(run_from(lines, at))
            elif self._next_number(line):
                self._open_paragraph(line)
                at += 1
            elif line.text == BOX_HEADING and line.starts:
                self._close()
                self.in_box, self.boxes = True, self.boxes + 1
                self.drafts.note([line], HEADING, "Good practice")
                at += 1
            else:
                self.pieces.append(piece(line, self._breaks(line)))
                at += 1
        self._close()

    def _breaks(self, line: Line) -> bool:
        """Whether the line begins a new line of text: after a list, or a new example in a box."""
        if not self.pieces:
            return True
        if line.block_start:
            return self.in_box or any(p.text.startswith("• ") for p in self.pieces)
        ended = self.pieces[-1].text.endswith((".", ":"))
        return self.in_box and line.page_start and ended

    def _next_number(self, line: Line) -> bool:
        """Whether the line starts with the number that must come next."""
        found = _NUMBER.match(line.text)
        if not found:
            return False
        number = (int(found[1]), int(found[2]))
        return number in ((self.chapter, self.number + 1), (self.chapter + 1, 1))

    def _open_paragraph(self, line: Line) -> None:
        """Close what is open and start the next numbered paragraph."""
        self._close()
        found = _NUMBER.match(line.text)
        chapter, number = (int(found[1]), int(found[2])) if found else (0, 0)
        if chapter != self.chapter:
            if not self.section_is_new:
                self.section = ""
            if not chapter_gives_advice(self.layout, chapter):
                self.addressee = ""
        self.chapter, self.number, self.boxes = chapter, number, 0
        self.section_is_new = False
        self.pieces.append(piece(line, True, drop=found.end() if found else 0))

    def _addressed(self, lines: Sequence[Line], at: int) -> bool:
        """Whether a heading that names the addressee of recommendations stands here."""
        chapters = self.layout.kinds.get("recommendation_chapters", ())
        near = self.chapter in chapters or self.chapter + 1 in chapters
        line = lines[at]
        if not near or not line.starts or _NUMBER.match(line.text) or line.text.startswith("•"):
            return False
        if self.pieces and not self.pieces[-1].text.endswith((".", ";")):
            return False
        run = run_from(lines, at)
        return len(run) <= 4 and run[-1].text.endswith("should:")

    def _address(self, run: Sequence[Line]) -> int:
        """Keep the addressee for the recommendations that follow; the number of lines read."""
        self._close()
        self.addressee = " ".join(line.text for line in run).removesuffix(":")
        self.addressee = self.addressee.removesuffix("should").strip(" ,")
        self.drafts.note(run, HEADING, f"addressee: {self.addressee}")
        return len(run)

    def _close(self) -> None:
        """Turn the open pieces into a paragraph or box."""
        pieces, in_box, self.pieces, self.in_box = self.pieces, self.in_box, [], False
        if not pieces:
            return
        joined = join(pieces, self.layout)
        lines = [p.line for p in pieces]
        number = f"{self.chapter}.{self.number}"
        kind = kind_of(self.layout, self.chapter, number, self.section)
        kind = Kind.GOOD_PRACTICE if in_box else kind
        ordinal = {1: "", 2: "second ", 3: "third "}.get(self.boxes, f"{self.boxes}th ")
        label = f"paragraph {number}"
        label = f"{ordinal}good practice after {label}" if in_box else label
        advice = kind is Kind.RECOMMENDATION
        self.drafts.add(
            Paragraph(
                self.drafts.report_id,
                f"{number}/GP{self.boxes}" if in_box else number,
                label,
                kind,
                joined.text,
                self._headings(number, in_box),
                (lines[0].number, lines[-1].number),
                search_words(joined.text),
                addressee=self.addressee if advice else "",
                places=_places(joined.text, self.layout.places) if in_box else (),
                offsets=joined.offsets,
            ),
            lines,
        )

    def _headings(self, number: str, in_box: bool) -> tuple[str, ...]:
        """Chapter, section, and the margin head or addressee that it stands under."""
        path = [f"Chapter {self.chapter}: {self.titles.get(str(self.chapter), '')}".rstrip(": ")]
        if self.section:
            path.append(self.section)
        place = self.number
        for margin in self.layout.margins:
            chapter, first = map(int, margin.first.split("."))
            if chapter == self.chapter and first <= place <= int(margin.last.split(".")[1]):
                path.append(margin.head)
        if kind_of(self.layout, self.chapter, number, self.section) is Kind.RECOMMENDATION:
            path.append(self.addressee)
        return tuple(path + (["Good practice"] if in_box else []))


def chapter_gives_advice(layout: Layout, chapter: int) -> bool:
    """Whether the chapter holds recommendations under addressees."""
    return chapter in layout.kinds.get("recommendation_chapters", ())


def kind_of(layout: Layout, chapter: int, number: str, section: str) -> Kind:
    """What a numbered paragraph is, from the reviewed table."""
    if number in layout.kinds.get("definitions", ()):
        return Kind.DEFINITION
    if chapter_gives_advice(layout, chapter):
        return Kind.RECOMMENDATION
    if section in layout.kinds.get("finding_sections", ()):
        return Kind.FINDING
    return Kind(layout.kinds.get("default", "context"))


def _places(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The areas named, in the order of their first mention; a longer name hides a shorter."""
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return tuple(dict.fromkeys(re.findall(pattern, text))) if pattern else ()
