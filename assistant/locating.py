"""A quote located in a text by its letters, whatever its spaces, bullets and misread letters."""

from __future__ import annotations

import re

from assistant.domain import Paragraph

_DOUBLED = re.compile(r"(.)\1+")
_NO_LETTER = re.compile(r"[^a-z0-9]")
EDGES = (40, 24, 16)  # letters that must agree at each end of a quote, more tried first


def fold(text: str) -> str:
    """Letters and digits in lower case, q as g, doubled ones once."""
    return _DOUBLED.sub(r"\1", _NO_LETTER.sub("", text.lower().replace("q", "g")))


def _places(text: str) -> list[int]:
    """Where in the text each character of `fold(text)` stands."""
    places: list[int] = []
    before = ""
    for place, character in enumerate(text.lower().replace("q", "g")):
        if _NO_LETTER.match(character):
            continue
        if character != before:
            places.append(place)
        before = character
    return places


def locate(text: str, quote: str) -> tuple[int, int] | None:
    r"""Offsets of the quote's words in the text, None where they do not stand there.

    Where the middle differs (a running head, a misread letter) both ends must stand in the text
    in order and at about the right distance.

    >>> locate("Children\n• are safe; and", "children are safe")
    (0, 18)
    """
    exact = text.find(quote) if quote else -1
    if exact >= 0:
        return exact, exact + len(quote)
    letters, wanted = fold(text), fold(quote)
    if not wanted:
        return None
    start, end = _span(letters, wanted)
    if start < 0:
        return None
    places = _places(text)
    last = places[end - 1] + 1
    while last < len(text) and fold(text[last]):
        last += 1  # a doubled letter at the end
    while last < len(text) and text[last] in ".;:,!?)’”" and quote.rstrip()[-1:] == text[last]:
        last += 1
    return places[start], last


def _span(letters: str, wanted: str) -> tuple[int, int]:
    """Where the wanted letters stand, whole or by their two ends; (-1, -1) where they do not."""
    start = letters.find(wanted)
    if start >= 0:
        return start, start + len(wanted)
    for edge in (edge for edge in EDGES if 2 * edge < len(wanted)):
        start = letters.find(wanted[:edge])
        ends = [m.end() for m in re.finditer(re.escape(wanted[-edge:]), letters[max(start, 0) :])]
        if start >= 0 and ends:
            end = start + min(ends, key=lambda end: abs(end - len(wanted)))
            if abs(end - start - len(wanted)) <= len(wanted) // 3:
                return start, end
    return -1, -1


def verbatim(paragraph: Paragraph, quote: str) -> str:
    """The paragraph's own words for a quote, which may be in the words of the scan; "" if none.

    Repairs never change how many words a text has, so the place of a word in the scan is its
    place in the repaired text.
    """
    span = locate(paragraph.text, quote)
    if span:
        return paragraph.text[span[0] : span[1]]
    span = locate(paragraph.scan, quote) if paragraph.scan else None
    if span is None:
        return ""
    before = len(paragraph.scan[: span[0]].split())
    within = len(paragraph.scan[span[0] : span[1]].split())
    words = list(re.finditer(r"\S+", paragraph.text))[before : before + within]
    return paragraph.text[words[0].start() : words[-1].end()]
