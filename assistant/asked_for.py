"""What a question asks for by name, and whether the sentences found hold such a thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.citations import numbers

_FIGURE = re.compile(
    r"(?<!with )(?<!on )(?<!of )\bhow (?:many|much|meny|old)\b"
    r"|\b(?:percentage|per ?cent|proportion|number|ratio|rate"
    r"|budget|cost|salary|price|amount|timescales?|phone number)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bhow m[ae]ny ((?:\w+ ){0,4}?\w+?)(?: (?:were|was|are|is|did|do|does|had|has|have|in|on|of"
    r"|at|took|live|died|there|for|per|should|must|could|can|worked|left)\b|\?|$)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\([^()]*\d[^()]*\)|\b(?:19|20)\d\d(?:[-/]\d+)?\b|\bAct \d+")
_QUANTITY = re.compile(
    r"\b(?:half|third|quarter|fifth|majority|minority|most|all|none|few|one|once|monthly|weekly"
    r"|annual\w*|yearly|every|each|twice)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:percentage|per ?cent|proportion|share of|ratio|rate of|rate at)\b|%", re.I
)
_SHARE_GIVEN = re.compile(
    r"per ?cent|%|\b(?:half|thirds?|quarters?|fifths?|tenths?|majority|minority|one in|out of|most"
    r"|proportion)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\bhow much (?:\w+ ){0,6}(?:cost|spen[dt]|pay|paid)\b"
    r"|\b(?:salary|salaries|wages|allowances?)\b"
    r"|\bwhat (?:was|is|were|are) the (?:\w+ ){0,3}(?:budget|cost|price|fees?)\b"
    r"|\b(?:what|which) benefits\b|\bspent the (?:most|least)\b",
    re.IGNORECASE,
)
MONEY_GIVEN = re.compile(r"£|\b(?:cost|salary|fees?|charge\w*|allowances?)\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:today|nowadays|right now|now\?|at the moment|current(?:ly)? (?:guidance|law|rules)"
    r"|this year|these days|how (?:do|can) (?:i|we)\b)",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:can|may|could|should|must|shall) (?:i|we|my|our|you)\b(?! (?:please )?(?:"
    r"(?:give|tell|show|read|find) (?:me|us)|explain|expand|elaborate|clarify|quote)\b)"
    r"|\b(?:am i|are we) (?:allowed|obliged|required|permitted|entitled|supposed|able)\b"
    r"|\b(?:do|would) (?:i|we) (?:have|need) to\b"
    r"|\b(?:is it|would it be|isn't it) (?:legal|illegal|lawful|unlawful|ok|okay|allowed|permitted"
    r"|against the law|a breach)\b|\bwhat (?:does the law|is the law|are the rules|are my duties)\b"
    r"|\bwithout (?:\w+ ){0,2}(?:consent|permission)\b",
    re.IGNORECASE,
)
NOT_THE_RULE = (
    "This is what inspectors found in 2002 or 2008, not today's rule on what you may or must do: "
    "look in current law, statutory guidance and your local procedures."
)
_NOUN = re.compile(
    r"\b(?:what|which|whose|how m[ae]ny|how much) ((?:\w+ ){0,3}?\w+?)(?: (?:of|was|were|is|are"
    r"|did|do|does|had|has|have|that|in|on|for|to|should|must|could|can|would|will|they|the|a|an"
    r"|it|ran|spent|uses?d?|there|per)\b|\?|$)",
    re.IGNORECASE,
)
Stems = Callable[[str], Sequence[str]]


def asks_for_a_figure(question: str) -> bool:
    """Whether a number, share or sum is asked for."""
    return _FIGURE.search(question) is not None


def figure_missing(question: str, told: Sequence[str]) -> bool:
    """Whether a figure is asked for and no sentence holds one."""
    return bool(_FIGURE.search(question)) and not any(has_figure(text) for text in told)


def share_missing(question: str, told: Sequence[str]) -> bool:
    """Whether a proportion is asked for and no sentence holds one."""
    return bool(_SHARE.search(question)) and not any(_SHARE_GIVEN.search(text) for text in told)


def money_missing(question: str, told: Sequence[str]) -> bool:
    """Whether a sum is asked for and no sentence speaks of money."""
    return bool(_MONEY.search(question)) and not any(MONEY_GIVEN.search(text) for text in told)


def count_missing(question: str, told: Sequence[str], stems: Stems) -> bool:
    """Whether a count is asked for and no figure stands close before the thing counted."""
    asked = _COUNTED.search(question)
    if asked is None:
        return False
    counted = set(stems(asked.group(1).split()[-1]))
    for text in told:
        tokens = _REFERENCE.sub(" ", text).split()
        for place, token in enumerate(tokens):
            beside = " ".join(tokens[max(0, place - 4) : place + 2])
            if counted & set(stems(token)) and numbers(beside):
                return False
    return True


def noun_missing(question: str, held: frozenset[str], stems: Stems) -> bool:
    """Whether the thing asked for ("which drugs") is a word that nothing found has."""
    asked = _NOUN.search(question)
    if asked is None:
        return False
    named = stems(asked.group(1).split()[-1])
    return bool(named) and not set(named) & held


def asks_for_the_present(question: str) -> bool:
    """Whether the question is about today or about what the reader should do."""
    return _PRESENT.search(question) is not None


def asks_for_the_rule(question: str) -> bool:
    """Whether the reader asks what may or must be done, by law or by the rules of today."""
    return _RULE.search(question) is not None


def has_figure(text: str) -> bool:
    """Whether a figure or share stands in the text, years and references aside."""
    bare = _REFERENCE.sub(" ", text)
    return bool(numbers(bare)) or _QUANTITY.search(bare) is not None
