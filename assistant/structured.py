"""Questions that the structure of a report answers exactly: numbers, addressees, places, parts.

A question is answered here only where nothing of it is left over: one that goes on to a topic
("… about vetting") is left to the search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.appendices import by_appendix, by_standard
from assistant.corpus import Corpus
from assistant.counts import counted
from assistant.domain import Filters, Kind, Paragraph, Passage
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import Quote, listed, quote_pieces, quote_recommendation, quote_whole
from assistant.main_points import asks_for_main_points
from assistant.members import members
from assistant.naming import LAST, Numbers, chapter_of, left_over, numbered
from assistant.pointed import pointed
from assistant.portraits import areas, authors, by_place, letter, overview
from assistant.recommending import by_addressee
from assistant.retrieval import passes
from assistant.sentences import after, pieces
from assistant.summaries import by_summary
from assistant.wording import Asks, Reading

CONCLUSIONS = 12  # paragraphs shown
_CONCLUSIONS = re.compile(r"\bconclu\w+|\bsummar\w+|\bmain points\b|\boverview\b|\babout\b")
_CONCLUSION_WORDS = words_of(
    """conclude concludes concluded conclusion conclusions come came reach reached draw drew drawn
    main key findings finding messages message points point about chapter end closing final section
    sections part"""
)


def structured(
    reading: Reading, corpus: Corpus, filters: Filters, passages: Sequence[Passage] = ()
) -> Extract | None:
    """The answer by structure; None where the question wants more than that.

    An Extract without statements says, in its first notice, that what is named does not exist.
    """
    asked = reading.asked or reading.question
    held = [p for p in corpus.paragraphs if _allowed(p, reading, filters)]
    if reading.pointed is not None:
        return pointed(reading, corpus, passages)
    found = (
        _by_number(asked, reading, corpus, held)
        or _by_chapter(asked, corpus, held)
        or by_standard(asked, reading, corpus, held)
        or by_appendix(asked, reading, corpus, held)
        or by_addressee(asked, reading, corpus, held)
        or by_place(asked, reading, corpus, held)
        or by_summary(asked, reading, corpus, held)
        or overview(asked, corpus, held)
        or letter(asked, corpus, held)
        or authors(asked, corpus, held)
        or areas(asked, corpus, held)
        or counted(asked, reading, corpus, held)
        or members(asked, reading, corpus, held)
    )
    return found if found and (found.statements or found.notices) else None


def _allowed(paragraph: Paragraph, reading: Reading, filters: Filters) -> bool:
    """Whether the reports named and the filters let it in."""
    named = not reading.reports or paragraph.report_id in reading.reports
    return named and (not filters or passes(paragraph, filters))


def _by_number(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """Recommendations and paragraphs that are named by number, whole."""
    numbers = numbered(asked)
    if not (numbers.recommendations or numbers.paragraphs):
        return None
    found: dict[Paragraph, None] = {}
    offered: dict[Paragraph, None] = {}
    for number in numbers.recommendations:
        exact, near = _recommendations_of(number, held)
        found.update(dict.fromkeys(exact or near))
        offered.update(dict.fromkeys(near if exact else ()))
    for number in numbers.paragraphs:
        found.update({p: None for p in held if p.number == number})
    own = {stem for p in found if p.kind is Kind.RECOMMENDATION for stem in left_over(p.text)}
    topic = [word for word in left_over(numbers.rest) if word not in own]
    if topic or (left_over(numbers.rest) and reading.kind in (Asks.NUMBER, Asks.WHY)):
        return None
    if not found:
        return _absent(numbers, held, corpus)
    notices: tuple[str, ...] = ()
    if offered:
        others = "; ".join(corpus.cite(p) for p in offered)
        notices = (f"Another report numbers its recommendations by chapter: see also {others}.",)
    quotes = [_whole(paragraph) for paragraph in found]
    return listed(quotes, corpus, notices=notices, also=[p.id for p in offered])


def _absent(numbers: Numbers, held: Sequence[Paragraph], corpus: Corpus) -> Extract | None:
    """What to say where no report has this number; None where nothing may be searched."""
    reports = dict.fromkeys(p.report_id for p in held)
    if not reports:
        return None
    dates = " or ".join(corpus.report(each).date for each in reports)
    wanted = [f"recommendation {each}" for each in numbers.recommendations]
    wanted += [f"paragraph {each}" for each in numbers.paragraphs]
    return Extract(notices=(f"There is no {' or '.join(wanted)} in the report of {dates}.",))


def _recommendations_of(
    number: str, held: Sequence[Paragraph]
) -> tuple[list[Paragraph], list[Paragraph]]:
    """Those of exactly this number, and those whose number within their chapter it is."""
    own = [p for p in held if p.kind is Kind.RECOMMENDATION]
    exact = [p for p in own if p.number.rsplit("/", 1)[-1] == number]
    return exact, [p for p in own if p.number.rsplit(".", 1)[-1] == number and p not in exact]


def _whole(paragraph: Paragraph) -> Quote:
    """A recommendation with its addressee, any other paragraph as it stands."""
    if paragraph.kind is Kind.RECOMMENDATION:
        return quote_recommendation(paragraph)
    return quote_whole(paragraph)


def _by_chapter(asked: str, corpus: Corpus, held: Sequence[Paragraph]) -> Extract | None:
    """The conclusions of a chapter, the first sentence of each."""
    number, rest = chapter_of(asked)
    sought = _CONCLUSIONS.search(rest) or asks_for_main_points(rest)
    if not number or not sought or left_over(rest, *_CONCLUSION_WORDS):
        return None
    titles = dict.fromkeys(p.headings[0] for p in held if p.headings)
    chapters = [title for title in titles if title.startswith("Chapter ")]
    named = [title for title in chapters if title.startswith(f"Chapter {number}:")]
    title = (chapters if number == LAST else named)[-1:]
    ends = [
        p
        for p in held
        if p.headings[:1] == tuple(title)
        and any(h in ("Conclusions", "Summary of Findings") for h in p.headings[1:])
    ]
    if not ends:
        return Extract(notices=(f"{title[0]} has no conclusions of its own.",)) if title else None
    lead = f"{ends[0].headings[0]}, {ends[0].headings[-1].lower()}:"
    quotes = [quote_pieces(p, 0, _opening(p)) for p in ends]
    return listed(quotes, corpus, lead=lead, shown=CONCLUSIONS)


def _opening(paragraph: Paragraph) -> int:
    """Where the opening of a paragraph ends: with its first sentence, or the one it announces."""
    own = pieces(paragraph)
    return len(after(own[0], own))
