"""Which sentences are preferred: findings, what a named report found, the word to be defined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.candidates import FEATURES, Candidates
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph, Passage
from assistant.selecting import Scored
from assistant.sentences import Piece
from assistant.wording import Asks, Reading, Wants

AS_LIKELY = 0.5  # share of the best chance that a finding needs to stand before a recommendation
MOST = 4  # paragraphs that name a report; one that is named more often is no single source
HALF = 0.5  # share of the words of a defined term, beside the paragraph that has most of them
_TITLE = re.compile(
    r"\b[A-Z][a-z]+(?: (?:[A-Z][a-z]+|(?:in|of|for|to|the|and|with|from|a|on|are|like)\b)){1,7}"
)
_TRAILING = re.compile(r"(?: (?:in|of|for|to|the|and|with|from|a|on|are|like))+$")
_LITTLE = re.compile(r"^(?:What|Who|Which|How|Did|Does|Do|Is|Was|The|In|Key|Main|Findings)\b ?")


def wants_recommendations(reading: Reading) -> bool:
    """Whether what should be done is asked for, not what was found."""
    return Wants.RECOMMENDATION in reading.wants or Wants.DUTY in reading.wants


def findings_first(
    reading: Reading, chosen: Sequence[Piece], scored: Sequence[Scored]
) -> tuple[Piece, ...]:
    """The pieces with those of recommendations last, unless these are asked for or likelier."""
    held = {(piece.paragraph.id, piece.order) for piece in chosen}
    own = [each for each in scored if each.key in held]
    told = told_as_found(reading, own)
    if len(told) == len(own):
        return tuple(chosen)
    return tuple(sorted(chosen, key=lambda p: p.paragraph.kind is Kind.RECOMMENDATION))


def told_as_found(
    reading: Reading, scored: Sequence[Scored], share: float = AS_LIKELY
) -> tuple[Scored, ...]:
    """The sentences that are no recommendations, where they are nearly as likely; else all."""
    found = tuple(s for s in scored if s.piece.paragraph.kind is not Kind.RECOMMENDATION)
    if wants_recommendations(reading) or not found:
        return tuple(scored)
    return found if found[0].score >= share * scored[0].score else tuple(scored)


def of_the_term(
    reading: Reading, candidates: Candidates, scored: Sequence[Scored]
) -> tuple[Scored, ...]:
    """For a meaning, the sentences of paragraphs that have the words of the term; else all."""
    if reading.kind is not Asks.DEFINITION or not scored:
        return tuple(scored)
    shares = candidates.features[:, FEATURES.index("shared paragraph")]
    least = HALF * float(shares.max(initial=0.0))
    named = {
        piece.paragraph.id
        for piece, share in zip(candidates.pieces, shares, strict=True)
        if share >= least
    }
    return tuple(each for each in scored if each.piece.paragraph.id in named)


def titles(question: str) -> tuple[str, ...]:
    """The names in a question that may be titles: three words or more, most with capitals.

    >>> titles("What did Fostering for the Future find?")
    ('Fostering for the Future',)
    """
    found = (_LITTLE.sub("", match.group()).strip() for match in _TITLE.finditer(question))
    bare = (_TRAILING.sub("", each) for each in found)
    return tuple(title for title in bare if len(title.split()) > 2)


def citing(question: str, corpus: Corpus) -> tuple[Passage, ...]:
    """The paragraphs that name a report of the question by its title, where they are few."""
    named = titles(question)
    own = [p for p in corpus.paragraphs if named and _cites(p, named)]
    if len(own) > MOST:
        return ()
    return tuple(Passage(paragraph, 1.0 - at / 100) for at, paragraph in enumerate(own))


def _cites(paragraph: Paragraph, named: Sequence[str]) -> bool:
    """Whether a finding or context names one of the titles."""
    told = paragraph.kind in (Kind.FINDING, Kind.CONTEXT)
    return told and any(title in paragraph.text for title in named)
