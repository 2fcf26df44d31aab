"""What a sentence is like, whatever is asked: the columns of the scorer that need no question."""

from __future__ import annotations

import re

from assistant.citations import YEAR, bodies, dates, numbers
from assistant.sentences import Piece, Role

_REASON = re.compile(
    r"\b(because|as a result|due to|owing to|since|so that|reasons?|in order to|led to|resulted"
    r"|meant that|therefore|consequence|compounded|contribut\w+|arising|caused?)\b",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(is|are|means?|defined|known as|refers? to|responsib\w+|consists?|includ\w+|role|purpose)\b"
)
_DUTY = re.compile(r"\b(should|must|required?|expected|ensure|need(?:s|ed)? to|duty)\b")
TRAITS = (
    "words", "place", "pieces", "facts", "bullet", "stem", "dangling",
    "figure", "date", "body", "reason", "defining", "duty",
)  # fmt: skip


def traits_of(piece: Piece, count: int, facts: int) -> tuple[float, ...]:
    """What a piece is like, whatever is asked: the columns `TRAITS`."""
    text = piece.text
    return (
        float(piece.words),
        piece.order / max(count - 1, 1),
        float(count),
        float(facts),
        float(piece.role is Role.BULLET),
        float(piece.role is Role.STEM),
        float(piece.dangling),
        float(bool(numbers(text))),
        float(bool(dates(text) or YEAR.search(text))),
        float(bool(bodies(text))),
        float(bool(_REASON.search(text))),
        float(bool(_DEFINING.search(text))),
        float(bool(_DUTY.search(text))),
    )
