"""A paragraph cut into sentences, list stems and bullets, each with its offsets in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain import Paragraph

_END = re.compile(r"[.?!][)\]’”\"']*(?=\s+[A-Z0-9‘“\"'(\[£•])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|viz|para|paras|pp?|nos|vol|Mr|Mrs|Ms|Dr|St|Prof|Rt|Hon)"
    r"|\b[A-Z])\.$"
)
_DANGLING = re.compile(
    r"^(?:(?:In|On|At|For|As a result of|Despite|Under) )?"
    r"(?:This|These|That|Those|They|Their|Them|It|Its|He|She|His|Her|Such|However|But|And|Also"
    r"|Therefore|Thus|Furthermore|Moreover|Nevertheless|In addition|In contrast|Similarly|Both"
    r"|Others?|As a result|Consequently|The latter|The former|Here|Instead|Equally|Conversely"
    r"|Some of these|Many of these|One of these)\b"
)
_OWN = r"(?! (?:report|inspection|chapter|document|summary|section|definition|page|country)s?\b)"
_SELF = re.compile(
    r"^(?:This (?:report|inspection|document)|Those (?:who|with|whose))\b"
    r"|^It (?:is|was|has been|had been|remains|became) (?:\w+ ){1,3}(?:that|to|for|how|whether)\b"
)
_POINTING_BACK = re.compile(
    rf"^(?:(?:in|on|at|for|from|of|by|with|under|within|during|despite|among|where|when|if"
    rf"|as a result of|because of|in respect of|while all|much of|few of|some of|many of) )"
    rf"(?:this|these|such)\b{_OWN}"
    r"|^(?:another|a further|the (?:same|other|second|latter|former))\b"
    rf"|^(?:\S+ ){{0,13}}(?:of|about|to|for|with|in|on|from|by|that|considered|believe) "
    rf"(?:these|this|such)\b{_OWN}(?! (?:time|kind|sort|way|context)\b)"
    r"|^[^,]{2,45}, (?:this|these|they) (?:is|are|was|were|had|has|have|includes?|included|also)\b"
    r"|^\S+ (?:\S+ ){0,8}go(?:es)? further\b"
    r"|^We (?:\S+ ){0,8}(?:them|this)\b(?! (?:report|inspection|chapter|section))",
    re.IGNORECASE,
)
SHORT_STEM = 12  # words; a longer one says itself what its list is of
ANNOUNCEMENT = 7  # words; an opening no longer than this is said in full by the next sentence
LONG_BULLET = 45  # words; a longer bullet is offered sentence by sentence


class Role(StrEnum):
    """What a piece of text is within its paragraph."""

    SENTENCE = "sentence"
    STEM = "stem"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence, stem or bullet: `paragraph.text[start:end] == text`."""

    paragraph: Paragraph
    start: int
    end: int
    role: Role
    order: int  # its place among the pieces of the paragraph, from 0
    stem: int = -1  # for bullets: the order of their stem, -1 where there is none

    @property
    def text(self) -> str:
        """The verbatim words, without the bullet's mark."""
        return self.paragraph.text[self.start : self.end]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def dangling(self) -> bool:
        """Whether it opens with a word that points back at the sentence before."""
        return self.role is Role.SENTENCE and bool(_DANGLING.match(self.text))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of one line of running text; abbreviations do not end one.

    >>> sentence_spans("Aims, e.g. 4.5 per cent. It grew.")
    [(0, 24), (25, 33)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        opening = text[start : match.start() + 1]
        numbered = opening.endswith("No.") and text[match.end() :].lstrip()[:1].isdigit()
        if numbered or _ABBREVIATION.search(opening):
            continue
        spans.append((start, match.end()))
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def pieces(paragraph: Paragraph) -> tuple[Piece, ...]:
    """All pieces in reading order; nothing but spaces and bullet marks is left out."""
    found: list[Piece] = []
    stem = -1
    at = 0
    lines = paragraph.text.split("\n")
    for number, line in enumerate(lines):
        bullet = line.startswith(("• ", "– "))
        opens_list = number + 1 < len(lines) and lines[number + 1].startswith(("• ", "– "))
        shift = 2 if bullet else 0
        spans = sentence_spans(line[shift:])
        if bullet and spans and len(line.split()) - 1 <= LONG_BULLET:
            spans = [(spans[0][0], spans[-1][1])]
        for place, (first, last) in enumerate(spans):
            stems = opens_list and not bullet and place == len(spans) - 1
            role = Role.BULLET if bullet else Role.STEM if stems else Role.SENTENCE
            start = at + shift + first
            piece = Piece(
                paragraph, start, at + shift + last, role, len(found), stem if bullet else -1
            )
            found.append(piece)
            if stems:
                stem = piece.order
        if not bullet and not opens_list:
            stem = -1
        at += len(line) + 1
    return tuple(found)


def points_back(text: str) -> bool:
    """Whether a sentence speaks of what stands before it: "This was rare", "audits of these".

    >>> points_back("In these areas it was rare."), points_back("This report is the first.")
    (True, False)
    """
    if _SELF.match(text):
        return False
    return _DANGLING.match(text) is not None or _POINTING_BACK.match(text) is not None


def before(piece: Piece, all_pieces: tuple[Piece, ...]) -> Piece | None:
    """The sentence that a sentence or a list's stem points back to, None where there is none."""
    if piece.role is Role.BULLET or piece.order == 0 or not points_back(piece.text):
        return None
    earlier = all_pieces[piece.order - 1]
    named = piece.role is Role.STEM and piece.words > SHORT_STEM
    return earlier if earlier.role is Role.SENTENCE and not named else None


def after(piece: Piece, all_pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The sentence that a bare opening only announces: "The concerns go further."; else nothing."""
    last = piece.order + 1 == len(all_pieces)
    if piece.order or last or piece.role is not Role.SENTENCE or piece.words > ANNOUNCEMENT:
        return ()
    following = all_pieces[1]
    return (following,) if following.role is Role.SENTENCE else ()


def before_in_bullet(piece: Piece, all_pieces: tuple[Piece, ...]) -> Piece | None:
    """The sentence of the same bullet that a dangling opening points back to, else None."""
    if piece.role is not Role.BULLET or piece.order == 0 or not _DANGLING.match(piece.text):
        return None
    earlier = all_pieces[piece.order - 1]
    between = piece.paragraph.text[earlier.end : piece.start]
    return earlier if earlier.role is Role.BULLET and "\n" not in between else None


def with_stem(piece: Piece, all_pieces: Sequence[Piece]) -> str:
    """The piece as it is embedded and understood: a bullet with its stem before it."""
    return f"{all_pieces[piece.stem].text} {piece.text}" if piece.stem >= 0 else piece.text


def quoted(paragraph: Paragraph, all_pieces: Sequence[Piece], quote: str) -> tuple[int, ...]:
    """The orders of the pieces that a verbatim quote covers; for a list's stem, its bullets."""
    wanted = "".join(quote.replace("• ", "").split())
    places = [
        at
        for at, letter in enumerate(paragraph.text)
        if not letter.isspace()
        and not (letter in "•–" and paragraph.text[at - 1 : at] in ("", "\n"))
    ]
    at = "".join(paragraph.text[place] for place in places).find(wanted)
    if at < 0 or not wanted:
        return ()
    start, end = places[at], places[at + len(wanted) - 1] + 1
    found = [each.order for each in all_pieces if each.start < end and start < each.end]
    if len(found) == 1 and all_pieces[found[0]].role is Role.STEM:
        return tuple(each.order for each in all_pieces if each.stem == found[0])
    return tuple(found)
