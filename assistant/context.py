"""The end of the paragraph before, for an opening that cannot be understood without it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.sentences import Piece, Role, before, pieces, points_back

LONGEST = 75  # words of what is added
_NAMELESS = re.compile(
    r"^(?:However, |But |And )?(?:this|these|they|it|those|such) (?:\w+ly )?(?:is|are|was|were|had"
    r"|has|have|did|does|do|can|could|would|should|may|might|must|will|include[sd]?|means?|meant|led)\b"
    r"|\b(?:to|of|by|for|about|with) (?:this|these|them)[.,;]"
    r"|\b(?:given|paid|due) to them\b",
    re.IGNORECASE,
)


def with_context(chosen: Sequence[Piece], corpus: Corpus) -> tuple[Piece, ...]:
    """The pieces, before an opening that names nothing what it points to.

    Such an opening that only stands beside a better paragraph is left out.
    """
    held = {_key(piece) for piece in chosen}
    found: list[Piece] = []
    for piece in chosen:
        if piece.order == 0 and points_back(piece.text) and _NAMELESS.search(piece.text):
            best = piece.paragraph == chosen[0].paragraph
            alone = (piece.paragraph.id, 1) not in held
            if alone and not best:
                continue
            if best:
                found += [p for p in _end_before(piece.paragraph, corpus) if _key(p) not in held]
        found.append(piece)
    return tuple(found)


def _key(piece: Piece) -> tuple[str, int]:
    """Its one name."""
    return piece.paragraph.id, piece.order


def _end_before(paragraph: Paragraph, corpus: Corpus) -> tuple[Piece, ...]:
    """The last sentence or list of the paragraph before in the same section; none if too long."""
    earlier, _ = corpus.neighbours(paragraph.id)
    same = earlier is not None and earlier.headings == paragraph.headings
    if earlier is None or not same or paragraph.kind is Kind.RECOMMENDATION:
        return ()
    own = pieces(earlier)
    last = own[-1]
    if last.role is Role.BULLET:
        stem = own[last.stem]
        pointed = before(stem, own) if last.stem >= 0 else None
        listed = tuple(p for p in own if p is stem or p.stem == last.stem)
        ending = (pointed, *listed) if pointed else listed
    else:
        pointed = before(last, own)
        ending = (pointed, last) if pointed else (last,)
    return ending if sum(p.words for p in ending) <= LONGEST else ()
