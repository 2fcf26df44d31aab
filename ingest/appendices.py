"""The appendices of 2002: unnumbered paragraphs, standards with criteria, glossary."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.domain import Kind, Paragraph
from ingest.cleaning import Line, run_from
from ingest.joining import Piece, join, piece, search_words
from ingest.layouts import Layout, Part
from ingest.ledger import FURNITURE, HEADING, Drafts

_CRITERION = re.compile(r"(\d)\.(\d{1,2}) ")


def parse_unnumbered(
    drafts: Drafts, layout: Layout, titles: Mapping[str, str], part: Part, lines: Sequence[Line]
) -> None:
    """Paragraphs counted in order within the appendix; a lead-in and its bullets are one."""
    prefix = f"{part.letter}/"
    counted = sum(p.number.startswith(prefix) for p in drafts.paragraphs)
    title = f"Appendix {part.letter}: {titles.get(part.letter, '')}".rstrip(": ")
    owner = f"Appendix {part.letter}, {part.group}, " if part.group else f"Appendix {part.letter}, "
    before = sum(p.label.startswith(owner) for p in drafts.paragraphs)
    for place, pieces in enumerate(_lists(drafts, layout, lines), start=1):
        joined = join(pieces, layout)
        numbers = [p.line.number for p in pieces]
        drafts.add(
            Paragraph(
                drafts.report_id,
                f"{prefix}{counted + place}",
                f"{owner}paragraph {before + place}",
                Kind.APPENDIX,
                joined.text,
                (title, part.group) if part.group else (title,),
                (min(numbers), max(numbers)),
                search_words(joined.text),
                offsets=joined.offsets,
            ),
            [p.line for p in pieces],
        )


def _lists(drafts: Drafts, layout: Layout, lines: Sequence[Line]) -> list[list[Piece]]:
    """The pieces of each paragraph; bullets after an inserted second-level list go on above it."""
    found: list[list[Piece]] = []
    open_at = -1  # the paragraph that the next bullet belongs to
    at = 0
    while at < len(lines):
        line = lines[at]
        mark = layout.mark_at(lines, at)
        if mark:
            drafts.note(lines[at : at + len(mark.lines)], FURNITURE, mark.reason)
            at += len(mark.lines)
            continue
        fresh = piece(line, _opens(line, found))
        if fresh.new_line and not fresh.text.startswith(("• ", "– ")):
            found.append([])
            open_at = len(found) - 1
        elif not found:
            found.append([])
            open_at = 0
        elif line.starts and fresh.text.startswith("• ") and _is_sublist(found[-1]):
            open_at = max(len(found) - 2, 0)
        found[open_at].append(fresh)
        at += 1
    return found


def _is_sublist(pieces: Sequence[Piece]) -> bool:
    """Whether its list is of the second level only."""
    marks = {p.text[0] for p in pieces if p.text.startswith(("• ", "– "))}
    return marks == {"–"}


def _opens(line: Line, found: Sequence[Sequence[Piece]]) -> bool:
    """Whether the line starts a paragraph: after a blank line, or a page after a full stop."""
    if line.block_start or not found:
        return True
    return line.page_start and line.text[0].isupper() and found[-1][-1].text.endswith((".", ":"))


def parse_standards(
    drafts: Drafts, layout: Layout, titles: Mapping[str, str], part: Part, lines: Sequence[Line]
) -> None:
    """Standards, whose numbers are lost but for the first, with their statements and criteria."""
    top = f"Appendix {part.letter}: {titles.get(part.letter, '')}".rstrip(": ")
    standard = 0
    path: tuple[str, ...] = (top,)
    pieces: list[Piece] = []
    number = ""

    def close() -> None:
        if not pieces:
            return
        joined = join(pieces, layout)
        statement = number.startswith("S")
        label = f"standard {number[1:]}" if statement else f"criterion {number}"
        drafts.add(
            Paragraph(
                drafts.report_id,
                f"{part.letter}/{number}",
                f"Appendix {part.letter} {label}",
                Kind.CRITERION,
                joined.text,
                path,
                (pieces[0].line.number, pieces[-1].line.number),
                search_words(joined.text),
                offsets=joined.offsets,
            ),
            [p.line for p in pieces],
        )
        pieces.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        mark = layout.mark_at(lines, at)
        criterion = _CRITERION.match(line.text)
        if mark:
            drafts.note(lines[at : at + len(mark.lines)], FURNITURE, mark.reason)
            at += len(mark.lines)
        elif line.starts and line.text.isupper():
            close()
            run = run_from(lines, at)
            standard += 1
            words = layout.standards.get(str(standard), " ".join(x.text for x in run))
            path = (top, f"Standard {standard}: {words}")
            number = f"S{standard}"
            drafts.note(run, HEADING, path[1])
            at += len(run)
        elif line.starts and line.text.rstrip(":") == "Criteria":
            close()
            drafts.note([line], HEADING, "Criteria")
            at += 1
        else:
            if criterion and line.starts and int(criterion[1]) == standard:
                close()
                number = f"{criterion[1]}.{criterion[2]}"
            drop = criterion.end() if criterion and not pieces else 0
            pieces.append(piece(line, not pieces, drop=drop))
            at += 1
    close()


def parse_glossary(
    drafts: Drafts, titles: Mapping[str, str], part: Part, lines: Sequence[Line]
) -> None:
    """One definition for each entry: an abbreviation, then what it stands for."""
    title = f"Appendix {part.letter}: {titles.get(part.letter, '')}".rstrip(": ")
    entries: list[list[Line]] = []
    for line in lines:
        if line.starts or not entries:
            entries.append([])
        entries[-1].append(line)
    for entry in entries:
        text = " ".join(line.text for line in entry)
        term = re.match(r"HMI [A-Z][a-z]+|\S+", text)
        short = term[0] if term else text
        offsets, at = [], 0
        for line in entry:
            offsets.append((line.number, at))
            at += len(line.text) + 1
        drafts.add(
            Paragraph(
                drafts.report_id,
                f"{part.letter}/{short.replace(' ', '-')}",
                f"Appendix {part.letter}, {short}",
                Kind.DEFINITION,
                text,
                (title,),
                (entry[0].number, entry[-1].number),
                text,
                offsets=tuple(offsets),
            ),
            entry,
        )
