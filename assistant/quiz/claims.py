"""What an item claims, part by part, each with a stamp by which the same claim is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.quiz.essence import essence
from assistant.quiz.items import ItemType, QuizItem


class Part(StrEnum):
    """The parts of an item that can be wrong by themselves."""

    QUESTION = "question"
    KEY = "key"
    ANSWER = "accepted answer"
    PAIR = "pair"
    WRONG = "wrong option"
    RATIONALE = "rationale"
    REASON = "reason of an option"
    NOTES = "facilitator notes"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: the words to be shown, and the stamp of all that it depends on."""

    part: Part
    words: str
    stamp: str
    text_stamp: str = ""  # of the words alone: the same words may have stood beside another key


def stamp(*texts: str) -> str:
    """A short digest of what the texts say; spelling, case and articles do not change it."""
    said = "\x1e".join("\x1f".join(essence(text)) for text in texts)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def claims(item: QuizItem) -> tuple[Claim, ...]:
    """Everything that the item claims, in the order in which it is read."""
    return (*_asserted(item), *_explained(item))


def _asserted(item: QuizItem) -> Iterator[Claim]:
    """The question, what is right, what is wrong."""
    asked = (item.kind, item.source, item.quote, item.stem)
    yield Claim(Part.QUESTION, item.stem, stamp("question", *asked))
    for key in _keys(item):
        yield Claim(Part.KEY, key, stamp("key", *asked, key))
    for answer in () if item.options else item.answers[1:]:
        known = stamp("answer", item.source, item.answers[0], answer)
        yield Claim(Part.ANSWER, answer, known)
    for pair in item.pairs:
        words = f"{pair.left} → {pair.right}"
        parts = (pair.paragraph_id, pair.quote, pair.left, pair.right)
        yield Claim(Part.PAIR, words, stamp("pair", *parts))
    if item.type is not ItemType.TRUE_FALSE:
        for option in item.distractors:
            yield Claim(Part.WRONG, option.text, stamp("wrong", *asked, option.text))


def _keys(item: QuizItem) -> tuple[str, ...]:
    """The right options, or the first accepted answer, for which the others stand."""
    return item.keys if item.options else item.answers[:1]


def _explained(item: QuizItem) -> Iterator[Claim]:
    """Why it is right or wrong, and how to lead the talk."""
    pairs = [f"{pair.left} {pair.right}" for pair in item.pairs]
    core = (item.source, item.quote, item.stem, *sorted(_keys(item)), *sorted(pairs))
    if item.rationale:
        words = item.rationale
        yield Claim(Part.RATIONALE, words, stamp("why", *core, words), stamp("why", words))
    for option in item.options:
        if option.rationale or option.quote:
            words = f"{option.text}: {option.rationale}"
            told = (option.rationale, option.paragraph_id, option.quote)
            known = stamp("reason", item.stem, option.text, str(option.correct), *told)
            yield Claim(Part.REASON, words, known, stamp("reason", *told))
    if item.guidance:
        words = item.guidance
        yield Claim(Part.NOTES, words, stamp("notes", item.stem, words), stamp("notes", words))


def is_of_option(claim: Claim, texts: Collection[str]) -> bool:
    """Whether the claim is one on an option with one of these texts."""
    reason = claim.part is Part.REASON and any(claim.words.startswith(f"{t}: ") for t in texts)
    return reason or (claim.part is Part.WRONG and claim.words in texts)


def stamps(items: Iterable[QuizItem]) -> tuple[str, ...]:
    """The stamps of all that the items claim, none twice."""
    found = (known for item in items for claim in claims(item) for known in _both(claim))
    return tuple(dict.fromkeys(found))


def _both(claim: Claim) -> Iterator[str]:
    yield claim.stamp
    if claim.text_stamp:
        yield claim.text_stamp


def stamped(item: QuizItem) -> QuizItem:
    """The item with its claims known as those with which it was made."""
    return replace(item, drafted=stamps([item]))


def wording(item: QuizItem) -> str:
    """A digest of everything that the item says; any change of a character is another."""
    parts = [item.type, item.kind, item.stem, item.source, item.quote, item.citation]
    parts += [item.rationale, item.guidance, item.note, *item.answers, "\x1d"]
    for option in item.options:
        parts += [option.text, str(option.correct), option.rationale, option.paragraph_id]
        parts += [option.quote, "\x1d"]
    for pair in item.pairs:
        parts += [pair.left, pair.right, pair.paragraph_id, pair.quote, "\x1d"]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
