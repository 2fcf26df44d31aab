"""How chosen sentences are stated: what stands before a quote, and which quotes stand together."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Kind, Paragraph
from assistant.naming import opens_with_body, told_to_act
from assistant.selecting import runs
from assistant.sentences import Piece, Role
from assistant.standards import INTRODUCED, is_standard


def frame(paragraph: Paragraph, words: str) -> str:
    """What must stand before a quote for it to be understood: who is told to act, where, or what.

    A standard is introduced as one, for its words alone read as a finding.
    """
    if is_standard(paragraph):
        return INTRODUCED
    if paragraph.kind is Kind.RECOMMENDATION and not opens_with_body(words):
        told = told_to_act(paragraph)
        opens = paragraph.text.startswith(words.split("\n")[0])
        if not told:
            return ""
        return f"{told} should: " if opens else f"To {told.replace('The ', 'the ', 1)}: "
    if paragraph.kind is Kind.APPENDIX and len(paragraph.headings) > 1:
        return "" if _names(words, paragraph.headings[-1]) else f"{paragraph.headings[-1]}: "
    held = words.lower()
    missing = [place for place in paragraph.places if place.lower() not in held]
    if paragraph.kind is Kind.GOOD_PRACTICE and missing and len(paragraph.places) == 1:
        return f"{missing[0]}: "
    return ""


def _names(words: str, heading: str) -> bool:
    """Whether the words name the body of a heading, in full or by its acronym."""
    name, _, acronym = heading.rstrip(")").partition(" (")
    return name in words or (bool(acronym) and acronym in words)


def groups(chosen: Sequence[Piece]) -> list[list[tuple[Piece, ...]]]:
    """Runs of neighbouring pieces; a bullet away from its stem stands in one group with it."""
    grouped: list[list[tuple[Piece, ...]]] = []
    for run in runs(chosen):
        first = run[0]
        held = [piece for each in grouped[-1] for piece in each] if grouped else []
        if first.role is Role.BULLET and any(
            piece.paragraph.id == first.paragraph.id and piece.order == first.stem for piece in held
        ):
            grouped[-1].append(run)
        else:
            grouped.append([run])
    return grouped
