"""Every recommendation that names a topic: found by its words, kept by the search."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compare import opening
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph, Passage
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import listed, opened, quote_recommendation
from assistant.naming import left_over, plain
from assistant.word_weights import WordWeights
from assistant.wording import Asks, Reading

LONGEST = 5  # words of a topic; a longer one says more than what a recommendation is on
FAR = 8.0  # a recommendation so much below the best has the words by chance
SHOWN = 10
_ON = (
    r"(?:on|about|regarding|concerns?|concerning|around|relating to|related to|to do with"
    r"|cover(?:s|ing)?|mention(?:s|ing)?)"
)
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\brec(?:ommendation)?s?\b[^?]*?\b{_ON} (?P<topic>[^?]+)",
        rf"\brecommend(?:ed|s)?\b (?:{_ON}|for) (?P<topic>[^?]+)",
        r"^(?:(?:what|which|all|any|the|list|give me|show me|are|were|there) )*"
        r"(?P<topic>[\w' -]+?) recommendations\b",
    )
)
_NOT_A_LIST = re.compile(
    r"\b(?:who|whom|when|why|how|where|progress|happened|implemented|accepted|repeated|response"
    r"|respond\w*|lead|leads|responsible|first|last|latest|most|should)\b"
)
_DEPARTMENTS = re.compile(
    r"department for (?:children, schools and families|education and skills)|ministry of justice"
    r"|department of health|home office|youth justice board|secure training centres",
    re.IGNORECASE,
)
_ASKING = words_of(
    """concern concerns concerning regarding around related relating cover covers covering mention
    mentioning compare between key main"""
)
_ANY_TOPIC = words_of(
    """child children children's young people person kids safeguarding protection staff more better
    good both reports report chief inspectors made make were are there compare compared comparison
    difference change changed between"""
)


def topic_recommended(reading: Reading) -> str:
    """The topic that recommendations are listed for, "" where something else is asked.

    >>> topic_recommended(Reading("What recommendations were there on training?", ""))
    'training'
    """
    text = plain(reading.asked or reading.question)
    if reading.context or reading.kind in (Asks.WHY, Asks.WHO, Asks.NUMBER, Asks.WHERE):
        return ""
    if _NOT_A_LIST.search(text):
        return ""
    found = next((match for match in (p.search(text) for p in _ASKED) if match), None)
    if found is None:
        return ""
    rest = text[: found.start("topic")] + text[found.end("topic") :]
    if left_over(rest, *_ASKING):
        return ""
    named = left_over(found["topic"], *_ANY_TOPIC)
    return " ".join(named) if 0 < len(named) <= LONGEST else ""


def on_topic(
    reading: Reading, passages: Sequence[Passage], words: WordWeights, corpus: Corpus
) -> Extract | None:
    """The recommendations among these passages that name the topic, in the reports' order.

    A field word for the topic ("youth offending team" for young offenders) names it as well.
    """
    named = topic_recommended(reading)
    told = [p for p in passages if p.paragraph.kind is Kind.RECOMMENDATION]
    if not named or not told:
        return None
    forms = [frozenset(words.stems(form)) for form in (named, *reading.terms)]
    near = max(p.score for p in told) - FAR
    found = [
        p.paragraph
        for p in told
        if p.score >= near and _names(p.paragraph, [form for form in forms if form], words)
    ]
    if not any(_names(paragraph, forms[:1], words) for paragraph in found):
        return None
    return _listed(sorted(found, key=lambda p: corpus.position(p.id)), reading, corpus)


def _names(paragraph: Paragraph, forms: Sequence[frozenset[str]], words: WordWeights) -> bool:
    """Whether the words of one of the forms all stand in it, the departments' names aside."""
    held = frozenset(words.all_stems(_DEPARTMENTS.sub(" ", paragraph.text)))
    return any(form <= held for form in forms)


def _listed(found: Sequence[Paragraph], reading: Reading, corpus: Corpus) -> Extract:
    """The recommendations with who is told to act; of a comparison, report by report."""
    dates = dict.fromkeys(corpus.report(p.report_id).date for p in found)
    quotes = [quote_recommendation(p) for p in found]
    if reading.compares:
        firsts = {p.report_id: p.id for p in reversed(found)}
        quotes = [
            opened(q, opening(q.paragraph, corpus)) if q.paragraph.id in firsts.values() else q
            for q in quotes
        ]
    silent = [r for r in reading.reports if all(p.report_id != r for p in found)]
    notices = tuple(f"No recommendation of {corpus.report(r).date} names this." for r in silent)
    count = "1 recommendation names" if len(found) == 1 else f"{len(found)} recommendations name"
    lead = f"{' and '.join(dates)}: {count} this:"
    return listed(quotes, corpus, lead=lead, notices=notices, shown=SHOWN)
