"""Recommendations by addressee and by their place in the row, of one report or side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.bodies import names_body, others_asked
from assistant.compare import opening
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import listed, naming, opened, quote_recommendation
from assistant.naming import ORDINALS, Body, addressed, bodies_asked, left_over, numbered, plain
from assistant.wording import Asks, Reading

FEW = 4  # recommendations that only name a body and are shown in full
SHORT_LIST = 12  # recommendations beside which those that only name the body are shown
NAMED = "Addressed to others, but naming this body: "
WHOLE_LIST = 30  # recommendations shown where all of them are asked for
_RECOMMENDS = re.compile(
    r"\brecommend\w*|\brecs\b|\b(?:told|asked|advised|ordered|expected|required|supposed) to\b"
    r"|\b(?:told|asked|ask|tell)\b.*\bto do\b|\bwhat (?:must|should|shall)\b.*\bdo\b"
    r"|\bha(?:ve|s) to do\b"
)
_PLACE = (
    rf"(last|final|closing|next|following|previous|{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
)
_ONE = re.compile(
    rf"\b{_PLACE} (?:recommendation|rec|one)\b|\b{_PLACE} of (?:the |its |these )?rec\w+"
)
_POINTS_BACK = re.compile(r"\b(?:them|those|these|ones?)\b|^(?:and|what about|how about)\b")
_SIDE_BY_SIDE = words_of(
    """compare compares compared comparison contrast differ differs difference different versus vs
    side against between both two change changed changes then compared same similar"""
)
_MAIN = re.compile(r"\b(?:main|key|principal|major|top|most important|central) (?=rec)")
_CONCERNING = words_of("involve involves involving involved concern concerns affect affects cover")
_LATEST = re.compile(r"\blatest\b")


def by_addressee(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The recommendations to the bodies named, or all where none is; one by its place."""
    text, before = plain(asked), plain(reading.context)
    own = bool(_RECOMMENDS.search(text))
    if not own and not (_RECOMMENDS.search(before) and _POINTS_BACK.search(text)):
        return None
    bodies, rest = bodies_asked(asked)
    earlier, topic = bodies_asked(numbered(before).rest)
    others: tuple[Body, ...] = ()
    if not bodies and not earlier:
        others, rest = others_asked(rest)
    place = _ONE.search(rest)
    rest = _MAIN.sub(" ", _ONE.sub(" ", rest))
    passed = [*_CONCERNING, *(_SIDE_BY_SIDE if reading.compares else ())]
    if left_over(f"{rest} {_ONE.sub(' ', topic)}", *passed) or reading.kind is Asks.WHY:
        return None
    every = [p for p in held if p.kind is Kind.RECOMMENDATION]
    bodies = bodies or earlier
    if others:
        return _only_naming(every, others, reading, corpus)
    whole = "recommend" in f"{text} {before}"
    if not every or not (bodies or whole) or _LATEST.search(rest):
        return None
    told = [p for p in every if not bodies or any(addressed(p, body) for body in bodies)]
    if place is not None:
        return _one(place.group(1) or place.group(2), told, reading, corpus)
    if reading.compares:
        return _side_by_side(told, bodies, reading, corpus)
    return _recommendations(every, told, bodies, corpus)


def _one(place: str, told: Sequence[Paragraph], reading: Reading, corpus: Corpus) -> Extract | None:
    """The recommendation at this place in the row of each report; after the one before."""
    rows = [[p for p in told if p.report_id == r] for r in dict.fromkeys(p.report_id for p in told)]
    found: list[Paragraph] = []
    for row in rows:
        at = _position(place, row, reading.cited)
        if at is not None and 0 <= at < len(row):
            found.append(row[at])
    if not found:
        return None
    return listed([quote_recommendation(p) for p in found], corpus)


def _position(place: str, row: Sequence[Paragraph], cited: Sequence[str]) -> int | None:
    """Where in the row the place is, None where it is counted from something not shown."""
    if place in ("last", "final", "closing"):
        return len(row) - 1
    if place in ("next", "following", "previous"):
        shown = [at for at, p in enumerate(row) if p.id in cited]
        if not shown:
            return None
        return shown[0] - 1 if place == "previous" else shown[-1] + 1
    return int(place[:-2]) - 1 if place[0].isdigit() else ORDINALS.index(place)


def _side_by_side(
    told: Sequence[Paragraph], bodies: Sequence[Body], reading: Reading, corpus: Corpus
) -> Extract | None:
    """The recommendations of each report, and which report has none."""
    if not told:
        return None
    quotes = []
    for report_id in reading.reports:
        own = [quote_recommendation(p) for p in told if p.report_id == report_id]
        quotes += [opened(each, opening(own[0].paragraph, corpus)) for each in own[:1]] + own[1:]
    silent = [r for r in reading.reports if all(p.report_id != r for p in told)]
    names = f" to {_named(bodies)}" if bodies else ""
    notices = tuple(
        f"The report of {corpus.report(r).date} makes no recommendation{names}." for r in silent
    )
    dates = " and ".join(corpus.report(r).date for r in reading.reports)
    return listed(quotes, corpus, lead=f"{dates} compared:", notices=notices, shown=WHOLE_LIST)


def _recommendations(
    every: Sequence[Paragraph], told: Sequence[Paragraph], bodies: Sequence[Body], corpus: Corpus
) -> Extract | None:
    """The list of recommendations to these bodies, with those that only name them."""
    names = _named(bodies)
    reports = " and ".join(dict.fromkeys(corpus.report(p.report_id).date for p in every))
    if not told:
        known = any(addressed(p, body) for p in corpus.paragraphs for body in bodies)
        text = f"The report of {reports} makes no recommendation to {names}."
        return Extract(notices=(text,)) if known else None
    told_ids = {p.id for p in told}
    only_named = [
        p
        for p in every
        if p.id not in told_ids and any(names_body(p.text, body) for body in bodies)
    ]
    spoken = " and ".join(dict.fromkeys(corpus.report(p.report_id).date for p in told))
    count = f"{len(told)} recommendation{'s' if len(told) != 1 else ''}"
    to = f" {'are' if len(told) != 1 else 'is'} addressed to {names}" if bodies else ""
    lead = f"{spoken}: {count}{to}:"
    quotes = [quote_recommendation(p) for p in told]
    if len(bodies) != 1 or len(told) + len(only_named) > SHORT_LIST:
        return listed(quotes, corpus, lead=lead, shown=WHOLE_LIST)
    if len(only_named) > FEW:
        notices = (f"Addressed to others, but naming {names}: {naming(only_named)}.",)
        also = [p.id for p in only_named]
        return listed(quotes, corpus, lead=lead, notices=notices, also=also, shown=WHOLE_LIST)
    others = [opened(quote_recommendation(p), NAMED) for p in only_named]
    return listed([*quotes, *others], corpus, lead=lead, shown=WHOLE_LIST)


def _only_naming(
    every: Sequence[Paragraph], bodies: Sequence[Body], reading: Reading, corpus: Corpus
) -> Extract | None:
    """The recommendations that name bodies to which none is addressed, and that none is.

    Left to the search where no recommendation names them and what they have to do is asked for.
    """
    names = _named(bodies)
    said = [p for p in every if any(names_body(f"{p.addressee} {p.text}", b) for b in bodies)]
    them = "it" if len(bodies) == 1 and names.startswith("the ") else "them"
    silent = f"No recommendation is addressed to {names}"
    if not said:
        text = f"{silent}, and none names {them}. Ask what inspectors found about {them} instead."
        return Extract(notices=(text,)) if "recommend" in plain(reading.asked) else None
    dates = dict.fromkeys(corpus.report(p.report_id).date for p in said)
    count = f"1 names {them}" if len(said) == 1 else f"{len(said)} name {them}"
    quiet = [r for r in reading.reports if all(p.report_id != r for p in said)]
    notices = tuple(f"None of {corpus.report(each).date} names {them}." for each in quiet)
    lead = f"{' and '.join(dates)}: {silent[0].lower()}{silent[1:]}; {count}:"
    quotes = [quote_recommendation(p) for p in said]
    return listed(quotes, corpus, lead=lead, notices=notices, shown=WHOLE_LIST)


def _named(bodies: Sequence[Body]) -> str:
    """The bodies as running text."""
    return " or ".join(body.name for body in bodies)
