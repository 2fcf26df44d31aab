"""The structure of any report: numbered paragraphs where it has them, else counted ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.domain import Kind, Paragraph
from ingest.lines import TextLine

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,3})\.?(?:[ \t]+|$)(?=\S|$)")
_SIMPLE = re.compile(r"(\d{1,3})[.)][ \t]+(?=\S)")
_ITEM = re.compile(r"(?:[•▪◦●‣·*–—-]|\(?[a-z]\)|\(?[ivx]+\)|\([0-9]+\))[ \t]+")
_KINDS = (
    (re.compile(r"recommendation", re.I), Kind.RECOMMENDATION),
    (re.compile(r"finding|found|conclusion", re.I), Kind.FINDING),
    (re.compile(r"glossary|definition|abbreviation", re.I), Kind.DEFINITION),
    (re.compile(r"good practice|case stud", re.I), Kind.GOOD_PRACTICE),
    (re.compile(r"appendi|annex", re.I), Kind.APPENDIX),
)
_CHAPTER = re.compile(r"(\d{1,2})\.?[ \t]+[A-Z]")  # "1 Introduction" before "1.1"
FEWEST = {"dotted": 2, "simple": 3}  # numbered paragraphs that make a report a numbered one
SHORT = 2  # as many do where most of the text stands under a number


@dataclass(frozen=True)
class Structure:
    """What was found in a report: its paragraphs, and in words how they are named."""

    paragraphs: tuple[Paragraph, ...]
    naming: str  # "numbered as printed", "counted under each heading", "counted on each page"
    headings: int


def parse_generic(report_id: str, lines: Sequence[TextLine]) -> Structure:
    """The paragraphs of a report whose layout is not known beforehand."""
    naming = _naming(lines)
    reader = _Reader(report_id, naming)
    for place, line in enumerate(lines):
        after = lines[place + 1] if place + 1 < len(lines) else None
        reader.take(line, after)
    reader.close()
    words = {
        "dotted": "numbered as printed",
        "simple": "numbered as printed",
        "page": "counted on each page",
        "heading": "counted under each heading",
    }[naming]
    return Structure(tuple(reader.paragraphs), words, reader.headings)


def _naming(lines: Sequence[TextLine]) -> str:
    """How paragraphs of this report are named."""
    for name, pattern in (("dotted", _DOTTED), ("simple", _SIMPLE)):
        last: tuple[int, ...] = ()
        found = 0
        for line in lines:
            match = pattern.match(line.text)
            if match and line.level == 0:
                number = tuple(map(int, match.groups()))
                if follows(last, number):
                    last, found = number, found + 1
        if found >= FEWEST[name] or (found >= SHORT and _mostly(lines, pattern)):
            return name
    return "page" if any(line.page for line in lines) else "heading"


def _mostly(lines: Sequence[TextLine], pattern: re.Pattern[str]) -> bool:
    """Whether at least half of the blocks of sentences start with such a number."""
    blocks = [one for one in lines if one.starts and not one.level and one.text.endswith(".")]
    numbered = sum(pattern.match(one.text) is not None for one in blocks)
    return 2 * numbered >= len(blocks)


def follows(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Whether this number can come next: one more, or 1 in the next chapter."""
    if not last:
        return number[-1] == 1
    if len(number) == 1:
        return number[0] == last[0] + 1
    return number == (last[0], last[1] + 1) or (number[0] > last[0] and number[1] == 1)


@dataclass
class _Reader:
    """Takes lines one by one; what is open is closed when something new starts."""

    report_id: str
    naming: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    headings: int = 0
    series: int = 1  # how often simple numbers have started at 1
    last: tuple[int, ...] = ()
    number: str = ""  # the printed number of the open paragraph
    counted: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[TextLine, str, bool]] = field(default_factory=list)

    def take(self, line: TextLine, after: TextLine | None) -> None:
        """Take in one line."""
        if line.level or self._heads_chapter(line, after) or self._looks_like_heading(line, after):
            self._heading(line)
            return
        pattern = {"dotted": _DOTTED, "simple": _SIMPLE}.get(self.naming)
        match = pattern.match(line.text) if pattern else None
        number = tuple(map(int, match.groups())) if match else ()
        if match and self._expected(number):
            self.close()
            if self.naming == "simple" and number == (1,) and self.last:
                self.series += 1
            self.last = number
            self.number = ".".join(map(str, number))
            self.parts.append((line, line.text[match.end() :].strip(), True))
            return
        item = _ITEM.match(line.text)
        if item:
            mark = "" if item[0].strip() in "•▪◦●‣·*–—-" else item[0]
            words = "• " + mark + line.text[item.end() :]
            self.parts.append((line, words, True))
            return
        numbered = self.naming in ("dotted", "simple") and self.number
        if line.starts and self.parts and not numbered and not self._continues(line):
            self.close()
        new_line = bool(line.starts and self.parts and not self._continues(line))
        self.parts.append((line, line.text, new_line))

    def _expected(self, number: tuple[int, ...]) -> bool:
        """Whether the number is the next one, or starts a new series under a heading."""
        restart = self.naming == "simple" and number == (1,) and not self.parts
        return follows(self.last, number) or restart

    def _continues(self, line: TextLine) -> bool:
        """Whether a page or blank line only cut the sentence before in two."""
        before = self.parts[-1][1] if self.parts else ""
        return bool(before) and before[-1] not in ".:;?!•" and line.text[:1].islower()

    def _looks_like_heading(self, line: TextLine, after: TextLine | None) -> bool:
        """Whether a line of plain text stands alone and reads like a heading."""
        if not line.starts or after is None or not (after.starts or _SIMPLE.match(after.text)):
            return False
        words = line.text.split()
        plain = not _ITEM.match(line.text) and not _DOTTED.match(line.text)
        shape = line.text[0].isupper() and line.text[-1].isalnum() and len(words) <= 12
        cut = self.parts and self.parts[-1][1][-1:] not in (".", ":", ";", "?", "!", ")", "’", "”")
        return plain and shape and not cut and not _SIMPLE.match(line.text)

    def _heads_chapter(self, line: TextLine, after: TextLine | None) -> bool:
        """Whether it is the numbered title of a chapter: its first paragraph comes next."""
        title = _CHAPTER.match(line.text) if self.naming == "dotted" else None
        first = _DOTTED.match(after.text) if after is not None else None
        if title is None or first is None or len(line.text.split()) > 12:
            return False
        return first.groups() == (title[1], "1") and line.text[-1].isalnum()

    def _heading(self, line: TextLine) -> None:
        """Close what is open; the heading replaces those of its level and below."""
        self.close()
        level = line.level or 2
        self.path = [head for head in self.path if head[0] < level] + [(level, line.text)]
        self.headings += 1
        self.number = ""

    def close(self) -> None:
        """Turn the open lines into a paragraph."""
        parts, self.parts = self.parts, []
        text = ""
        offsets: list[tuple[int, int]] = []
        for line, words, new_line in parts:
            text += ("\n" if new_line else " ") + words if text else words
            offsets.append((line.number, len(text) - len(words)))
        if not text.strip():
            return
        headings = tuple(head for _, head in self.path)
        name, label = self._name(parts[0][0], headings)
        self.paragraphs.append(
            Paragraph(
                self.report_id,
                name,
                label,
                _kind(headings),
                text,
                headings,
                (parts[0][0].number, parts[-1][0].number),
                text,
                offsets=tuple(offsets),
            )
        )
        self.number = ""

    def _name(self, line: TextLine, headings: Sequence[str]) -> tuple[str, str]:
        """Id tail and label of the paragraph that is being closed."""
        under = f"“{headings[-1]}”, " if headings else ""
        if self.number:
            if self.series > 1:
                return f"{self.series}/{self.number}", f"{under}paragraph {self.number}"
            return self.number, f"paragraph {self.number}"
        place = f"p{line.page}" if line.page else f"h{self.headings}"
        self.counted[place] = self.counted.get(place, 0) + 1
        count = self.counted[place]
        owner = f"page {line.page}, " if line.page else under
        return f"{place}.{count}", f"{owner}unnumbered paragraph {count}"


def _kind(headings: Sequence[str]) -> Kind:
    """What a paragraph is, from the nearest heading that says so."""
    for heading in reversed(headings):
        for pattern, kind in _KINDS:
            if pattern.search(heading):
                return kind
    return Kind.CONTEXT
