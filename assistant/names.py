"""Names of people in a question: beside a surname, an age or a word that introduces them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from assistant.settings import ROOT

NAMES = ROOT / "data" / "first-names.txt"
_WORD = r"[A-Z][a-zà-öø-ÿ]+(?:['’-][A-Z]?[a-zà-öø-ÿ]+)*"
_AGE = (
    r"(?:,? ?\(?(?:aged?|age:?) ?\d{1,2}\b"
    r"|,? \(?\d{1,2}[- ]?(?:years?|yrs?|months?|weeks?|yo|y/o)\b"
    r"|, \d{1,2}(?=[,.;)?! ]|$)| \(\d{1,2}\)|,? (?:who )?(?:is|was|turned|turns) \d{1,2}\b(?! ?%)"
    r"|,? (?:born|dob|d\.o\.b)\b)"
)
_FULL = re.compile(rf"\b({_WORD})((?: {_WORD}){{1,2}})\b")
_AGED = re.compile(rf"\b({_WORD}(?: {_WORD}){{0,2}})(?={_AGE})")
_INTRODUCED = re.compile(
    r"\b(?:[Nn]amed|[Cc]alled|[Nn]ame(?:'s|s)?(?: is| was)?|[Ii]nitials are|[Kk]nown as|[Cc]hild"
    r"|[Mm]y (?:\w+ )?(?:son|daughter|brother|sister|pupil|client|patient|neighbour|friend|niece"
    r"|nephew|cousin|husband|wife|partner|ex|student|stepson|stepdaughter|grandson|granddaughter|baby|boy|girl|lad|"
    r"stepdad|stepfather|stepmum|uncle|aunt|auntie|boss|manager|colleague|teacher))"
    rf",? ({_WORD}(?: {_WORD}){{0,2}})\b"
)
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? ((?:{_WORD} ){{0,2}}{_WORD})\b")

# People of public life whom the reports or questions about them name; naming them is no breach.
_PUBLIC_SURNAMES = frozenset({"climbié", "climbie", "laming", "utting", "ramsbotham"})
_PUBLIC = frozenset(
    {
        "ed balls",
        "des browne",
        "john denham",
        "alan johnson",
        "jack straw",
        "jacqui smith",
        "christine gilbert",
        "anne owers",
        "anna walker",
        "denise platt",
        "baby peter",
        "peter connelly",
        "maria colwell",
    }
)
_OTHER_WORDS = """
    January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday England Wales Scotland Britain London
    Act Child Children Area Local Safeguarding Protection Committee Committees Board Boards Home
    Office Police Service Services Report Chief Inspector Inspectors Social Health Care Court
    Crown Prison Probation National Working Together Section Chapter Standard Appendix Paragraph
    Recommendation Criterion What Which Who How Why When Where Did Does Is Are Was Were And But
    The In On At For I My We Our He She They It This That If Can Could Should Would Please Tell
    Family Department State Secretary Ofsted Cafcass Connexions"""
_NOT_NAMES = frozenset(_OTHER_WORDS.split())


@functools.cache
def first_names() -> frozenset[str]:
    """Common first names in lower case; those that are also common words are left out."""
    lines = NAMES.read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def named_people(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of names that point to a private person."""
    known = first_names()
    for match in _FULL.finditer(text):
        first, rest = match.group(1), match.group(2).split()
        if first.lower() in known and rest[0] not in _NOT_NAMES and not _public(match.group()):
            yield match.span()
    for pattern in (_AGED, _INTRODUCED, _TITLED):
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span(1))
            if start < end and not _public(text[start:end]):
                yield start, end
    yield from _untitled(text, known)


def _untitled(text: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """A lone first name inside a sentence: "the mother of Chloe"."""
    for match in re.finditer(rf"(?<=[a-z,] )({_WORD})\b(?! [A-Z])", text):
        if match.group(1).lower() in known:
            yield match.span(1)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without leading and trailing words that are no names."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and words[0].group() in _NOT_NAMES:
        words.pop(0)
    while words and words[-1].group() in _NOT_NAMES:
        words.pop()
    return (start + words[0].start(), start + words[-1].end()) if words else (start, start)


def _public(name: str) -> bool:
    """Whether it names someone of public life."""
    words = [word.lower().removesuffix("'s").removesuffix("’s") for word in name.split()]
    return " ".join(words) in _PUBLIC or not _PUBLIC_SURNAMES.isdisjoint(words)
