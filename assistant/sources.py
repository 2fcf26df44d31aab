"""A question without the reports that it names: its topic alone."""

from __future__ import annotations

import re

_REPORT = (
    r"(?:reports?|reviews?|inspections?|inspectors?|inspectorates?|documents?|jcirs?|jcis?|ones?"
    r"|summar(?:y|ies)|papers?|publications?)"
)
_BEFORE = (
    r"(?:(?:in|by|of|from|under|at|between|since|until|to|and|versus|vs\.?|with|across|for|the) )*"
)
_COMPARING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_BEFORE}(?:first|earlier|older) (?:and|with|to|or|vs|versus)(?: the)?"
        rf" (?:third|later|newer) {_REPORT}\b",
        rf"\b{_BEFORE}(?:both|two)(?: \w+)? {_REPORT}\b",
        rf"\b{_BEFORE}(?:19|20)\d\d(?: (?:\w+ )?{_REPORT})?\b",
        rf"\b{_BEFORE}(?:first|second|third|earlier|later|latest|last|previous|original|newer|older"
        rf"|other)(?: \w+)? {_REPORT}\b",
        r"\bcompar\w+(?: and contrast)?(?: (?:with|to))?\b|\b(?:vs\.?|versus)(?=\s|$)|\bcontrast\b"
        r"|\b(?:any |what (?:is|are|was|were) the )?differ\w*(?: between)?\b",
        r"\b(?:then|now|later|afterwards|by then|over the years|over time)\b"
        r"|\b\w+ years (?:apart|on|later)\b",
        rf"\bbetween the {_REPORT}\b|\bchange[ds]?\b",
        r"\bwhat (?:both|each|they)(?: of them)? (?:say|says|said)\b",
        r"^\s*what (?:say|says|said) (?:about|on|of)\b",
    )
)


def bare_topic(question: str) -> str:
    """The question without the reports that it names and the words that set them side by side.

    >>> bare_topic("How did the 2002 and 2008 reports differ on private fostering?")
    'How did on private fostering?'
    """
    for pattern in _COMPARING:
        question = " ".join(pattern.sub(" ", question).split())
    question = re.sub(r"\s+([?.,:;])", r"\1", question)
    return re.sub(r"^[\s,:;.&?]+|[\s,:;]+$", "", question)


_FRAME = re.compile(
    r"^(?:so |and |but )?(?:(?:how|what|in what ways?) (?:did|do|does|has|have|had|is|are|was|were)"
    r"|did|have|has|do)\b"
    r"(?: (?:both|each|they|it))?(?: (?:say|says|said|find|found))?"
    r"(?: things?| the (?:findings?|position|situation|picture|message|story|treatment|views?))?"
    r"(?: (?:say|says|said|get|got|become|been|go|gone))?(?: any)?"
    r"(?: (?:better|worse|improved?|worsened?))?"
    r"(?: (?:on|about|for|with|regarding|towards|in))?\s+",
    re.IGNORECASE,
)


def matter(topic: str) -> str:
    """What a topic is on, without the words that ask how it was; the topic itself if all are.

    >>> matter("How did the findings on private fostering?")
    'private fostering?'
    """
    bare = re.sub(r"\s+(?:and|or)\s*\??$", "", _FRAME.sub("", topic, count=1))
    return bare if re.search(r"[a-z]{3}", bare, re.IGNORECASE) else topic
