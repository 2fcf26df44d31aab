"""Parts of a paragraph to show: whole sentences, and an ellipsis wherever words are left out."""

from __future__ import annotations

from assistant.domain import Paragraph
from assistant.sentences import Piece, Role, pieces

BESIDE = 350  # characters of the paragraphs before and after a source
OPENING = 140  # characters of a paragraph that is offered to be read


def last_sentences(paragraph: Paragraph, limit: int = BESIDE) -> str:
    r"""The end of a paragraph: its last whole sentences, never a point without what opens its list.

    >>> from assistant.domain import Kind
    >>> text = "None was good. They did not:\n• ask\n• look"
    >>> last_sentences(Paragraph("2002", "1", "paragraph 1", Kind.FINDING, text), 6)
    '… They did not:\n• …\n• look'
    """
    parts = pieces(paragraph)
    if not parts:
        return paragraph.text
    first = len(parts) - 1
    while first > 0 and (_room(parts, first - 1, limit) or parts[first].dangling):
        first -= 1
    if first == 0:
        return paragraph.text
    piece = parts[first]
    start = paragraph.text.rfind("\n", 0, piece.start) + 1
    if piece.role is not Role.BULLET:
        return "… " + paragraph.text[piece.start :]
    rest = paragraph.text[start:] if start + 2 == piece.start else f"• … {_from(piece)}"
    if piece.stem < 0:
        return f"…\n{rest}"
    stem = parts[piece.stem]
    opened = f"{'… ' if stem.order else ''}{stem.text}\n"
    return opened + (rest if first == stem.order + 1 else f"• …\n{rest}")


def first_sentences(paragraph: Paragraph, limit: int = BESIDE) -> str:
    """The beginning of a paragraph: its first whole sentences."""
    parts = pieces(paragraph)
    kept = [part for part in parts if part.end <= limit] or list(parts[:1])
    if not parts or len(kept) == len(parts):
        return paragraph.text
    return paragraph.text[: kept[-1].end] + " …"


def opening_words(paragraph: Paragraph, limit: int = OPENING) -> str:
    """The first words of a paragraph on one line."""
    text = " ".join(paragraph.text.split())
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:•–") + " …"


def _room(parts: tuple[Piece, ...], first: int, limit: int) -> bool:
    return parts[-1].end - parts[first].start <= limit


def _from(piece: Piece) -> str:
    return piece.paragraph.text[piece.start :]
