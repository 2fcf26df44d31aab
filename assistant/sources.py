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


_SAYING = (
    r"say|says|said|find|finds|found|recommend\w*|conclude\w*|report(?:s|ed)?|mention\w*|tell|tells"
    r"|told|suggest\w*|note|notes|noted|state|states|stated|describe\w*|ask|asks|asked|want|wants"
    r"|wanted|call|calls|called|comment\w*|criticis\w*|praise\w*|identif\w*|highlight\w*|think|thinks"
    r"|thought|see|saw|give|gives|gave|expect\w*|warn\w*|explain\w*|cover|covers|covered|talk\w*|have"
)
_WHICH = (
    r"(?:(?:19|20)\d\d|first|second|third|earlier|later|latest|last|previous|original|newer|older"
    r"|other|two|both|joint|chief|inspectors'?|inspectorates'?|safeguarding|these|this|that)"
)
_WHEN = r"(?: (?:of|from|in) (?:19|20)\d\d)?"
_SPEAKER = re.compile(
    rf"\b(?:the (?:{_WHICH} )*|(?:{_WHICH} )+)(?:reports?|documents?){_WHEN} (?={_SAYING}\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    rf",? ?\b(?:according to|in|from|by|of) (?:the )?(?:{_WHICH} )*(?:reports?|documents?){_WHEN}\b"
    r",?",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(r",? ?\b(?:in|of|from|by) (?:2002|2008)\b,?", re.IGNORECASE)


def unframed(question: str) -> str:
    """The question asked of the inspectors, whichever report and however it was named.

    What is asked does not depend on whether "the 2008 report" or "they" is said to have found it.

    >>> unframed("What did the 2002 report say about fostering?")
    'What did inspectors say about fostering?'
    >>> unframed("According to the later report, who inspects nurseries?")
    'who inspects nurseries?'
    """
    asked = _SPEAKER.sub("inspectors ", question)
    asked = _YEAR_ALONE.sub(" ", _ASIDE.sub(" ", asked))
    asked = re.sub(r"\s+([?.,:;])", r"\1", " ".join(asked.split())).strip(" ,")
    return asked if len(asked.split()) > 1 else question
