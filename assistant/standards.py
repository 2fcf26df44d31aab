"""The standards and criteria that inspectors used: what ought to be, never what was found.

They are written as plain statements ("The committee has adequate resources"), so that one quoted
bare reads as a finding, and often as the opposite of what was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain import Kind, Paragraph, Passage
from assistant.sides import without_notes
from assistant.wording import Reading

INTRODUCED = "The standard that the inspectors used, not a finding: "
ONLY_A_STANDARD = (
    "No finding near to this was found; what is shown is the standard that the inspectors used, "
    "not what they found."
)
NEAR = 0.5  # cosine of a finding that speaks of what is asked
LIKELY = 0.6  # chance of a finding that answers though it is worded otherwise
_ASKED_FOR = re.compile(
    r"\bstandards?\b|\bstds?\b|\bcriteri(?:on|a)\b|\bbenchmarks?\b|\byardsticks?\b"
    r"|\b(?:supposed|expected|meant|required|obliged|ought|ha(?:ve|s|d)|need(?:s|ed)?) to\b"
    r"|\b(?:should|must|shall|duty|duties)\b|\bexpect(?:ed|ations?)? of\b|\bexpectations?\b"
    r"|\blook(?:ed|ing)? for\b|\b(?:measure|judge|inspect|assess)\w* against\b"
    r"|\b(?:can|may|could) (?:i|we)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bstandards?\b|\bstds?\b|\bcriteri(?:on|a)\b|\bappendix b\b", re.IGNORECASE)
_RECOMMENDED = re.compile(r"\brecommend\w*|\brecs?\b", re.IGNORECASE)


def asks_for_standards(reading: Reading) -> bool:
    """Whether a question wants to know what ought to be, not what was found or recommended."""
    asked = reading.asked or reading.question
    if reading.thin:
        asked = f"{reading.context} {asked}"
    if _NAMED.search(asked) or any(each.exact for each in reading.places):
        return True
    return _ASKED_FOR.search(asked) is not None and not _RECOMMENDED.search(asked)


def is_standard(paragraph: Paragraph) -> bool:
    """Whether it says what ought to be."""
    return paragraph.kind is Kind.CRITERION


def findings(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that say something of the matter as it was, or as it was to become."""
    return tuple(p for p in without_notes(passages) if not is_standard(p.paragraph))


def heard_of(reading: Reading, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in which a report may answer; standards where they are asked for, or alone."""
    told = without_notes(passages)
    return told if asks_for_standards(reading) else findings(passages) or told


def speaks(nearest: float, chance: float) -> bool:
    """Whether findings whose best sentence is so near and so likely may answer the question."""
    return nearest >= NEAR or chance >= LIKELY
