"""Which of the scored pieces make the answer: enough of them, few words, few paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.sentences import Piece, Role, after, before, before_in_bullet

Key = tuple[str, int]  # paragraph id and order
SHORT_LIST = 45  # words; a list no longer than this, or of no more points, is always given whole
FEW_POINTS = 3
BARE = 12  # words; a sentence no longer than this that points back needs what it points to
_GOES_ON = re.compile(r"[;,] (?:and|or)$")


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece with the estimated chance that it is part of the answer."""

    piece: Piece
    score: float

    @property
    def key(self) -> Key:
        """Its one name: paragraph id and order."""
        return self.piece.paragraph.id, self.piece.order


@dataclass(frozen=True, slots=True)
class Budget:
    """How much an answer may hold; the values are tuned by `ingest.train_sentences`."""

    words: int = 70  # no further piece is begun beyond these
    list_words: int = 150
    share: float = 0.35  # of the best score, to add a piece of a paragraph already used
    other_share: float = 0.6  # of the best score, to add a piece of another paragraph
    paragraphs: int = 2
    pieces: int = 4
    whole: int = 0  # a best paragraph of no more words than this is given whole


def select(
    scored: Sequence[Scored],
    parts: Mapping[str, tuple[Piece, ...]],
    budget: Budget,
    restatements: Mapping[Key, Sequence[Key]],
    *,
    whole_lists: bool,
) -> tuple[Piece, ...]:
    """The pieces of the answer, paragraphs in order of their best piece, then reading order.

    `parts` holds all pieces of each paragraph, by paragraph id; a piece that restates one
    already chosen is passed over.
    """
    ranked = sorted(scored, key=lambda each: (-each.score, each.key))
    if not ranked:
        return ()
    top = ranked[0].score
    best = ranked[0].piece.paragraph.id
    short = sum(piece.words for piece in parts[best]) <= budget.whole
    chosen: dict[Key, Piece] = {(best, p.order): p for p in parts[best]} if short else {}
    paragraphs: list[str] = [best] if short else []
    begun = len(paragraphs)
    for each in ranked:
        paragraph_id = each.piece.paragraph.id
        fresh = paragraph_id not in paragraphs
        if each.key in chosen or (fresh and len(paragraphs) >= budget.paragraphs):
            continue
        if each.score < top * (budget.other_share if fresh else budget.share):
            continue
        if any(same in chosen for same in restatements.get(each.key, ())):
            continue
        group = _together(each.piece, parts[paragraph_id], budget, whole_lists=whole_lists)
        new = [piece for piece in group if (paragraph_id, piece.order) not in chosen]
        used = sum(piece.words for piece in chosen.values())
        full = begun >= budget.pieces or used + sum(p.words for p in new) > _limit(new, budget)
        if chosen and full:
            continue
        chosen |= {(paragraph_id, piece.order): piece for piece in new}
        begun += 1
        if fresh:
            paragraphs.append(paragraph_id)
    return tuple(
        sorted(
            chosen.values(), key=lambda piece: (paragraphs.index(piece.paragraph.id), piece.order)
        )
    )


def _limit(new: Sequence[Piece], budget: Budget) -> int:
    """The words that the answer may reach with these pieces."""
    return budget.list_words if len(new) > 2 else budget.words


def _together(
    piece: Piece, all_pieces: tuple[Piece, ...], budget: Budget, *, whole_lists: bool
) -> tuple[Piece, ...]:
    """The piece with what it needs to be understood: its stem, its list, the sentence before."""
    if piece.role is Role.SENTENCE:
        return (*_before(piece, all_pieces), piece, *after(piece, all_pieces))
    stem = piece.order if piece.role is Role.STEM else piece.stem
    stems = [*_before(all_pieces[stem], all_pieces), all_pieces[stem]] if stem >= 0 else []
    bullets = [each for each in all_pieces if each.role is Role.BULLET and each.stem == stem]
    size = sum(each.words for each in bullets)
    short = size <= SHORT_LIST or len(bullets) <= FEW_POINTS
    if short or (whole_lists and size <= budget.list_words):
        return (*stems, *bullets)
    first = bullets[: _fitting(bullets, budget)]
    if piece.role is Role.STEM or (whole_lists and piece in first):
        return (*stems, *first)
    earlier_one = before_in_bullet(piece, all_pieces)
    last = bullets[-1:] if piece in bullets[-2:-1] and _GOES_ON.search(piece.text) else []
    return (*stems, *([earlier_one] if earlier_one else []), piece, *last)


def _before(piece: Piece, all_pieces: tuple[Piece, ...]) -> list[Piece]:
    """What a piece points back to, and what that points back to."""
    first = before(piece, all_pieces)
    second = before(first, all_pieces) if first and first.words <= BARE else None
    return [each for each in (second, first) if each]


def _fitting(bullets: Sequence[Piece], budget: Budget) -> int:
    """How many of the bullets fit the list's budget, at least one."""
    total = 0
    for count, bullet in enumerate(bullets):
        total += bullet.words
        if total > budget.list_words:
            return max(count, 1)
    return len(bullets)


def by_paragraph(pieces: Iterable[Piece]) -> dict[str, tuple[Piece, ...]]:
    """All pieces of each paragraph, by paragraph id; those of one stand together."""
    grouped = groupby(pieces, key=lambda piece: piece.paragraph.id)
    return {paragraph_id: tuple(group) for paragraph_id, group in grouped}


def runs(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Pieces that stand next to each other in one paragraph, together, in the given order."""
    grouped: list[list[Piece]] = []
    for piece in pieces:
        last = grouped[-1][-1] if grouped else None
        follows = last is not None and last.paragraph.id == piece.paragraph.id
        if last is not None and follows and last.order + 1 == piece.order:
            grouped[-1].append(piece)
        else:
            grouped.append([piece])
    return tuple(tuple(group) for group in grouped)
