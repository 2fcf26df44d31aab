"""Intervals, paired tests and agreement, seeded and on plain sequences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its interval and the number of questions behind it."""

    mean: float
    low: float
    high: float
    n: int


def bootstrap(values: Sequence[float], seed: int = 0, resamples: int = RESAMPLES) -> Interval:
    """Mean and percentile interval over questions drawn with replacement (Efron 1979)."""
    if not values:
        return Interval(0.0, 0.0, 0.0, 0)
    array = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(array), size=(resamples, len(array)))
    low, high = np.quantile(array[drawn].mean(axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(array.mean()), float(low), float(high), len(array))


def paired_bootstrap(
    before: Sequence[float], after: Sequence[float], seed: int = 0, resamples: int = RESAMPLES
) -> Interval:
    """Mean difference after - before on the same questions, with its interval."""
    return bootstrap(np.subtract(after, before).tolist(), seed, resamples)


def permutation_p(
    before: Sequence[float], after: Sequence[float], seed: int = 0, resamples: int = 10_000
) -> float:
    """Two-sided p of the mean difference when before and after may be swapped per question.

    All sign patterns are tried where there are at most 4,096 (then it is exact), otherwise
    `resamples` random ones, the observed one counted among them.
    """
    differences = np.subtract(after, before).astype(float)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    observed = abs(differences.sum()) - 1e-12
    if len(differences) <= 12:
        patterns = np.arange(2 ** len(differences))[:, None] >> np.arange(len(differences))
        signs = 1 - 2 * (patterns & 1)
        return float((np.abs(signs @ differences) >= observed).mean())
    signs = np.random.default_rng(seed).choice([-1, 1], size=(resamples, len(differences)))
    return float(((np.abs(signs @ differences) >= observed).sum() + 1) / (resamples + 1))


def mcnemar_p(before: Sequence[float], after: Sequence[float]) -> float:
    """Two-sided exact p of McNemar's test on right (1) and wrong (0) answers."""
    pairs = [(a > 0.5, b > 0.5) for a, b in zip(before, after, strict=True)]
    lost, won = pairs.count((True, False)), pairs.count((False, True))
    changed = lost + won
    if not changed:
        return 1.0
    tail = sum(math.comb(changed, i) for i in range(min(lost, won) + 1)) * 0.5**changed
    return min(1.0, 2 * tail)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p values that bound the chance of any false alarm (Holm 1979)."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, name in enumerate(sorted(p_values, key=lambda key: (p_values[key], key))):
        highest = max(highest, min(1.0, p_values[name] * (len(p_values) - place)))
        adjusted[name] = highest
    return adjusted


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Agreement of two raters beyond chance; 1 where both always say the same one thing."""
    pairs = list(zip(first, second, strict=True))
    if not pairs:
        return 0.0
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    one, two = Counter(first), Counter(second)
    chance = sum(one[label] * two[label] for label in one) / len(pairs) ** 2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def krippendorff_alpha(items: Sequence[Sequence[Hashable | None]], ordinal: bool = False) -> float:
    """Agreement of any number of raters with gaps (None); nominal, or by squared rank distance.

    `items`: for each rated thing the ratings given. Things rated once do not count.
    """
    rated = [[rating for rating in item if rating is not None] for item in items]
    rated = [item for item in rated if len(item) > 1]
    everything = [rating for item in rated for rating in item]
    counts = Counter(everything)
    order = sorted(counts, key=lambda label: (str(type(label)), label))

    def distance(a: Hashable, b: Hashable) -> float:
        if not ordinal:
            return float(a != b)
        low, high = sorted((order.index(a), order.index(b)))
        between = sum(counts[label] for label in order[low : high + 1])
        return float((between - (counts[order[low]] + counts[order[high]]) / 2) ** 2)

    total = len(everything)
    if total < 2:
        return 0.0
    expected = sum(counts[a] * counts[b] * distance(a, b) for a in order for b in order)
    expected /= total * (total - 1)
    observed = sum(
        sum(distance(a, b) for a in item for b in item) / (len(item) - 1) for item in rated
    )
    return 1.0 if not expected else 1 - observed / total / expected
