"""Checks of a parsed report: everything suspicious, with its explanation where one was reviewed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Kind, Paragraph
from ingest.cleaning import Line
from ingest.conserving import misplaced
from ingest.joining import hyphenated
from ingest.layouts import Layout
from ingest.ledger import PARAGRAPH, Parse

LONG = 200  # words
_WORD = re.compile(r"[a-zà-ÿ]+(?:[’'][a-z]+)?")
_GLUED = re.compile(r"\b[A-Z]?[a-z]{2,}[A-Z][a-z]+\b")
_SPACING = re.compile(r" [,.;:)](?!\w)|\( |,,|\.\.|;;")
_SCAN = re.compile(r"[|~^_™®\ufffd]|\b[Qq](?!u)[a-z]+|[a-z]+q(?!u)[a-z]*|(?<!\w)\([A-Z],")


@dataclass(frozen=True, slots=True)
class Suspect:
    """One suspicious thing; `why` is its reviewed explanation, "" where there is none."""

    check: str
    where: str  # a paragraph id or "line 12"
    detail: str
    why: str = ""

    def __str__(self) -> str:
        """One line of the printed report."""
        ending = f"explained: {self.why}" if self.why else "NOT EXPLAINED"
        return f"{self.check:<10} {self.where:<14} {self.detail}  [{ending}]"


def suspects(
    parse: Parse, lines: Sequence[Line], layout: Layout, vocabulary: frozenset[str]
) -> list[Suspect]:
    """Everything suspicious about one report, explained where the layout table explains it."""
    of_text = {entry.line for entry in parse.entries if entry.role == PARAGRAPH}
    found = [
        *unknown_lines(parse, lines),
        *lost_words(parse, lines, layout),
        *broken_series(parse.paragraphs, layout.counts),
        *bad_texts(parse.paragraphs),
        *unnamed(parse.paragraphs),
        *odd_words(parse.paragraphs, vocabulary | layout.known),
        *undecided_hyphens([line for line in lines if line.number in of_text], layout),
    ]
    judged = [
        Suspect(s.check, s.where, s.detail, layout.explained.get((s.check, s.where), ""))
        for s in found
    ]
    used = {(s.check, s.where) for s in judged}
    stale = [
        Suspect("stale", where, f"the explanation of {check!r} no longer applies")
        for check, where in layout.explained
        if (check, where) not in used
    ]
    return judged + stale


def unknown_lines(parse: Parse, lines: Iterable[Line]) -> Iterator[Suspect]:
    """Source lines that the ledger misses or holds twice."""
    counted = Counter(entry.line for entry in parse.entries)
    for line in lines:
        if counted[line.number] != 1:
            times = "belongs to nothing" if not counted[line.number] else "is counted twice"
            yield Suspect("line", f"line {line.number}", f"{line.text[:60]!r} {times}")


def lost_words(parse: Parse, lines: Sequence[Line], layout: Layout) -> Iterator[Suspect]:
    """Source lines whose words are not whole in the one place they belong to."""
    for number in misplaced(parse, lines, layout.bullet_glyphs):
        yield Suspect("words", f"line {number}", "its words are lost, repeated or out of order")


def unnamed(paragraphs: Iterable[Paragraph]) -> Iterator[Suspect]:
    """Paragraphs under a heading that the file has lost, with no single name put back."""
    for paragraph in paragraphs:
        if any("not named" in heading for heading in paragraph.headings):
            yield Suspect("unnamed", paragraph.id, paragraph.headings[-1])


def broken_series(paragraphs: Sequence[Paragraph], counts: Mapping[str, int]) -> Iterator[Suspect]:
    """Repeated ids, gaps in the numbering, and series shorter or longer than in print."""
    for name, times in Counter(p.id for p in paragraphs).items():
        if times > 1:
            yield Suspect("duplicate", name, f"occurs {times} times")
    series: dict[str, set[int]] = defaultdict(set)
    for paragraph in paragraphs:
        numbered = re.fullmatch(r"(.+)[./](\d+)|(\d+)", paragraph.number)
        if numbered:
            series[numbered[1] or ""].add(int(numbered[2] or numbered[3]))
    report = paragraphs[0].report_id if paragraphs else ""
    for head in {**series, **counts}:
        last = counts.get(head, max(series[head], default=0))
        missing = sorted(set(range(1, last + 1)) - series[head])
        extra = sorted(series[head] - set(range(1, last + 1)))
        if missing or extra:
            detail = f"missing {missing[:9]}, beyond the end {extra[:9]}"
            yield Suspect("gap", f"{report}/{head}", detail)


def bad_texts(paragraphs: Iterable[Paragraph]) -> Iterator[Suspect]:
    """Texts that are empty, very long, or look cut at either end."""
    for paragraph in paragraphs:
        words = len(paragraph.text.split())
        if words < 2:
            yield Suspect("empty", paragraph.id, f"{words} words")
        if words > LONG:
            yield Suspect("long", paragraph.id, f"{words} words")
        if paragraph.kind in (Kind.DEFINITION, Kind.NOTE):
            continue
        if not re.match(r"[A-Z“‘•–*¹²\d]", paragraph.text):
            yield Suspect("start", paragraph.id, repr(paragraph.text[:40]))
        if not re.search(r"[.?!)¹²’”]$", paragraph.text):
            yield Suspect("end", paragraph.id, repr(paragraph.text[-40:]))


def odd_words(paragraphs: Iterable[Paragraph], vocabulary: frozenset[str]) -> Iterator[Suspect]:
    """Traces of a scan: odd marks and letters, words nobody knows, words run together."""
    for paragraph in paragraphs:
        text = paragraph.text
        for check, pattern in (("scan", _SCAN), ("glued", _GLUED), ("spacing", _SPACING)):
            found = Counter(match for match in pattern.findall(text))
            for odd, times in found.items():
                if odd not in vocabulary:
                    yield Suspect(check, paragraph.id, f"{odd!r} {times} times")
        unknown = {word for word in _WORD.findall(text.lower()) if word not in vocabulary}
        if vocabulary and unknown:
            yield Suspect("word", paragraph.id, ", ".join(sorted(unknown)))


def undecided_hyphens(lines: Sequence[Line], layout: Layout) -> Iterator[Suspect]:
    """Words divided at a line end that the reviewed table does not decide."""
    for number, word in hyphenated(lines):
        if word not in layout.broken | layout.compounds:
            yield Suspect("hyphen", f"line {number}", word)


def words_of(paragraphs: Iterable[Paragraph]) -> frozenset[str]:
    """The vocabulary of a clean text."""
    return frozenset(word for p in paragraphs for word in _WORD.findall(p.text.lower()))
