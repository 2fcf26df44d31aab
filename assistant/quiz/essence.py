"""A text reduced to what it says: case, marks, articles, spelling and the form of figures apart."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.quiz.figures import value
from assistant.quiz.text import squeeze

_REFERENCES = re.compile(r"\s*\(\d{1,2}(?:(?:, | and )\d{1,2})*\)")  # of a bibliography
_SHORTENED = (
    (r"\bwon't\b", "will not"),
    (r"\bcan't\b|\bcannot\b", "can not"),
    (r"n't\b", " not"),
    (r"\bper cent\b|\bpercent\b", "%"),
    (r"&", " and "),
    (r"(?<=\d),(?=\d{3})", ""),
)
_AMOUNTS = re.compile(r"\ba (few|little|lot)\b")  # "a few" says the opposite of "few"
_NUMBERS = re.compile(
    r"\b(?:(?:twenty|thirty|forty|fifty)(?:-[a-z]+)?|zero|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|[a-z]+teen)\b"
)
_AMERICAN = (
    (re.compile(r"iz(e|es|ed|ing|ation|ations|ational)$"), r"is\1"),
    (re.compile(r"^(behavi|neighb|fav|lab|col|hon)or"), r"\1our"),
    (re.compile(r"^(cent|theat)er(s?)$"), r"\1re\2"),
)
_WORD = re.compile(r"£?\d+(?:\.\d+)*%?|[^\W_]+|%|_{3,}")
_ARTICLES = frozenset({"a", "an", "the"})


@lru_cache(maxsize=4096)
def essence(text: str) -> tuple[str, ...]:
    """The words of a text in order; two texts with the same words say the same.

    >>> essence("The Inspectors visited eight areas.") == essence("inspectors visited 8 areas")
    True
    >>> essence("few areas") == essence("a few areas")
    False
    """
    plain = _REFERENCES.sub("", squeeze(text).lower())
    for pattern, instead in _SHORTENED:
        plain = re.sub(pattern, instead, plain)
    plain = _NUMBERS.sub(_in_digits, _AMOUNTS.sub(r"a\1", plain)).replace("'", "")
    plain = re.sub(r"(\d) %", r"\1%", plain)
    return tuple(_british(word) for word in _WORD.findall(plain) if word not in _ARTICLES)


def _in_digits(found: re.Match[str]) -> str:
    """A number word in digits, another word as it stands."""
    try:
        return str(value(found[0]))
    except ValueError:
        return found[0]


def _british(word: str) -> str:
    for pattern, instead in _AMERICAN:
        word = pattern.sub(instead, word)
    return word
