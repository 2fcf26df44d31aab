"""The answer to a follow-up that asks for an item of the answer before: its whole paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph, Passage, Shown
from assistant.extracting import Extract
from assistant.listing import Quote, listed, quote_pieces, quote_recommendation, quote_whole
from assistant.sentences import pieces
from assistant.wording import Reading

LONGEST = 250  # words of a paragraph that is quoted whole
RELATED = 2  # further paragraphs, where the item had been shown whole already
_UNRELATED = (Kind.NOTE, Kind.APPENDIX, Kind.DEFINITION)


def pointed(reading: Reading, corpus: Corpus, passages: Sequence[Passage]) -> Extract | None:
    """The paragraphs of the items that the question points at; None where it points at none."""
    held = reading.pointed
    if held is None:
        return None
    if not held.items:
        count = f"{held.of} items" if held.of != 1 else "one item only"
        return Extract(notices=(f"The answer before shows {count}: there is no {held.missing}.",))
    quotes: dict[Paragraph, Quote] = {}
    for item in held.items:
        if item.paragraph_id in corpus:
            paragraph = corpus.paragraph(item.paragraph_id)
            quotes.setdefault(paragraph, _whole(paragraph, item))
    if not quotes:
        return None
    more: list[Quote] = []
    if held.more and all(_was_shown(quote, held.items) for quote in quotes.values()):
        more = _related(list(quotes), passages)
    cited = "; ".join(dict.fromkeys(corpus.cite(paragraph) for paragraph in quotes))
    lead = f"From the answer before, {cited}{', and what stands nearest to it' if more else ''}:"
    return listed([*quotes.values(), *more], corpus, lead=lead)


def _whole(paragraph: Paragraph, item: Shown) -> Quote:
    """The paragraph; of one too long, the part from what was shown onwards."""
    if paragraph.kind is Kind.RECOMMENDATION:
        return quote_recommendation(paragraph)
    own = pieces(paragraph)
    if sum(piece.words for piece in own) <= LONGEST:
        return quote_pieces(paragraph, 0, len(own) - 1)
    said = item.text.split("\n")[0]
    first = next((piece.order for piece in own if piece.text and piece.text in said), 0)
    last, words = first, 0
    for piece in own[first:]:
        words += piece.words
        if words > LONGEST:
            break
        last = piece.order
    return quote_pieces(paragraph, first, last)


def _was_shown(quote: Quote, items: Sequence[Shown]) -> bool:
    """Whether one of the items held all of these words."""
    words = quote.paragraph.text[quote.start : quote.end].split()
    own = [each for each in items if each.paragraph_id == quote.paragraph.id]
    return any(len(item.text.split()) >= len(words) for item in own)


def _related(shown: Sequence[Paragraph], passages: Sequence[Passage]) -> list[Quote]:
    """The nearest other paragraphs that say something of the matter."""
    others = [p.paragraph for p in passages if p.paragraph not in shown]
    return [quote_whole(p) for p in others if p.kind not in _UNRELATED][:RELATED]
