"""Standards, their criteria and appendices that a question names: exact and complete."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.extracting import Extract
from assistant.framing import frame
from assistant.keyword import words_of
from assistant.listing import Quote, listed, opened, quote_pieces
from assistant.naming import LAST, left_over, ordinal_number, plain
from assistant.wording import Asks, Reading

LAST_PIECE = 10**6  # beyond the end of any paragraph
WHOLE = 600  # words of an appendix that is shown whole; of a longer one each paragraph's opening
MOST = 20  # criteria of one standard
_STANDARD = re.compile(
    r"\b(?:standards?|std)\b\.? (?:number |no\.? )?(?P<number>\d{1,2}|one|two|three|four|five|six"
    r"|seven|eight|nine)\b(?!\.\d)"
    r"|\b(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|last|final"
    r"|\d{1,2}(?:st|nd|rd|th)) (?:inspection )?standard\b"
)
_STANDARDS = re.compile(r"\bstandards\b|\bcriteria\b")
_CRITERIA = re.compile(r"\bcriteri(?:on|a)\b")
_APPENDIX = re.compile(r"\b(?:appendix|annex) (?P<letter>[a-z])\b")
_WORDS = words_of(
    """standard standards std criterion criteria inspection inspections appendix annex used use
    measure using against judge assess inspect measured judged inspected inspecting assessed
    looked work works worked under belong belongs belonging come comes part number called
    about eight nine seven title deals cover covers covered children's safeguards headed
    words apply stand stands sit sits"""
)


def by_standard(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The standards, one of them or its criteria, where nothing else is asked."""
    text = plain(asked)
    own = [p for p in held if p.kind is Kind.CRITERION]
    if not own or reading.kind is Asks.WHY or _more(text) or _more(plain(reading.context)):
        return None
    named = _STANDARD.search(text)
    letter = _APPENDIX.search(text)
    if named is None:
        plural = _STANDARDS.search(text) or (letter is not None and _of_letter(own, letter))
        return _all(own, corpus) if plural else None
    heads = _heads(own)
    number = _number(named, len(heads))
    if not 1 <= number <= len(heads):
        return Extract(notices=(f"There are {len(heads)} standards, and no standard {number}.",))
    return _one(heads[number - 1], own, corpus, criteria=_CRITERIA.search(text) is not None)


def by_appendix(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """What stands in an appendix that is named by its letter, where nothing else is asked."""
    text = plain(asked)
    found = _APPENDIX.search(text)
    if found is None or reading.kind is Asks.WHY or _more(_APPENDIX.sub(" ", text)):
        return None
    letter = found["letter"].upper()
    own = [p for p in held if p.headings[:1] and p.headings[0].startswith(f"Appendix {letter}:")]
    if not own:
        notice = f"The copy of the report that is held here has no text of Appendix {letter}."
        return Extract(notices=(notice,)) if held else None
    short = sum(len(p.text.split()) for p in own) <= WHOLE
    quotes = [quote_pieces(p, 0, LAST_PIECE if short else 0) for p in own]
    quotes = [opened(q, frame(q.paragraph, q.paragraph.text[q.start : q.end])) for q in quotes]
    return listed(quotes, corpus, lead=f"{own[0].headings[0]}:")


def _more(text: str) -> bool:
    """Whether a text asks for more than standards, criteria and appendices."""
    rest = _APPENDIX.sub(" ", _STANDARD.sub(" ", text))
    return bool(left_over(rest, *_WORDS))


def _of_letter(own: Sequence[Paragraph], letter: re.Match[str]) -> bool:
    """Whether the standards stand in the appendix of this letter."""
    return own[0].headings[0].startswith(f"Appendix {letter['letter'].upper()}:")


def _heads(own: Sequence[Paragraph]) -> list[Paragraph]:
    """The first paragraph under each standard's heading: the standard itself."""
    return list({p.headings[-1]: p for p in reversed(own)}.values())[::-1]


def _number(named: re.Match[str], count: int) -> int:
    """The number of the standard that is named."""
    number = ordinal_number(named["number"] or named["ordinal"])
    return count if number == LAST else int(number)


def titled(paragraph: Paragraph) -> str:
    """The heading of a standard as it stands before its words: "Standard 5 (Information …): "."""
    name, _, title = paragraph.headings[-1].partition(": ")
    return f"{name} ({title}): "


def _all(own: Sequence[Paragraph], corpus: Corpus) -> Extract:
    """Every standard, and how many criteria stand under them."""
    heads = _heads(own)
    lead = (
        f"Appendix B sets {len(heads)} standards with {len(own) - len(heads)} criteria under them. "
        "They are what the inspectors looked for, not what they found:"
    )
    quotes = [Quote(p, 0, len(p.text), titled(p)) for p in heads]
    notice = "The criteria of each can be asked for: “criteria of standard 3”."
    return listed(quotes, corpus, lead=lead, notices=(notice,), shown=len(heads))


def _one(
    head: Paragraph, own: Sequence[Paragraph], corpus: Corpus, *, criteria: bool
) -> Extract | None:
    """One standard and how many criteria it has, or these in full."""
    under = [p for p in own if p.headings[-1] == head.headings[-1] and p is not head]
    name = head.headings[-1].partition(":")[0]
    if not criteria:
        lead = "What the inspectors looked for, not what they found:"
        notice = f"It has {len(under)} criteria: ask for the “criteria of {name.lower()}”."
        quotes = [Quote(head, 0, len(head.text), titled(head))]
        return listed(quotes, corpus, lead=lead, notices=(notice,), also=[p.id for p in under])
    lead = (
        f"{head.headings[-1]}. It has {len(under)} criteria: what the inspectors looked for, not "
        "what they found:"
    )
    quotes = [Quote(p, 0, len(p.text), f"Criterion {p.number.rsplit('/', 1)[-1]}: ") for p in under]
    return listed(quotes, corpus, lead=lead, also=[head.id], shown=MOST)
