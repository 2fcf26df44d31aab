"""Citations cut from paragraphs by offsets, and the gate that a statement must pass to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.domain import Citation, Paragraph, Statement
from assistant.sentences import sentence_spans

_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SMALL_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: value for value, word in enumerate(SMALL_NUMBERS, start=1)}
_PARTS = {"half": "1/2", "third": "1/3", "thirds": "1/3", "quarter": "1/4", "quarters": "1/4",
          "fifth": "1/5", "fifths": "1/5", "tenth": "1/10"}  # fmt: skip
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[- ]({'|'.join(list(_UNITS)[:9])}))?|({'|'.join(_UNITS)}))\b",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?= \d)|(?<=\d )(January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_CAPITALISED = re.compile(r"[A-Z][A-Za-zé’'&-]*[A-Za-z]")
_ACRONYM = re.compile(r"[A-Z][A-Za-z&]*[A-Z]s?")
_MARKER = re.compile(r"\s*\[(\d+)\]")
_QUOTED = re.compile(r"“([^”]{12,})”|\"([^\"]{12,})\"")
_REFERENCE = re.compile(r" ?\(\d{1,2}(?:, \d{1,2})*(?:,? (?:and|&) \d{1,2})?\)")
_SMALL = frozenset({"and", "of", "for", "the", "to", "a", "an", "in", "on", "by", "with"})
_OPENERS = frozenset({
    "The", "A", "An", "In", "On", "At", "For", "By", "With", "From",
    "As", "It", "This", "These", "They", "Most", "Some", "All", "Few", "No", "Many",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a statement may not be shown."""

    kind: str  # "unknown marker", "uncited", "number", "date", "body" or "quote"
    detail: str


@dataclass(frozen=True, slots=True)
class Gated:
    """The statements that passed, and what was dropped with the reason."""

    statements: tuple[Statement, ...]
    dropped: tuple[tuple[str, Problem], ...] = ()


def cut(paragraph: Paragraph, start: int, end: int, *, marker: int, label: str) -> Citation:
    """A citation of `paragraph.text[start:end]`; ValueError where the offsets cut nothing."""
    if not 0 <= start < end <= len(paragraph.text):
        raise ValueError(f"{paragraph.id} has no text from {start} to {end}.")
    return Citation(marker, paragraph, label, start, end)


def spoken(citation: Citation) -> str:
    """The quote without the numbers that only point to a bibliography, as an answer says it."""
    searched = citation.paragraph.search_text

    def kept(found: re.Match[str]) -> str:
        return "" if searched and found.group().strip() not in searched else found.group()

    return _REFERENCE.sub(kept, citation.quote)


def locate(paragraph: Paragraph, quote: str) -> tuple[int, int] | None:
    """Offsets of a quote in the paragraph, spaces and quotation marks aside; None if not there.

    What is returned are the paragraph's own words: an altered word is never found.
    """
    words = [re.escape(word) for word in _plain(quote).split()]
    if not words:
        return None
    found = re.search(r"\s+(?:[•–] )?".join(words), _plain(paragraph.text), re.IGNORECASE)
    return found.span() if found else None


def _plain(text: str) -> str:
    """The text with typewriter quotes and hyphens, of the same length."""
    return text.translate(str.maketrans("‘’“”–—\u2011\u00a0", "''\"\"--- "))


def numbers(text: str) -> frozenset[str]:
    """The figures of a text in one form: "1,200" -> "1200", "seventy-two" -> "72".

    >>> sorted(numbers("72 per cent of the thirty-two, 1,200 in a third"))
    ['1/3', '1200', '32', '72']
    """
    found = {match.replace(",", "").rstrip(".") for match in _DIGITS.findall(text)}
    for tens, unit, small in _NUMBER_WORD.findall(text):
        if small.lower() == "one":
            continue  # far more often a pronoun than a figure
        value = _TENS.get(tens.lower(), 0) + _UNITS.get(unit.lower(), 0) if tens else 0
        found.add(str(value or _UNITS[small.lower()]))
    words = re.findall(r"[a-z]+", text.lower())
    for previous, word in pairwise(words):
        if word in _PARTS and (previous in _UNITS or previous in ("a", "quarters")):
            found.add(_PARTS[word])
    return frozenset(found)


def dates(text: str) -> frozenset[str]:
    """The months that stand beside a figure: "in October 2002" -> {"october"}."""
    return frozenset((first or second).lower() for first, second in _MONTH.findall(text))


def bodies(text: str) -> frozenset[str]:
    """The words that name something: acronyms, and capitalised words that do not open a sentence.

    >>> sorted(bodies("Courts in Kent met the Crown Prosecution Service and ACPCs."))
    ['ACPCs', 'Crown', 'Kent', 'Prosecution', 'Service']
    """
    found: set[str] = set()
    for start, end in sentence_spans(text):
        words = text[start:end].split()
        for place, word in enumerate(words):
            bare = word.strip("“”‘’\"'([{,.;:?!)]}")
            if not _CAPITALISED.fullmatch(bare):
                continue
            named = place + 1 < len(words) and words[place + 1][:1].isupper()
            opens = place == 0 and (bare in _OPENERS or not named)
            if _ACRONYM.fullmatch(bare) or not opens:
                found.add(bare)
    return frozenset(found)


def _body_known(body: str, source: str) -> bool:
    """Whether the source names this body: as it stands, in another number, or by its initials."""
    plain = re.sub(r"'s$", "", _plain(body).lower())
    held = _plain(source).lower()
    if re.search(rf"\b{re.escape(plain.rstrip('s'))}", held):
        return True
    if not _ACRONYM.fullmatch(body):
        return False
    starts = "".join(word[0] for word in re.findall(r"[a-z]+", held) if word not in _SMALL)
    return plain.rstrip("s") in starts


def unsupported(text: str, sources: Sequence[Paragraph]) -> tuple[Problem, ...]:
    """The figures, dates, named bodies and quotes of a text that no cited paragraph contains.

    Heading, label, addressee and places of a paragraph count as its own.
    """
    said = _MARKER.sub("", text)
    held = "\n".join(
        " ".join((p.text, p.scan, p.addressee, p.lead, *p.headings, *p.places, p.label))
        for p in sources
    )
    problems = [Problem("number", n) for n in sorted(numbers(said) - numbers(held))]
    problems += [Problem("date", d) for d in sorted(dates(said) - dates(held))]
    problems += [Problem("body", b) for b in sorted(bodies(said)) if not _body_known(b, held)]
    for match in _QUOTED.finditer(said):
        quote = match.group(1) or match.group(2)
        if all(locate(paragraph, quote) is None for paragraph in sources):
            problems.append(Problem("quote", quote))
    return tuple(problems)


def gate(statements: Iterable[Statement], sources: Mapping[int, Paragraph]) -> Gated:
    """Statements whose markers all name a given paragraph and whose content these support.

    `sources` maps each marker that may be used to the paragraph behind it.
    """
    passed: list[Statement] = []
    dropped: list[tuple[str, Problem]] = []
    for statement in statements:
        problem = check(statement, sources)
        if problem is None:
            passed.append(statement)
        else:
            dropped.append((statement.text, problem))
    return Gated(tuple(passed), tuple(dropped))


def check(statement: Statement, sources: Mapping[int, Paragraph]) -> Problem | None:
    """The first reason why this statement may not be shown, None where there is none."""
    if not statement.markers:
        return Problem("uncited", statement.text)
    for marker in statement.markers:
        if marker not in sources:
            return Problem("unknown marker", str(marker))
    problems = unsupported(statement.text, [sources[marker] for marker in statement.markers])
    return problems[0] if problems else None
