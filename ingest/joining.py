"""Lines joined into a paragraph's text: bullets on lines of their own, broken words mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.cleaning import Line
from ingest.layouts import Layout

BULLET = re.compile(r"[•–] ")
_REFERENCES = re.compile(r" ?\(\d{1,2}(?:(?:, ?| and )\d{1,2})*\)")
_MARKS = re.compile(r"(?<=\w)\*|[¹²]")


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one line, and whether they begin a new line of text."""

    line: Line
    text: str
    raw: str
    new_line: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """The text with the place where each source line begins in it."""

    text: str
    scan: str
    offsets: tuple[tuple[int, int], ...]  # (source line, character offset)


def piece(line: Line, first: bool, glyphs: Sequence[str] = (), drop: int = 0) -> Piece:
    """One line as a piece; `drop` characters (a printed number) are left off its front."""
    text, raw = line.text[drop:].strip(), line.raw[drop:].strip()
    if line.starts and any(text.startswith(glyph + " ") for glyph in glyphs):
        text = "• " + text[2:]
    bullet = line.starts and BULLET.match(text) is not None
    return Piece(line, text, raw, new_line=bullet or first)


def join(pieces: Iterable[Piece], layout: Layout) -> Joined:
    """The pieces as one text: a space between lines, none after the hyphen of a compound."""
    text = scan = ""
    offsets: list[tuple[int, int]] = []
    for part in pieces:
        text = _extend(text, part.text, part.new_line, layout)
        scan = _extend(scan, part.raw, part.new_line, layout)
        offsets.append((part.line.number, len(text) - len(part.text)))
    return Joined(text, scan if _plain(scan) != _plain(text) else "", tuple(offsets))


def _plain(text: str) -> str:
    """The text without the marks that start bullets, whose glyphs are no words."""
    return re.sub(r"(?m)^(?:[•Bm]) ", "", text)


def _extend(text: str, more: str, new_line: bool, layout: Layout) -> str:
    """The text with one more line put on."""
    if not text:
        return more
    if new_line:
        return f"{text}\n{more}"
    broken = re.search(r"(\S*\w)-$", text)
    if broken:
        word = f"{broken[1]}-{more.split()[0]}"
        bare = re.sub(r"^\W+|\W+$", "", word)
        return text[:-1] + more if bare in layout.broken else text + more
    return f"{text} {more}"


def hyphenated(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Every word that a hyphen divides at a line end, with the number of its line."""
    found: list[tuple[int, str]] = []
    for line, after in pairwise(lines):
        broken = re.search(r"(\S*\w)-$", line.text)
        if broken:
            word = f"{broken[1]}-{after.text.split()[0]}"
            found.append((line.number, re.sub(r"^\W+|\W+$", "", word)))
    return found


def search_words(text: str) -> str:
    """The text without bibliography numbers, lead-department asterisks and note marks."""
    return _MARKS.sub("", _REFERENCES.sub("", text))
