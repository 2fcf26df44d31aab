"""Questions for the main points of a matter, and the paragraphs in which a report sums up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.conversation import topic
from assistant.domain import Kind, Paragraph, Passage
from assistant.sentences import Piece, Role, before, pieces, points_back
from assistant.sources import bare_topic
from assistant.word_weights import WordWeights
from assistant.wording import Reading

_MAIN = re.compile(
    r"\b(?:main|key|principal|major|top|central|most important|overall|headline|biggest)"
    r" (?:findings?|messages?|points?|conclusions?|lessons?|takeaways?|concerns?|themes?)\b"
    r"|\bsummar(?:y|i[sz]\w*)\b|\bheadlines\b|\btakeaways\b|\bexecutive summary\b"
    r"|\b(?:what|which) (?:are|were) (?:the |its |their )?(?:findings|conclusions)\b"
    r"|\bin a nutshell\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^(?:(?!\?).)*?\b(?:about|on|for|regarding|concerning|of|around|from)\s+(?:the\s+)?"
    r"(?P<topic>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
ENOUGH = 0.65  # share of a matter's words, by rarity, in a paragraph that speaks of it
LONGEST = 45  # words of one point; no further sentence is added beyond these
MOST = 4
_SUMS_UP = re.compile(r"^(?:conclusions?|summary(?: of findings)?|key findings)$", re.IGNORECASE)


def asks_for_main_points(question: str) -> bool:
    """Whether what a report says is wanted in sum."""
    return _MAIN.search(question) is not None


def of_main_points(reading: Reading) -> Reading:
    """The reading that searches for the matter alone of which the main points are wanted.

    >>> of_main_points(Reading("", "", asked="Key messages about training?")).searched_for
    'training'
    """
    asked = reading.asked or reading.question
    wanted = _MAIN.search(asked)
    named = _OF.match(asked[wanted.end() :]) if wanted and not reading.context else None
    if named is None or not topic(bare_topic(named["topic"])):
        return reading  # a report is no matter of its own
    return replace(reading, question=named["topic"], searched_for=named["topic"], asked=asked)


def sums_up(paragraph: Paragraph) -> bool:
    """Whether it stands where the report draws its findings together."""
    headed = any(_SUMS_UP.match(heading) for heading in paragraph.headings)
    return headed and paragraph.kind is Kind.FINDING


def points(reading: Reading, passages: Sequence[Passage], words: WordWeights) -> tuple[Piece, ...]:
    """The openings of the paragraphs that speak of the matter; none where fewer than two do."""
    asked = words.stems(reading.searched_for)
    found = [
        opening
        for passage in passages
        if words.share(asked, frozenset(words.all_stems(passage.paragraph.text))) >= ENOUGH
        for opening in (_opening(passage.paragraph, frozenset(asked), words),)
        if opening
    ][:MOST]
    return tuple(piece for opening in found for piece in opening) if len(found) > 1 else ()


def _opening(paragraph: Paragraph, asked: frozenset[str], words: WordWeights) -> tuple[Piece, ...]:
    """The sentence that first speaks of the matter, what it needs and what goes on from it."""
    own = pieces(paragraph)
    speaking = (p for p in own if asked & set(words.all_stems(p.text)))
    first = next(speaking, None)
    if first is None or first.role is Role.BULLET:
        return ()
    if first.order == 0 and points_back(first.text):
        return ()
    earlier = before(first, own)
    start = earlier.order if earlier else first.order
    if first.role is Role.STEM:
        return tuple(p for p in own[start:] if p.order <= first.order or p.stem == first.order)
    taken = [p for p in own[start:] if p.order <= first.order]
    for piece in own[first.order + 1 :]:
        if piece.role is not Role.SENTENCE or sum(p.words for p in (*taken, piece)) > LONGEST:
            break
        taken.append(piece)
    return tuple(taken)


def summing_up(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in which a report draws its findings together."""
    return tuple(p for p in passages if sums_up(p.paragraph))
