"""Sentences that do not bear on the question though they look like it: foreign intervals, entries.

An interval answers "how often" only where its own sentence speaks of what is asked; an entry of
the glossary answers only a question for a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.aims import asks_for_aims, is_aim
from assistant.candidates import FEATURES, Candidates
from assistant.conversation import topic
from assistant.domain import Kind
from assistant.selecting import Key, Scored, by_paragraph
from assistant.sentences import Piece, Role
from assistant.sides import in_glossary
from assistant.word_weights import WordWeights
from assistant.wording import Asks, Reading

HOW_OFTEN = re.compile(
    r"\bhow (?:often|frequently|regularly)\b|\b(?:what|which) (?:interval|frequency)\b"
)
_INTERVAL = re.compile(
    r"\b(?:(?:once|twice) (?:a|an|every|each|per|in)\b|(?:every|each) (?:\w+ )?(?:years?|months?"
    r"|weeks?|days?)|monthly|weekly|annual\w*|yearly|quarterly|daily|fortnightly"
    r"|(?:two|three|four|five|six|\d+)[- ](?:year|month|week|day)s?"
    r"|per (?:year|annum|month|week))\b",
    re.IGNORECASE,
)
_INSPECTING = re.compile(
    r"\binspect\w*|\bofsted\b|\bssi\b|\bhmi\w*\b|\bchi\b|\bhm[ic]?cpsi\b|\bhmmcsi\b", re.IGNORECASE
)
_LOOSELY = re.compile(
    r"\b(?:rarely|seldom|never|always|regular\w*|frequen\w*|often|sometimes|routine\w*)\b", re.I
)
_ANY_BODY = frozenset(("inspector", "majesti", "hmi", "servic", "offic", "not", "name", "commiss"))
_PUBLICATIONS = re.compile(r"\breports\b[^.]*\binclude:\s*$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\breports?\b|\bpublish\w*|\bpublications?\b|\btitles?\b|\bappendix\b|\bwritten\b|\bwrote\b"
    r"|\bwhen\b|\byear\b|\bsources?\b|\bauthors?\b",
    re.IGNORECASE,
)
NO_INTERVAL = "Not covered: no interval is given for this; what is said nearest to it is shown."
CERTAIN = 0.8  # a question so near to a known question of the sentence is about the same
ENOUGH = 0.4  # share of the asked-for words, by rarity, that the sentence must have


def asks_how_often(reading: Reading) -> bool:
    """Whether an interval is asked for."""
    return HOW_OFTEN.search((reading.asked or reading.question).lower()) is not None


def unfit(
    reading: Reading, candidates: Candidates, scored: Sequence[Scored], words: WordWeights
) -> frozenset[Key]:
    """The sentences that may not be chosen for this question; none where nothing else is left."""
    asked = reading.asked or reading.question
    meaning = reading.kind is Asks.DEFINITION
    entries = () if meaning else [each.key for each in scored if in_glossary(each.piece.paragraph)]
    if not _PUBLISHED.search(asked):
        entries = [*entries, *(each.key for each in scored if _is_title(each.piece))]
    foreign = _foreign_intervals(asked, candidates, words) if asks_how_often(reading) else ()
    aims = () if asks_for_aims(reading) else _aims(scored, candidates)
    found = frozenset((*entries, *foreign, *aims))
    return found if len(found) < len(scored) else frozenset()


def fitting(answer: tuple[Piece, ...], out: frozenset[Key], reading: Reading) -> tuple[Piece, ...]:
    """The answer without what may not be chosen; a list stays whole, or goes as a whole.

    It goes where an interval is asked for and the only ones in the list are of something else.
    """
    gone: set[str] = set()
    if asks_how_often(reading):
        given = [piece for piece in answer if _INTERVAL.search(piece.text)]
        right = {p.paragraph.id for p in given if (p.paragraph.id, p.order) not in out}
        gone = {piece.paragraph.id for piece in given} - right
    kept = tuple(
        piece
        for piece in answer
        if piece.paragraph.id not in gone
        and (piece.role is Role.BULLET or (piece.paragraph.id, piece.order) not in out)
    )
    return kept or answer


def _aims(scored: Sequence[Scored], candidates: Candidates) -> list[Key]:
    """The sentences that only say what was looked at."""
    parts = by_paragraph(candidates.pieces)
    return [each.key for each in scored if is_aim(each.piece, parts[each.piece.paragraph.id])]


def _is_title(piece: Piece) -> bool:
    """Whether it only stands in a list of publications."""
    if piece.role is Role.SENTENCE or piece.paragraph.kind is not Kind.APPENDIX:
        return False
    return _PUBLICATIONS.search(piece.paragraph.stem) is not None


def of_others(reading: Reading, candidates: Candidates, words: WordWeights) -> frozenset[Key]:
    """The pieces under the heading of another body than the one that the question names.

    Only where an appendix has a section for each body, and one of these is named.
    """
    asked = frozenset(words.all_stems(" ".join((reading.searched_for, *reading.terms))))
    shared: dict[tuple[str, str], int] = {}
    for paragraph in dict.fromkeys(piece.paragraph for piece in candidates.pieces):
        if paragraph.kind is Kind.APPENDIX and len(paragraph.headings) > 1:
            stems = frozenset(words.all_stems(paragraph.headings[-1])) - _ANY_BODY
            shared[paragraph.headings[0], paragraph.headings[-1]] = len(asked & stems)
    most: dict[str, int] = {}
    for (appendix, _), count in shared.items():
        most[appendix] = max(most.get(appendix, 0), count)
    foreign = {section for section, count in shared.items() if count < most[section[0]]}
    return frozenset(
        (piece.paragraph.id, piece.order)
        for piece in candidates.pieces
        if (piece.paragraph.headings[:1] + piece.paragraph.headings[-1:]) in foreign
    )


def _initials(text: str) -> frozenset[str]:
    """The initials of the names in a text, as an acronym has them."""
    named = re.findall(r"(?:[A-Z][a-z]+ ){1,5}[A-Z][a-z]+", text)
    return frozenset("".join(word[0] for word in name.split()).lower() for name in named)


def _foreign_intervals(asked: str, candidates: Candidates, words: WordWeights) -> list[Key]:
    """Sentences with an interval of something else than what the question asks about."""
    wanted = words.stems(" ".join(sorted(topic(asked))))
    inspecting = _INSPECTING.search(asked) is not None
    near = candidates.features[:, FEATURES.index("fact")]
    found: list[Key] = []
    for piece, nearness in zip(candidates.pieces, near, strict=True):
        if not _INTERVAL.search(piece.text):
            continue
        inspection = _INSPECTING.search(piece.text) is not None
        held = frozenset(words.all_stems(piece.text)) | _initials(piece.text)
        own = words.share(wanted, held)
        alike = inspecting == inspection and (inspecting or own >= ENOUGH)
        if nearness < CERTAIN and not alike:
            found.append((piece.paragraph.id, piece.order))
    return found


def interval_missing(reading: Reading, quotes: Sequence[str]) -> bool:
    """Whether an interval is asked for and no quote has one, or says at least how regularly."""
    if not asks_how_often(reading):
        return False
    return not any(_INTERVAL.search(quote) or _LOOSELY.search(quote) for quote in quotes)
