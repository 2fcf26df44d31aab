"""Measures as pure functions on ids and texts; a question that failed scores 0, never nothing.

Retrieval is judged on groups of equivalent evidence: `groups` are sets of paragraph ids of which
any one is enough, `ranked` are paragraph ids, best first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

Groups = Sequence[Collection[str]]

_MARKER = re.compile(r"\s*\[\d+\]")
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|half|quarter|third|thirds"
)


def by_group(ranked: Sequence[str], groups: Groups) -> list[int | None]:
    """For each rank the group that is found there for the first time, else None."""
    seen: set[int] = set()
    found: list[int | None] = []
    for paragraph_id in ranked:
        new = next(
            (g for g, ids in enumerate(groups) if paragraph_id in ids and g not in seen), None
        )
        if new is not None:
            seen.add(new)
        found.append(new)
    return found


def hit(ranked: Sequence[str], groups: Groups, k: int) -> float:
    """1 where any evidence is among the first k."""
    return float(any(group is not None for group in by_group(ranked[:k], groups)))


def coverage(ranked: Sequence[str], groups: Groups, k: int) -> float:
    """Share of the evidence groups found among the first k (recall over groups)."""
    if not groups:
        return 0.0
    return sum(group is not None for group in by_group(ranked[:k], groups)) / len(groups)


def reciprocal_rank(ranked: Sequence[str], groups: Groups, k: int = 10) -> float:
    """1 / rank of the first evidence among the first k, else 0."""
    for rank, group in enumerate(by_group(ranked[:k], groups), start=1):
        if group is not None:
            return 1 / rank
    return 0.0


def ndcg(ranked: Sequence[str], groups: Groups, k: int = 10) -> float:
    """Discounted gain of new groups over that of the best order (Järvelin, Kekäläinen 2002)."""
    gain = sum(
        1 / math.log2(rank + 1)
        for rank, group in enumerate(by_group(ranked[:k], groups), start=1)
        if group is not None
    )
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(groups)) + 1))
    return gain / best if best else 0.0


def average_precision(ranked: Sequence[str], groups: Groups, k: int = 10) -> float:
    """Mean over the groups of the precision at the rank where each is found, 0 where it is not."""
    found = 0
    total = 0.0
    for rank, group in enumerate(by_group(ranked[:k], groups), start=1):
        if group is not None:
            found += 1
            total += found / rank
    return total / len(groups) if groups else 0.0


def plain(text: str) -> str:
    """Lower case, straight quotes and hyphens, single spaces: how words are compared."""
    folded = text.lower().translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    return " ".join(re.sub(r"[‐‑‒–—]", "-", folded).split())


def without_markers(answer: str) -> str:
    """The answer as read aloud: its markers [1], [2] … left out."""
    return _MARKER.sub("", answer)


def words(answer: str) -> int:
    """Number of words, markers and bullet marks left out."""
    return len([word for word in without_markers(answer).split() if re.search(r"\w", word)])


def states(answer: str, forms: Sequence[str]) -> bool:
    """Whether any accepted form stands in the answer; a figure must not be part of a longer one."""
    text = plain(without_markers(answer))
    for form in forms:
        wanted = re.escape(plain(form))
        if re.search(
            rf"(?<!\d)(?<!\d[.,]){wanted}(?![.,]?\d)" if form.strip()[:1].isdigit() else wanted,
            text,
        ):
            return True
    return False


def key_fact_recall(answer: str, key_facts: Sequence[Sequence[str]]) -> float:
    """Share of the key facts that the answer states in any accepted form; 0 without key facts."""
    if not key_facts:
        return 0.0
    return sum(states(answer, forms) for forms in key_facts) / len(key_facts)


def numeric_facts(key_facts: Sequence[Sequence[str]]) -> tuple[Sequence[str], ...]:
    """The key facts that are figures: every accepted form holds a digit or a number word."""
    return tuple(forms for forms in key_facts if forms and all(_has_number(form) for form in forms))


def citation_hit(cited: Sequence[str], groups: Groups) -> float:
    """1 where any cited paragraph is evidence."""
    return hit(cited, groups, len(cited))


def citation_precision(cited: Sequence[str], groups: Groups) -> float:
    """Share of the cited paragraphs that are evidence; 0 where nothing is cited."""
    distinct = list(dict.fromkeys(cited))
    if not distinct:
        return 0.0
    return sum(any(one in ids for ids in groups) for one in distinct) / len(distinct)


def citation_recall(cited: Sequence[str], groups: Groups) -> float:
    """Share of the evidence groups that are cited."""
    return coverage(cited, groups, len(cited))


def quote_verbatim(quote: str, text: str) -> bool:
    """Whether the quote is cut from the text character by character; an empty quote is not."""
    return bool(quote.strip()) and quote in text


def statements(answer: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    r"""The statements of an answer with their markers: text up to each run of markers.

    >>> statements("It took 8 months. [1]\nIn one area, two years. [2] [3]")
    (('It took 8 months.', (1,)), ('In one area, two years.', (2, 3)))
    """
    found: list[tuple[str, tuple[int, ...]]] = []
    start = 0
    for run in re.finditer(r"(?:\s*\[\d+\])+", answer):
        said = answer[start : run.start()].strip()
        markers = tuple(int(number) for number in re.findall(r"\[(\d+)\]", run.group()))
        if said:
            found.append((said, markers))
        start = run.end()
    rest = answer[start:].strip(" \n.")
    return (*found, (rest, ())) if rest else tuple(found)


def copied_share(quotes: Mapping[str, Sequence[str]], texts: Mapping[str, str]) -> float:
    """Share of the cited paragraphs' words that the quotes take over: 1 is copying everything."""
    taken = sum(min(words(" ".join(quotes[key])), words(texts[key])) for key in quotes)
    whole = sum(words(texts[key]) for key in quotes)
    return taken / whole if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def refusal_scores(refused: Sequence[bool], should: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and F1 of refusing, over all questions."""
    right = sum(a and b for a, b in zip(refused, should, strict=True))
    precision = right / sum(refused) if any(refused) else 0.0
    recall = right / sum(should) if any(should) else 0.0
    return precision, recall, f1(precision, recall)


def risk_coverage(confidence: Sequence[float], right: Sequence[float]) -> list[tuple[float, float]]:
    """Accuracy of the k surest answers, for every k: points of (coverage, accuracy).

    Answers that are equally sure count with their mean: their order means nothing.
    """
    equal: dict[float, list[float]] = {}
    for sure, value in zip(confidence, right, strict=True):
        equal.setdefault(sure, []).append(value)
    total, count = 0.0, 0
    points: list[tuple[float, float]] = []
    for sure in sorted(equal, reverse=True):
        mean = sum(equal[sure]) / len(equal[sure])
        for _ in equal[sure]:
            total, count = total + mean, count + 1
            points.append((count / len(right), total / count))
    return points


def aurc(confidence: Sequence[float], right: Sequence[float]) -> float:
    """Mean risk over all coverages (Geifman, El-Yaniv 2017): lower is better."""
    points = risk_coverage(confidence, right)
    return sum(1 - accuracy for _, accuracy in points) / len(points) if points else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies, with linear interpolation; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def overlap(question: str, evidence: str) -> float:
    """Share of the question's words (4 letters or more, stems of 6) that stand in the evidence."""
    asked = {word[:6] for word in re.findall(r"[a-z]{4,}", question.lower())}
    given = {word[:6] for word in re.findall(r"[a-z]{4,}", evidence.lower())}
    return len(asked & given) / len(asked) if asked else 0.0


def _has_number(text: str) -> bool:
    """Whether a digit or a number word stands in the text."""
    return re.search(rf"\d|\b({_NUMBER_WORDS})\b", text.lower()) is not None
