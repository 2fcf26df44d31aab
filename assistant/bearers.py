"""Whether a sentence bears the sort of thing that is asked for, and how near such a sentence is.

"How long does a review take?" is not answered by a sentence about reviews without a length of
time, nor by a length of time that stands with something else: what counts is how well the question
is aligned (`assistant.alignment`) with those sentences alone that bear what it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.alignment import Rarity, Tokens, nearness
from assistant.asked_for import MONEY_GIVEN, asks_for_a_figure, has_figure
from assistant.citations import bodies

NAMES = (
    "sort asked for", "aligned where borne", "borne less aligned", "heaviest not borne",
    "none bears it",
)  # fmt: skip
_SPAN = re.compile(
    r"\bhow (?:long|often|soon|frequent\w*|quickly|recently)\b"
    r"|\bhow many (?:\w+ )?(?:days|weeks|months|years|hours|times)\b"
    r"|\b(?:time ?limit|deadline|timescales?)\b",
    re.IGNORECASE,
)
_SPAN_GIVEN = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|weekly|monthly|annual\w*|yearly|daily|quarterly"
    r"|once|twice|termly)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\bhow much (?:\w+ ){0,6}(?:cost|spen[dt]|pay|paid)\b"
    r"|\b(?:salary|salaries|wages|allowances?|budget|cost|price|fees?)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^(?:\W*\w+\W+){0,4}?when\b(?! (?:a|an|the|they|children|staff|someone)\b)"
    r"|\b(?:what|which) (?:date|day|month|year)\b",
    re.IGNORECASE,
)
_DATE_GIVEN = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:what|which|whose)(?: (?!the\b|kinds?\b|sorts?\b|types?\b)\w+){0,2}?"
    r" (?:council|area|place|authority|county|town|city|borough|hospital|trust|school|prison"
    r"|institution|yoi|force|company|companies|newspaper|website|software|brand|acpc|committee"
    r"|district|patch|charity|charities|lscb|unit|home|court)s?\b"
    r"|\bnames? of\b|\b(?:called|named)\b|\bname (?:the|a|one|any)\b|\btitle\b"
    r"|^\W*who\b|\bwho (?:was|is|were|wrote|signed|chaired|led)\b",
    re.IGNORECASE,
)


def borne(question: str, texts: Sequence[str]) -> list[list[bool]]:
    """For each sort of thing that is asked for: which of the texts bear such a thing."""
    found: list[list[bool]] = []
    if _SPAN.search(question):
        found.append([_SPAN_GIVEN.search(text) is not None for text in texts])
    elif asks_for_a_figure(question):
        found.append([has_figure(text) for text in texts])
    if _MONEY.search(question):
        found.append([MONEY_GIVEN.search(text) is not None for text in texts])
    if _DATE.search(question):
        found.append([_DATE_GIVEN.search(text) is not None for text in texts])
    if _NAME.search(question):
        found.append([bool(bodies(text)) for text in texts])
    return found


def bearing(
    question: str, asked: Tokens, texts: Sequence[str], told: Sequence[Tokens], rarity: Rarity
) -> tuple[float, ...]:
    """The values of `NAMES` for the sort whose bearers are aligned least, if any sort is asked."""
    if not asked.ids or not any(each.ids for each in told):
        return (0.0,) * len(NAMES)
    near, weights = nearness(asked, told), rarity.weights(asked)
    means = near @ weights / weights.sum()
    best = float(means.max())
    sorts = [np.array(each) for each in borne(question, texts)]
    if not sorts:
        lacking = float(((1 - near.max(axis=0)) * weights).max())
        return 0.0, best, 0.0, lacking, 0.0
    reached = [float(means[each].max()) if each.any() else 0.0 for each in sorts]
    least = int(np.argmin(reached))
    bearers = sorts[least]
    lacking = float(weights.max())
    if bearers.any():
        lacking = float(((1 - near[bearers].max(axis=0)) * weights).max())
    return 1.0, reached[least], best - reached[least], lacking, float(not bearers.any())
