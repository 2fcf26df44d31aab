"""Lists that an answer quotes in part: what is left out is marked, and said how much it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.sentences import Piece, Role, pieces
from assistant.wording import Reading

LEFT_OUT = "…"
SEVERAL = 2  # points; one point alone answers by itself and is not taken for a list
_ALL = re.compile(
    r"\b(?:all|every|each|complete|full|whole|entire)\b(?! agenc| child| staff| area| report)"
    r"|\bevery(?:thing|one|body)\b|^(?:please )?(?:list|name)\b|\bgive me the list\b",
    re.IGNORECASE,
)


def asks_for_all(reading: Reading) -> bool:
    """Whether a list is wanted to its end."""
    return _ALL.search(reading.asked or reading.question) is not None


def marked(group: Sequence[Sequence[Piece]], quotes: Sequence[str]) -> str:
    """The quotes of one statement line by line, marked where points of their list are left out.

    `group` holds the runs of pieces that the quotes were cut by, all of one paragraph.
    """
    shown = {piece.order for run in group for piece in run}
    lists = _points(group[0][0])
    lines: list[str] = []
    for place, (run, quote) in enumerate(zip(group, quotes, strict=True)):
        first, last = run[0], run[-1]
        if first.role is Role.BULLET and _lacks(lists, shown, first, -1):
            lines.append(LEFT_OUT)
        lines.append(("• " if place and first.role is Role.BULLET else "") + quote)
        if last.role is Role.BULLET and run is group[-1] and _lacks(lists, shown, last, 1):
            lines.append(LEFT_OUT)
    return "\n".join(lines)


def cut_short(chosen: Sequence[Piece]) -> tuple[str, ...]:
    """One notice for each list of which several points, and not all, are shown."""
    notices: dict[str, None] = {}
    for stem in dict.fromkeys((p.paragraph, p.stem) for p in chosen if p.role is Role.BULLET):
        shown = {p.order for p in chosen if (p.paragraph, p.stem) == stem}
        points = [p for p in pieces(stem[0]) if p.role is Role.BULLET and p.stem == stem[1]]
        more = _lines(points) - _lines([p for p in points if p.order in shown])
        if len(shown) >= SEVERAL and more:
            left = f"{more} more points" if more > 1 else "1 more point"
            are = ("stand", "are") if more > 1 else ("stands", "is")
            where = f"{are[0]} in {stem[0].label} and {are[1]} not shown."
            notices[f"{left} of this list {where}"] = None
    return tuple(notices)


def _points(piece: Piece) -> dict[int, list[int]]:
    """The orders of the bullets under each stem of the piece's paragraph."""
    found: dict[int, list[int]] = {}
    for each in pieces(piece.paragraph):
        if each.role is Role.BULLET:
            found.setdefault(each.stem, []).append(each.order)
    return found


def _lacks(lists: dict[int, list[int]], shown: set[int], piece: Piece, step: int) -> bool:
    """Whether the neighbour of this point in its list is left out."""
    beside = piece.order + step
    return beside in lists[piece.stem] and beside not in shown


def _lines(points: Sequence[Piece]) -> int:
    """How many points of a list these are; a long one may be of several sentences."""
    starts = {p.paragraph.text.rfind("\n", 0, p.start) for p in points}
    return len(starts)
