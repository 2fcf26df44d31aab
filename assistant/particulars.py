"""Whether the sentences that would answer give the reason, or the place, that is asked for.

Inspectors often say that something was so "in one area" without naming it, or without saying why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from assistant.alignment import Rarity, Tokens, nearness

_SIGNS = ("asked", "less aligned where given", "given nowhere", "not given in best")
NAMES = tuple(f"{sort} {sign}" for sort in ("reason", "place") for sign in _SIGNS)
_REASON = re.compile(
    r"\bwhy\b|\bhow come\b|\breasons? (?:for|why|given)\b|\bwhat for\b"
    r"|\b(?:what|which|for what) (?:was |were |is |are )?(?:the |given as )?(?:main |chief )?"
    r"(?:reasons?|causes?|grounds|explanation|rationale)\b"
    r"|\bwhat (?:made|led|prompted|caused|stopped|prevented)\b"
    r"|\bhow (?:did|does|do) \w+ (?:explain|account for)\b",
    re.IGNORECASE,
)
_REASON_GIVEN = re.compile(
    r"\b(?:because|as|since|due to|owing to|so that|so they|reasons?|result\w*|therefore|through"
    r"|(?:in )?order to|caused?|causes|led to|leading to|to ensure|enabl\w+|means? that|meant that"
    r"|consequen\w+|by \w+ing|where there|lack of|absence of|given|arising from|following"
    r"|contribut\w+|difficult\w*|unable)\b",
    re.IGNORECASE,
)
_SITE = (
    r"(?:council|area|place|locality|localit|authorit|count|town|borough|hospital|trust|school"
    r"|prison|institution|yoi|force|acpc|committee|district|lscb|board|unit|home|court|jail|cit"
    r"|parts? of)(?:s|y|ies)?\b"
)
_PLACE = re.compile(
    rf"\b(?:which|what|whose)(?: (?!the\b|kinds?\b|sorts?\b|types?\b)[\w']+){{0,3}}? {_SITE}"
    r"|^\W*where\b|\bwhere (?:was|were|did|exactly|is)\b|\bnames? (?:of )?(?:the|those)\b"
    r"|\bname (?:the|a|one|any|those)\b|\bwhat are they called\b"
    rf"|\b(?:tell me|list|find) the (?:\w+ ){{0,3}}{_SITE}"
    r"|\bwhat (?:was|is) .{3,40} called\b|\bwhich (?:ones?|two|three|four|six)\b",
    re.IGNORECASE,
)
_PROPER = re.compile(
    r"(?<=[a-z,;:(‘'] )[‘']?([A-Z][a-z]{2,}(?:(?: (?:and|of|on|the|upon) | |-)[A-Z][a-z]+)*)"
)
_OF_THE_FIELD = re.compile(
    r"\b(?:Area|Child|Children|Protection|Committees?|Chapter|Act|Government|Social|Services?"
    r"|Health|Police|Local|Authorit\w+|Care|Youth|Offend\w+|Teams?|National|Department|Home|Office"
    r"|Crown|Court|Probation|Boards?|Part|Section|Appendix|Working|Together|Framework|Assessment"
    r"|Standards?|Review|Report|Inspector\w*|Education|Trusts?|Primary|Safeguarding|Serious|Case"
    r"|Guidance|Order|Families|Prison|Agency|Data|Criminal|Records|Bureau|Young|Quality|Protects"
    r"|Chief|Officers?|and|of|on|the|upon)\b"
)


def names_a_place(text: str) -> bool:
    """Whether a text holds a proper name that is not a body or term of the field.

    >>> names_a_place("This was so in North Yorkshire."), names_a_place("The Home Office agreed.")
    (True, False)
    """
    found = (match.group(1) for match in _PROPER.finditer(text))
    return any(_OF_THE_FIELD.sub("", name).strip(" -") for name in found)


def gives_a_reason(text: str) -> bool:
    """Whether a text has words that give a reason or cause."""
    return _REASON_GIVEN.search(text) is not None


_SORTS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (_REASON, gives_a_reason),
    (_PLACE, names_a_place),
)


def particulars(
    question: str, asked: Tokens, texts: Sequence[str], told: Sequence[Tokens], rarity: Rarity
) -> tuple[float, ...]:
    """The values of `NAMES`: all 0 for a sort that is not asked for."""
    if not asked.ids or not any(each.ids for each in told):
        return (0.0,) * len(NAMES)
    weights = rarity.weights(asked)
    means = nearness(asked, told) @ weights / weights.sum()
    values: list[float] = []
    for wanted, gives in _SORTS:
        if not wanted.search(question):
            values.extend((0.0,) * len(_SIGNS))
            continue
        given = np.array([gives(text) for text in texts])
        reached = float(means[given].max()) if given.any() else 0.0
        best = float(means.max()) - reached
        values.extend((1.0, best, float(not given.any()), float(not given[int(means.argmax())])))
    return tuple(values)
