"""Checks of a whole quiz: places and lengths of keys, near-duplicates, items that cue others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.quiz.items import Finding, ItemType, QuizItem
from assistant.quiz.text import content, likeness, squeeze, tokens

SAME = 0.75  # likeness of question and key that makes two items one
LONGEST_SHARE = 0.35
_POSITIONED = (ItemType.SINGLE, ItemType.SCENARIO)


def _upper_gamma(shape: float, x: float) -> float:
    """Regularised upper incomplete gamma function Q(shape, x), by series or continued fraction."""
    if x <= 0:
        return 1.0
    scale = math.exp(-x + shape * math.log(x) - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for n in range(1, 500):
            term *= x / (shape + n)
            total += term
        return max(0.0, 1 - scale * total)
    b, c = x + 1 - shape, 1e300
    d = h = 1 / b
    for n in range(1, 500):
        a = -n * (n - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        h *= d * c
    return scale * h


def chi_square_p(observed: Sequence[float], expected: Sequence[float]) -> float:
    """The p of Pearson's chi-square for counts against what is expected."""
    if len(observed) < 2:
        return 1.0
    statistic = sum((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True) if e)
    return _upper_gamma((len(observed) - 1) / 2, statistic / 2)


@dataclass(frozen=True, slots=True)
class Positions:
    """How often the key stands in each place, and what chance would give."""

    observed: tuple[int, ...]
    expected: tuple[float, ...]

    @property
    def p(self) -> float:
        """Chance of a spread at least as uneven."""
        return chi_square_p(self.observed, self.expected)


def positions(items: Sequence[QuizItem]) -> Positions:
    """Places of the key over all items with one key; expectation allows for 3 and 4 options."""
    counts: Counter[int] = Counter()
    expected: Counter[int] = Counter()
    for item in items:
        if item.type in _POSITIONED and item.key_position is not None:
            counts[item.key_position] += 1
            for place in range(len(item.options)):
                expected[place] += 1 / len(item.options)  # type: ignore[assignment]
    places = sorted(expected)
    return Positions(tuple(counts[p] for p in places), tuple(float(expected[p]) for p in places))


def key_is_longest(item: QuizItem) -> bool:
    """Whether the key is longer than every other option."""
    return bool(item.distractors) and len(item.key) > max(len(o.text) for o in item.distractors)


def longest_share(items: Sequence[QuizItem]) -> float:
    """Share of one-key items whose key is the longest option."""
    asked = [item for item in items if item.type in _POSITIONED and item.options]
    return sum(map(key_is_longest, asked)) / len(asked) if asked else 0.0


def _asked(item: QuizItem) -> frozenset[str]:
    """What an item asks: its question, and for pairs and recommendations also what stands in it."""
    extra = " ".join(pair.left for pair in item.pairs)
    extra += item.key if item.kind in ("comparison", "recommendation") else ""
    return content(f"{item.stem} {extra}")


def duplicates(items: Sequence[QuizItem]) -> list[tuple[QuizItem, QuizItem]]:
    """Pairs of items that ask nearly the same."""
    words = [_asked(item) for item in items]
    found = []
    for i, left in enumerate(items):
        for j in range(i + 1, len(items)):
            if likeness(words[i], words[j]) >= SAME:
                found.append((left, items[j]))
    return found


def cues(stem: QuizItem, other: QuizItem) -> bool:
    """Whether the first item's stem holds the other's key, on the same subject."""
    if stem.source.partition("/")[0] != other.source.partition("/")[0]:
        return False
    shared = content(stem.stem) & content(other.stem)
    if len(shared) < 3:
        return False
    held = squeeze(stem.stem).lower()
    return any(len(tokens(key)) >= 2 and squeeze(key).lower() in held for key in other.keys)


def check_set(items: Sequence[QuizItem]) -> tuple[Finding, ...]:
    """What the rules say about the quiz as a whole."""
    found = []
    if longest_share(items) > LONGEST_SHARE and len(items) >= 20:
        share = round(100 * longest_share(items))
        found.append(Finding("length of keys", f"The key is longest in {share}% of items.", True))
    spread = positions(items)
    if sum(spread.observed) >= 20 and spread.p <= 0.05:
        found.append(
            Finding("position of keys", f"Keys stand unevenly (p = {spread.p:.3f}).", True)
        )
    for left, right in duplicates(items):
        found.append(
            Finding("no repetition", f"{left.id} and {right.id} ask nearly the same.", True)
        )
    for item in items:
        for other in items:
            if item.id != other.id and cues(item, other):
                message = f"The question of {item.id} gives away the key of {other.id}."
                found.append(Finding("independent items", message, True))
    return tuple(found)
