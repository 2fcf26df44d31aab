"""What a report says of a place by name, its good-practice boxes, and what the report is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.enumerating import enumerated
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import Quote, listed, quote_pieces
from assistant.naming import TABLES, left_over, plain, read_table
from assistant.sentences import Piece, Role, pieces
from assistant.wording import Asks, Reading

_GOOD_PRACTICE = re.compile(r"\bgood[- ]practices?\b|\bbest[- ]practice\b")
_PRAISE = words_of(
    """good practice practices best example examples area areas found find finds
    identified shown showed box boxes inspected went well do doing happened
    happening city county council overall like liked
    praise praised wrote written mention mentioned mentions about name named names see saw in"""
)
_OVERVIEW = re.compile(
    r"\babout\b|\bsummar\w*|\boverview\b|\bin (?:short|brief|a nutshell)\b|\bpurpose\b|\bscope\b"
    r"|\bcovers?\b|\baims?\b|\bwhat'?s in\b|\bcontains?\b"
)
_OVERVIEW_WORDS = words_of(
    """about short brief briefly nutshell purpose scope cover covers aim aims summary overview
    report reports new trainee im i'm what's whats this quick quickly simple simply plain words
    sentences look looks looked"""
)

_AUTHORS = re.compile(
    r"\bwho (?:wrote|writes|published|produced|prepared|compiled|issued|signed|carried out|led"
    r"|conducted|made|is behind|was behind)\b|\bauthors?\b|\bwritten by\b"
    r"|\b(?:which|what) (?:\w+ )?inspectorates\b|\binspectors'? names?\b"
    r"|\bnames? of (?:the )?(?:\w+ )?inspectors\b"
    r"|\bwho (?:are|were) (?:the|these) (?:\w+ )?inspectors\b"
)
_AUTHOR_WORDS = words_of(
    """wrote writes written publish published produced prepared compiled issued signed carried
    conducted led behind author authors inspectorate inspectorates name names took part involved
    eight inspectors inspectors' inspection inspections team work this"""
)
_RECIPIENTS = re.compile(
    r"\bletter\b.*\b(?:addressed|sent|written|go|went|for)\b|\b(?:addressed|sent|written) to\b"
    r"|\bministers?\b.*\bletter\b|\bletter\b.*\bministers?\b|\brecipients?\b|\baddressees?\b"
)
_SENDERS = re.compile(r"\bletter\b.*\b(?:from|signed)\b|\b(?:signed|sent|wrote)\b|\bbehalf\b")
_LETTER_WORDS = words_of(
    """letter covering cover sent send sends addressed written wrote to for from go goes went
    minister ministers secretaries state recipient recipients addressee addressees signed signs
    signatory signatories behalf presented present named"""
)
_AREAS = re.compile(
    r"\b(?:which|what|name|names|list)\b.*\b(?:areas|authorities|councils|places)\b.*"
    r"\b(?:inspected|visited|inspection|fieldwork|took part|included)\b|\beight (?:local )?areas\b"
)
_AREA_WORDS = words_of(
    """eight area areas authority authorities council councils place places local inspected visited
    inspection fieldwork took part included name names went chosen selected"""
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Sentences that state what a report is and who made it, counted from 0."""

    paragraph: str
    first: int
    last: int
    note: str = ""


def by_place(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The good-practice boxes of a place; without a word of good practice, all that names it."""
    text = plain(asked)
    for name in reading.elsewhere:
        text = re.sub(rf"\b{re.escape(plain(name))}\b", " ", text)
    places = _places(text, corpus)
    if reading.elsewhere and not places:
        return None
    boxes = [p for p in held if p.kind is Kind.GOOD_PRACTICE]
    wants_boxes = bool(_GOOD_PRACTICE.search(text) or (places and "example" in text))
    if not (places or wants_boxes) or reading.kind in (Asks.NUMBER, Asks.WHY, Asks.WHO):
        return None
    alone = bool(places) and wants_boxes
    if _topic(text, corpus) or (not alone and _topic(plain(reading.context), corpus)):
        return None
    if not places:
        quotes = [quote_pieces(p, 0, 0) for p in boxes]
        return listed(quotes, corpus, lead=f"{len(boxes)} boxes of good practice:")
    quotes = [quote for p in boxes for quote in _examples(p, places)]
    if not wants_boxes:
        other = [p for p in held if p.kind is not Kind.GOOD_PRACTICE]
        quotes += [quote for p in other for quote in _naming(p, places)]
    what = "good practice in" if wants_boxes else "what is said of"
    missing = " or ".join(reading.elsewhere)
    notices = (f"Not covered: the reports do not mention {missing}.",) if missing else ()
    lead = f"From the report, {what} {' and '.join(places)}:"
    return listed(quotes, corpus, lead=lead, notices=notices)


def _topic(text: str, corpus: Corpus) -> tuple[str, ...]:
    """What is left of a text about how places did, once their names are out."""
    names = plain(" ".join(_places(text, corpus))).split()
    return left_over(text, *names, *_PRAISE)


def _places(text: str, corpus: Corpus) -> tuple[str, ...]:
    """The areas of the good-practice boxes that the text names, the longest name of each."""
    names = {place for p in corpus.paragraphs for place in p.places}
    found = [n for n in names if any(re.search(rf"\b{re.escape(v)}\b", text) for v in _forms(n))]
    longest = [n for n in found if not any(n != other and n in other for other in found)]
    return tuple(sorted(longest))


def _forms(place: str) -> tuple[str, ...]:
    """How a reader may write a place: "Hammersmith & Fulham", or one half of it."""
    whole = plain(place)
    return (whole, whole.replace(" and ", " & "), *whole.split(" and "))


def _examples(paragraph: Paragraph, places: Sequence[str]) -> list[Quote]:
    """The examples of a box that name one of the places: lines with what goes on from them."""
    own = [place for place in paragraph.places if any(each in place for each in places)]
    if not own:
        return []
    if len(paragraph.places) == 1:
        return [quote_pieces(paragraph, 0, len(pieces(paragraph)) - 1)]
    return _runs(paragraph, [[p.order for p in block] for block in _blocks(paragraph)], places)


def _blocks(paragraph: Paragraph) -> list[list[Piece]]:
    """The pieces of each line with the bullets that follow it."""
    blocks: list[list[Piece]] = []
    for piece in pieces(paragraph):
        line = paragraph.text.rfind("\n", 0, piece.start)
        opens = not blocks or (piece.role is not Role.BULLET and line > blocks[-1][-1].start)
        if opens:
            blocks.append([])
        blocks[-1].append(piece)
    return blocks


def _runs(
    paragraph: Paragraph, blocks: Sequence[Sequence[int]], places: Sequence[str]
) -> list[Quote]:
    """A quote of each block that names one of the places; a block of no place goes on."""
    texts = [p.text for p in pieces(paragraph)]
    found: list[Quote] = []
    inside = False
    for block in blocks:
        words = " ".join(texts[order] for order in block)
        names = any(place in words for place in paragraph.places)
        inside = any(place in words for place in places) if names else inside
        if inside:
            found.append(quote_pieces(paragraph, block[0], block[-1]))
    return found


def _naming(paragraph: Paragraph, places: Sequence[str]) -> list[Quote]:
    """The sentences of any other paragraph that name one of the places."""
    if not any(place in paragraph.text for place in places):
        return []
    return [
        quote_pieces(paragraph, piece.order, piece.order)
        for piece in pieces(paragraph)
        if any(re.search(rf"\b{re.escape(place)}\b", piece.text) for place in places)
    ]


def overview(asked: str, corpus: Corpus, held: Sequence[Paragraph]) -> Extract | None:
    """The sentences that state what the report, or each report, is about."""
    text = plain(asked)
    if not re.search(r"\breports?\b|\binspections?\b|\breviews?\b", text):
        return None
    if not _OVERVIEW.search(text) or left_over(text, *_OVERVIEW_WORDS):
        return None
    quotes = _reviewed("sentence", corpus, held)
    return listed(quotes, corpus) if quotes else None


def authors(asked: str, corpus: Corpus, held: Sequence[Paragraph]) -> Extract | None:
    """Who wrote the report, or each report: the inspectorates and their chief inspectors."""
    text = plain(asked)
    if not _AUTHORS.search(text) or left_over(text, *_AUTHOR_WORDS):
        return None
    quotes = _reviewed("author", corpus, held)
    ids = {quote.paragraph.id for quote in quotes}
    notes = tuple(each.note for each in scopes("author") if each.note and each.paragraph in ids)
    return listed(quotes, corpus, notices=notes) if quotes else None


def letter(asked: str, corpus: Corpus, held: Sequence[Paragraph]) -> Extract | None:
    """To whom a covering letter is addressed, or who signed it and on whose behalf."""
    text = plain(asked)
    about = re.search(r"\bletter\b|\bbehalf\b", text) is not None
    if not about or left_over(text, *_LETTER_WORDS):
        return None
    table = "recipient" if _RECIPIENTS.search(text) and "behalf" not in text else "author"
    if table == "author" and not _SENDERS.search(text):
        return None
    ids = {p.id for p in held if p.kind is Kind.NOTE and p.number == "letter"}
    quotes = [quote for quote in _reviewed(table, corpus, held) if quote.paragraph.id in ids]
    return listed(quotes, corpus) if quotes else None


def areas(asked: str, corpus: Corpus, held: Sequence[Paragraph]) -> Extract | None:
    """How many areas were inspected, with the names that stand in the boxes of good practice."""
    text = plain(asked)
    if not _AREAS.search(text) or left_over(text, *_AREA_WORDS):
        return None
    quotes = _reviewed("area", corpus, held)
    named = sorted({place for p in held for place in p.places})
    whole = [n for n in named if not any(n != other and other in n for other in named)]
    if not (quotes and whole):
        return None
    notice = (
        "This copy of the report does not hold its list of the areas. Its boxes of good "
        f"practice name {enumerated(whole)}."
    )
    return listed(quotes, corpus, notices=(notice,))


def _reviewed(table: str, corpus: Corpus, held: Sequence[Paragraph]) -> list[Quote]:
    """The sentences of one of the reviewed tables, of the paragraphs that may be shown."""
    ids = {p.id for p in held}
    return [
        quote_pieces(corpus.paragraph(each.paragraph), each.first, each.last)
        for each in scopes(table)
        if each.paragraph in ids
    ]


@functools.cache
def scopes(table: str = "sentence") -> tuple[Scope, ...]:
    """One of the reviewed tables of sentences that state a report's own make-up."""
    entries = read_table(TABLES / "overview.toml", table)
    return tuple(Scope(e["paragraph"], e["first"], e["last"], e.get("note", "")) for e in entries)
