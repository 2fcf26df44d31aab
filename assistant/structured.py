"""Questions that the structure of a report answers exactly: numbers, addressees, places, parts.

A question is answered here only where nothing of it is left over: one that goes on to a topic
("… about vetting") is left to the search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Filters, Kind, Paragraph
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import Quote, listed, naming, quote_pieces, quote_recommendation, quote_whole
from assistant.naming import (
    Body,
    Numbers,
    addressed,
    bodies_asked,
    chapter_of,
    left_over,
    numbered,
    plain,
)
from assistant.portraits import by_place, overview
from assistant.retrieval import passes
from assistant.wording import Asks, Reading

_RECOMMENDS = re.compile(
    r"\brecommend\w*|\brecs\b|\b(?:told|asked|advised|ordered|expected|required|supposed) to\b"
    r"|\b(?:told|asked|ask|tell)\b.*\bto do\b|\bwhat (?:must|should|shall)\b.*\bdo\b"
    r"|\bha(?:ve|s) to do\b"
)
_ONE = re.compile(r"\b(?:first|last|latest|next|final|second) recommendation\b")
_POINTS_BACK = re.compile(r"\b(?:them|those|these|ones?)\b|^(?:and|what about|how about)\b")
_CONCLUSIONS = re.compile(r"\bconclu\w+|\bsummar\w+|\bmain points\b|\boverview\b|\babout\b")
_CONCLUSION_WORDS = words_of(
    """conclude concludes concluded conclusion conclusions come came reach reached draw drew drawn
    main points point about chapter"""
)


def structured(reading: Reading, corpus: Corpus, filters: Filters) -> Extract | None:
    """The answer by structure; None where the question wants more than that.

    An Extract without statements says, in its first notice, that what is named does not exist.
    """
    asked = reading.asked or reading.question
    held = [p for p in corpus.paragraphs if _allowed(p, reading, filters)]
    found = (
        _by_number(asked, reading, corpus, held)
        or _by_chapter(asked, corpus, held)
        or _by_addressee(asked, reading, corpus, held)
        or by_place(asked, reading, corpus, held)
        or overview(asked, corpus, held)
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
    if not number or not _CONCLUSIONS.search(rest) or left_over(rest, *_CONCLUSION_WORDS):
        return None
    ends = [
        p
        for p in held
        if p.headings
        and p.headings[0].lower().startswith(f"chapter {number}:")
        and any(h in ("Conclusions", "Summary of Findings") for h in p.headings[1:])
    ]
    if not ends:
        return None
    lead = f"{ends[0].headings[0]}, {ends[0].headings[-1].lower()}:"
    return listed([quote_pieces(p, 0, 0) for p in ends], corpus, lead=lead)


def _by_addressee(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """All recommendations to the bodies named, or all recommendations where none is."""
    before = plain(reading.context)
    own = bool(_RECOMMENDS.search(plain(asked)))
    if not own and not (_RECOMMENDS.search(before) and _POINTS_BACK.search(plain(asked))):
        return None
    bodies, rest = bodies_asked(asked)
    earlier, topic = bodies_asked(before)
    if left_over(f"{rest} {topic}") or _ONE.search(rest) or reading.kind is Asks.WHY:
        return None
    every = [p for p in held if p.kind is Kind.RECOMMENDATION]
    bodies = bodies or earlier
    whole = "recommend" in f"{plain(asked)} {before}" and reading.reports
    if not every or not (bodies or whole):
        return None
    return _recommendations(every, bodies, corpus)


def _recommendations(
    every: Sequence[Paragraph], bodies: Sequence[Body], corpus: Corpus
) -> Extract | None:
    """The list of recommendations to these bodies, with those that only name them."""
    told = [p for p in every if not bodies or any(addressed(p, body) for body in bodies)]
    names = " or ".join(body.name for body in bodies)
    reports = " and ".join(dict.fromkeys(corpus.report(p.report_id).date for p in every))
    if not told:
        known = any(addressed(p, body) for p in corpus.paragraphs for body in bodies)
        text = f"The report of {reports} makes no recommendation to {names}."
        return Extract(notices=(text,)) if known else None
    told_ids = {p.id for p in told}
    only_named = [
        p
        for p in every
        if p.id not in told_ids and any(name in plain(p.text) for b in bodies for name in b.held)
    ]
    spoken = " and ".join(dict.fromkeys(corpus.report(p.report_id).date for p in told))
    count = f"{len(told)} recommendation{'s' if len(told) != 1 else ''}"
    to = f" {'are' if len(told) != 1 else 'is'} addressed to {names}" if bodies else ""
    lead = f"{spoken}: {count}{to}:"
    notices: tuple[str, ...] = ()
    if only_named and len(bodies) == 1 and len(told) + len(only_named) <= 12:
        others = naming(only_named)
        notices = (f"Addressed to others, but naming {names}: {others}.",)
    also = [p.id for p in only_named] if notices else []
    quotes = [quote_recommendation(p) for p in told]
    return listed(quotes, corpus, lead=lead, notices=notices, also=also)
