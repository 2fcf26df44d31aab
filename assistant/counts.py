"""How many of a thing there are: every sentence of the reports whose number counts that thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations import numbers
from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.extracting import Extract
from assistant.keyword import Stems
from assistant.listing import Quote, listed, quote_pieces
from assistant.sentences import pieces
from assistant.wording import Reading

MOST = 5  # sentences; a thing that is counted more often is left to the search
BETWEEN = 2  # words that may stand between the number and the thing
_HOW_MANY = re.compile(
    r"^(?:(?:so|and|but|please|tell me),? )*how many ((?:[\w'’-]+ ){0,3}?[\w'’-]+?)"
    r"(?: (?:were|are|was|is|did))?"
    r"(?: (?:there|inspected|altogether|exist|existed|overall|in (?:total|all)))*"
    r"\s*\?*$",
    re.IGNORECASE,
)


def counted(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The sentences that count the thing asked for, where nothing else is asked."""
    found = _HOW_MANY.match(asked)
    if found is None or reading.context:
        return None
    stems = Stems()
    named = found.group(1)
    same = [term for term in reading.terms if _initials(term) == _initials(named)]
    forms = [tuple(stems.all(form)) for form in (named, *same)]
    wanted = [form for form in forms if form]
    quotes = [quote for p in held for quote in _counting(p, wanted, stems)]
    if not wanted or not 0 < len(quotes) <= MOST:
        return None
    notices: tuple[str, ...] = ()
    if len(quotes) > 1:
        notices = ("The reports count them in more than one place, and not always the same ones.",)
    return listed(quotes, corpus, notices=notices)


def _initials(name: str) -> str:
    """The letters of an abbreviation, or those that the words of a name begin with."""
    words = name.rstrip("s").split()
    return (words[0] if len(words) == 1 else "".join(word[0] for word in words)).lower()


def _counting(paragraph: Paragraph, wanted: Sequence[tuple[str, ...]], stems: Stems) -> list[Quote]:
    """The sentences of a paragraph in which a number stands right before one of the forms."""
    found: list[Quote] = []
    for piece in pieces(paragraph):
        words = re.findall(r"[\w'’,-]+", re.sub(r"\(\d[^)]*\)", " ", piece.text))
        if any(_counts(words[at:], wanted, stems) for at in range(len(words))):
            found.append(quote_pieces(paragraph, piece.order, piece.order))
    return found


def _counts(words: Sequence[str], wanted: Sequence[tuple[str, ...]], stems: Stems) -> bool:
    """Whether the first word is a number and one of the forms follows it closely."""
    if not words or words[0].endswith(",") or not numbers(words[0]):
        return False
    if re.fullmatch(r"(?:19|20)\d\d", words[0]):
        return False
    after = stems.all(" ".join(words[1 : 1 + BETWEEN + max(len(form) for form in wanted)]))
    return any(
        tuple(after[at : at + len(form)]) == form
        for form in wanted
        for at in range(min(BETWEEN, len(after)) + 1)
    )
