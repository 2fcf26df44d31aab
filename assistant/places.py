"""Places named in a question: "paragraph 5.45", "recommendation 14", "under standard seven"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain import Kind, Paragraph
from assistant.naming import CARDINALS, ORDINALS

_ORDINALS, _CARDINALS = ORDINALS[:9], CARDINALS[:9]  # standards and chapters
_NUMBER = r"(\d{1,2}|" + "|".join(_CARDINALS) + ")"
_EXACT = re.compile(
    r"\b(?:paragraphs?|paras?|section)\.? ((?:[a-z]/)?\d{1,2}\.\d{1,3})\b|\b(\d{1,2}\.\d{1,3})\b"
    rf"|\b(?:recommendation|rec)\.? {_NUMBER}\b"
)
_PART = re.compile(
    rf"\b(chapter|standard|std|ch)\.? {_NUMBER}\b"
    rf"|\b({'|'.join(_ORDINALS)}) (chapter|standard)\b|\b(appendix) ([a-z])\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a report as a question names it: ("standard", "7"), ("paragraph", "5.45")."""

    part: str
    number: str

    @property
    def exact(self) -> bool:
        """Whether it is one paragraph, not a whole part."""
        return self.part in ("paragraph", "recommendation")


def named_places(question: str) -> tuple[Place, ...]:
    """Every place that the question names, in order.

    >>> named_places("What does Recommendation 14 say, and std seven?")
    (Place(part='recommendation', number='14'), Place(part='standard', number='7'))
    """
    text = question.lower()
    found: dict[Place, None] = {}
    for paragraph, bare, recommendation in _EXACT.findall(text):
        if recommendation:
            found[Place("recommendation", _digits(recommendation))] = None
        else:
            found[Place("paragraph", (paragraph or bare).upper())] = None
    for part, number, ordinal, of, appendix, letter in _PART.findall(text):
        if appendix:
            found[Place("appendix", letter)] = None
            continue
        name = {"std": "standard", "ch": "chapter"}.get(part or of, part or of)
        found[Place(name, _digits(number) if number else str(_ORDINALS.index(ordinal) + 1))] = None
    return tuple(found)


def stands_at(paragraph: Paragraph, place: Place) -> bool:
    """Whether the paragraph is, or belongs to, the place."""
    if place.part == "paragraph":
        return paragraph.number == place.number
    if place.part == "recommendation":
        numbered = paragraph.number.rsplit("/", 1)[-1]
        return paragraph.kind is Kind.RECOMMENDATION and numbered == place.number
    start = f"{place.part} {place.number}:"
    return any(heading.lower().startswith(start) for heading in paragraph.headings)


def _digits(number: str) -> str:
    """The number in digits."""
    return number if number.isdigit() else str(_CARDINALS.index(number) + 1)
