"""Statements that quote whole parts of paragraphs, and the list that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.citations import cut
from assistant.corpus import Corpus
from assistant.domain import Citation, Paragraph, Statement
from assistant.extracting import Extract
from assistant.naming import opens_with_body
from assistant.sentences import pieces
from assistant.standards import INTRODUCED, is_standard

SHOWN = 8  # statements; the rest of a list is named
LONGEST = 120  # words of a paragraph that is quoted whole
LEAD_MARK = "An asterisk marks the suggested lead department."


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of a paragraph's text, with what stands before and after it in the statement."""

    paragraph: Paragraph
    start: int
    end: int
    before: str = ""
    after: str = ""


def quote_pieces(paragraph: Paragraph, first: int, last: int) -> Quote:
    """The sentences and bullets from one to another, both included."""
    own = pieces(paragraph)
    return Quote(paragraph, own[first].start, own[min(last, len(own) - 1)].end)


def quote_whole(paragraph: Paragraph) -> Quote:
    """The paragraph up to a limit of words, cut after a sentence; a list is kept whole.

    A standard is introduced as one.
    """
    own = pieces(paragraph)
    last, words = 0, 0
    for piece in own:
        words += piece.words
        if words > LONGEST and not paragraph.bullets:
            break
        last = piece.order
    whole = quote_pieces(paragraph, 0, last)
    return opened(whole, INTRODUCED) if is_standard(paragraph) else whole


def quote_recommendation(paragraph: Paragraph) -> Quote:
    """A recommendation whole, with who is told to act and the suggested lead department."""
    named = "" if opens_with_body(paragraph.text) else paragraph.addressee
    before = f"{paragraph.label[0].upper()}{paragraph.label[1:]}: "
    if named:
        before += f"{named} should: "
    after = f" (suggested lead department: {paragraph.lead})" if paragraph.lead else ""
    return Quote(paragraph, 0, len(paragraph.text), before, after)


def opened(quote: Quote, words: str) -> Quote:
    """The quote with these words before all others."""
    return replace(quote, before=words + quote.before)


def naming(paragraphs: Sequence[Paragraph]) -> str:
    """Their labels in a row."""
    return ", ".join(p.label for p in paragraphs)


def listed(
    quotes: Sequence[Quote],
    corpus: Corpus,
    lead: str = "",
    notices: tuple[str, ...] = (),
    also: Sequence[str] = (),
    shown: int = SHOWN,
) -> Extract:
    """The first statements with a citation each; the rest by label in a notice.

    What stands around a quote is the paragraph's own label, addressee and lead department, so
    every statement passes the gate of `assistant.citations`.
    """
    first, rest = quotes[:shown], quotes[shown:]
    statements: list[Statement] = []
    citations: list[Citation] = []
    for quote in first:
        citation = _cited(quote, corpus, len(citations) + 1)
        text = quote.before + citation.quote + quote.after
        statements.append(Statement(text, (citation.marker,)))
        citations.append(citation)
    kept = {each.paragraph.id for each in citations}
    more = tuple(dict.fromkeys(quote.paragraph for quote in rest if quote.paragraph.id not in kept))
    if more:
        notices = (f"{len(more)} more: {naming(more)}.", *notices)
    if any(p.lead and "*" in p.text for p in (each.paragraph for each in citations)):
        notices = (*notices, LEAD_MARK)
    others = dict.fromkeys((*(p.id for p in more), *also))
    return Extract(
        tuple(statements),
        tuple(citations),
        tuple(each for each in others if each not in kept),
        lead or from_reports(citations, corpus),
        notices,
        why=("The question names a part of the reports, so that part is quoted as it stands.",),
    )


def _cited(quote: Quote, corpus: Corpus, marker: int) -> Citation:
    """The citation that this quote is cut by."""
    label = corpus.cite(quote.paragraph)
    return cut(quote.paragraph, quote.start, quote.end, marker=marker, label=label)


def from_reports(citations: Sequence[Citation], corpus: Corpus) -> str:
    """One line that says which reports speak."""
    dates = list(dict.fromkeys(corpus.report(c.paragraph.report_id).date for c in citations))
    reports = "report" if len(dates) == 1 else "reports"
    return f"From the {reports} of {' and '.join(dates)}:"
