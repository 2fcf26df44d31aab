"""Quiz items as frozen values: stem, options, key, rationale, source, status and history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant.domain import NOT_FOUND


class ItemType(StrEnum):
    """The form in which a learner meets the item."""

    SINGLE = "single choice"
    MULTIPLE = "multiple choice"
    TRUE_FALSE = "true or false"
    CLOZE = "cloze"
    MATCHING = "matching"
    SHORT = "short answer"
    SCENARIO = "scenario"
    DISCUSSION = "discussion"
    FLASHCARD = "flashcard"


class Status(StrEnum):
    """Where the item stands in review."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class Level(StrEnum):
    """How hard the item is expected to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Bloom(StrEnum):
    """What the learner has to do, after Bloom's revised taxonomy."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"


CHOICE_TYPES = (ItemType.SINGLE, ItemType.SCENARIO, ItemType.MULTIPLE, ItemType.TRUE_FALSE)
ONE_KEY_TYPES = (ItemType.SINGLE, ItemType.SCENARIO, ItemType.TRUE_FALSE)
OPEN_TYPES = (ItemType.DISCUSSION, ItemType.FLASHCARD)
BLANK = "_____"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: why it is right or wrong, and the words of the report that show it."""

    text: str
    correct: bool
    rationale: str
    paragraph_id: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a matching item with the words of the report that tie it together."""

    left: str
    right: str
    paragraph_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an item's change log."""

    version: int
    what: str
    when: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Clearance:
    """A warning that a person took back, for one wording of the item and no other."""

    rule: str
    message: str
    wording: str  # the digest of what the item said then
    version: int
    when: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class QuizItem:
    """One item with everything a trainer needs to sign it."""

    id: str
    type: ItemType
    kind: str  # what is asked for: "addressee", "figure", "place", "finding" …
    stem: str
    source: str  # paragraph id, "2002/5.45"
    quote: str  # verbatim words of the source that support the key
    citation: str  # "Safeguarding Children (October 2002), paragraph 5.45"
    rationale: str  # why the key is right, with quote and citation
    topic: str
    year: str
    options: tuple[Option, ...] = ()
    answers: tuple[str, ...] = ()  # typed answers, first one shown; back of a flashcard
    pairs: tuple[Pair, ...] = ()
    level: Level = Level.MEDIUM
    level_why: str = ""
    bloom: Bloom = Bloom.REMEMBER
    note: str = ""  # content-sensitivity note
    guidance: str = ""  # facilitator notes
    reading: tuple[str, ...] = ()  # further paragraph ids to read or that are needed
    status: Status = Status.DRAFT
    version: int = 1
    reviewer: str = ""
    reason: str = ""  # why it was rejected
    history: tuple[Change, ...] = field(default_factory=tuple)
    drafted: tuple[str, ...] = ()  # stamps of what it claimed when it was made here
    cleared: tuple[Clearance, ...] = ()

    @property
    def key(self) -> str:
        """What a learner should answer, as one text."""
        if self.options:
            return "; ".join(option.text for option in self.options if option.correct)
        if self.pairs:
            return "; ".join(f"{pair.left} → {pair.right}" for pair in self.pairs)
        return self.answers[0] if self.answers else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The correct answers one by one."""
        if self.options:
            return tuple(option.text for option in self.options if option.correct)
        if self.pairs:
            return tuple(pair.right for pair in self.pairs)
        return self.answers

    @property
    def distractors(self) -> tuple[Option, ...]:
        """The wrong options in their order."""
        return tuple(option for option in self.options if not option.correct)

    @property
    def key_position(self) -> int | None:
        """Place of the one key among the options from 0; None where there is not exactly one."""
        places = [i for i, option in enumerate(self.options) if option.correct]
        return places[0] if len(places) == 1 else None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every paragraph that the key rests on, the source first, none twice."""
        named = (self.source, *(pair.paragraph_id for pair in self.pairs), *self.reading)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def short_citation(self) -> str:
        """The citation for formats without a field for it, "[2002 §5.45]"; "" without one."""
        report, _, number = self.source.partition("/")
        return f"[{report} §{number}]" if number and self.citation != NOT_FOUND else ""

    def revised(self, what: str, *, when: str, who: str = "") -> QuizItem:
        """The same item as its next version, with a line in its change log."""
        version = self.version + 1
        line = Change(version, what, when, who)
        return replace(self, version=version, history=(*self.history, line))


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check: an error bars approval, a warning is shown."""

    rule: str
    message: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that a reviewer had before them, in one wording and version."""

    who: str
    item: str
    version: int
    wording: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A set of items as generated or reviewed."""

    title: str
    items: tuple[QuizItem, ...]
    seed: int = 0
    notes: tuple[str, ...] = ()  # sentences for the user: what could not be done and why
    opened: tuple[Opened, ...] = ()  # in the review that is under way


def item_id(type_: ItemType, kind: str, source: str, key: str) -> str:
    """Stable name of an item: the same fact asked in the same form has the same id."""
    text = "\x1f".join((type_.value, kind, source, key))
    return "q" + hashlib.sha256(text.encode()).hexdigest()[:12]
