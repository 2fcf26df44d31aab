"""A run summed up: means with intervals, slices, refusal, robustness; nothing left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from evals import measures, statistics
from evals.catalogue import MEASURES
from evals.figures import confidence, figures, refused
from evals.judged import OFFLINE, Judged
from evals.scoring import RANKED, Scored

SLICED = (
    "hit@5",
    "mrr@10",
    "coverage@5",
    "key_fact_recall",
    "citation_hit",
    "false_refusal",
    "abstention",
)
FOLLOWED = ("hit@5", "mrr@10")  # of follow-ups, as typed and as resolved
CHANGED = ("hit@5", "mrr@10", "key_fact_recall", "citation_hit")  # by another wording


def summarise(scored: Sequence[Scored], *, seed: int = 0) -> dict[str, Any]:
    """Every measure of a run: flat means first, then intervals, slices and curves."""
    intervals = {
        measure.name: statistics.bootstrap(values, seed)
        for measure in MEASURES
        if (values := column(scored, measure.name))
    }
    whys = sorted({one.question.why for one in scored if "abstention" in one.values})
    flat: dict[str, Any] = {name: round(interval.mean, 6) for name, interval in intervals.items()}
    flat["abstention"] = {
        why: _mean(column([one for one in scored if one.question.why == why], "abstention"))
        for why in whys
    }
    flat |= _extremes(scored)
    return {
        "questions": len(scored),
        "errors": sum(bool(one.record["error"]) for one in scored),
        **flat,
        "refusal": _refusal(scored),
        "intervals": {name: as_entry(interval) for name, interval in intervals.items()},
        "slices": slices(scored, seed),
        "figures": {name: as_entry(one) for name, one in figures(scored, seed).items()},
        "followups": _followups(scored, seed),
        "robustness": robustness(scored, seed),
        "coverage_accuracy": _coverage_accuracy(scored),
        "calibration": calibration(scored),
        "overlap": _overlap(scored),
        "outcomes": dict(Counter(one.record["outcome"] for one in scored)),
        "modes": dict(Counter(one.record["mode"] for one in scored)),
    }


def as_entry(interval: statistics.Interval) -> dict[str, float]:
    """The JSON object of an interval."""
    return {
        "mean": round(interval.mean, 6),
        "low": round(interval.low, 6),
        "high": round(interval.high, 6),
        "n": interval.n,
    }


def column(scored: Sequence[Scored], name: str) -> list[float]:
    """The values of one measure over the questions it applies to."""
    return [one.values[name] for one in scored if name in one.values]


def slices(scored: Sequence[Scored], seed: int = 0) -> dict[str, dict[str, Any]]:
    """Means with intervals by type, style and kind of unanswerable question."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[f"type: {one.question.type}"].append(one)
        groups[f"style: {one.question.style}"].append(one)
        if one.question.split:
            groups[f"split: {one.question.split}"].append(one)
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(groups):
        found[name] = {"n": len(groups[name])}
        for measure in SLICED:
            values = column(groups[name], measure)
            if values:
                interval = statistics.bootstrap(values, seed, 500)
                found[name][measure] = as_entry(interval)
    return found


def judgements(
    judged: Mapping[str, Judged], name: str, *, repeats: int, seed: int = 0
) -> dict[str, Any]:
    """A judged measure: mean, interval, spread over repeats, and what the judge failed to judge."""
    means = [one.mean for one in judged.values() if one.mean is not None]
    interval = statistics.bootstrap(means, seed)
    failures = {key: one.failures for key, one in judged.items() if one.failures}
    return {
        "judge": name,
        "mean": round(interval.mean, 6) if means else None,
        "low": interval.low,
        "high": interval.high,
        "scored": len(means),
        "of": len(judged),
        "coverage": len(means) / len(judged) if judged else 1.0,
        "repeats": repeats,
        "spread": _mean([one.spread for one in judged.values() if one.values]),
        "failures": {key: list(reasons) for key, reasons in failures.items()},
        "note": "a rule, not a model: see data/judge" if name == OFFLINE else "",
    }


def _extremes(scored: Sequence[Scored]) -> dict[str, Any]:
    """Middle and tail of lengths and times."""
    seconds = [one.record["seconds"] for one in scored if not one.record["error"]]
    words = column(scored, "words")
    return {
        "median_words": median(words) if words else 0,
        "p50_seconds": measures.percentile(seconds, 0.5),
        "p95_seconds": measures.percentile(seconds, 0.95),
    }


def _refusal(scored: Sequence[Scored]) -> dict[str, float]:
    """Precision, recall and F1 of refusing; a crash is neither an answer nor a refusal."""
    scored = [one for one in scored if one.record["mode"] != RANKED]
    should = ["answered" not in one.question.accepted for one in scored]
    precision, recall, both = measures.refusal_scores([refused(one) for one in scored], should)
    return {"precision": precision, "recall": recall, "f1": both}


def _followups(scored: Sequence[Scored], seed: int) -> dict[str, Any]:
    """Retrieval of follow-ups as typed and as resolved in the conversation, and the gain."""
    asked = [one for one in scored if "raw_hit@5" in one.values]
    typed = {name: column(asked, f"raw_{name}") for name in FOLLOWED}
    resolved = {name: column(asked, name) for name in FOLLOWED}
    return {
        "n": len(asked),
        "raw": {name: _mean(values) for name, values in typed.items()},
        "resolved": {name: _mean(values) for name, values in resolved.items()},
        "gain": {
            name: as_entry(statistics.paired_bootstrap(typed[name], resolved[name], seed))
            for name in FOLLOWED
        },
    }


def robustness(scored: Sequence[Scored], seed: int = 0) -> dict[str, dict[str, Any]]:
    """For each way of wording: the change against the same questions as first asked.

    `agreement` is the mean overlap (Jaccard) of the paragraphs cited for both wordings.
    """
    first = {one.question.id: one for one in scored}
    pairs: dict[str, list[tuple[Scored, Scored]]] = defaultdict(list)
    for one in scored:
        if one.question.base in first:
            pairs[one.question.style].append((first[one.question.base], one))
    found: dict[str, dict[str, Any]] = {}
    for style, both in sorted(pairs.items()):
        columns = {"agreement": [_agreement(a, b) for a, b in both]}
        for name in CHANGED:
            columns[name] = [b.values[name] - a.values[name] for a, b in both if name in a.values]
        intervals = {name: statistics.bootstrap(of, seed) for name, of in columns.items()}
        found[style] = {
            "n": len(both),
            **{name: round(interval.mean, 6) for name, interval in intervals.items()},
            "intervals": {name: as_entry(interval) for name, interval in intervals.items()},
        }
    return found


def calibration(scored: Sequence[Scored], bins: int = 5) -> list[dict[str, float]]:
    """Answered questions in bins of equal size by the score of the first passage."""
    sure = sorted((confidence(one), one.values.get("citation_hit", 0.0)) for one in _given(scored))
    found: list[dict[str, float]] = []
    for number in range(bins):
        part = sure[number * len(sure) // bins : (number + 1) * len(sure) // bins]
        if part:
            found.append(
                {
                    "score": _mean([s for s, _ in part]),
                    "right": _mean([r for _, r in part]),
                    "n": len(part),
                }
            )
    return found


def _coverage_accuracy(scored: Sequence[Scored]) -> dict[str, Any]:
    """How right the surest answers are; an answer to an unanswerable question is wrong."""
    given = _given(scored)
    sure = [confidence(one) for one in given]
    right = [one.values.get("citation_hit", 0.0) for one in given]
    points = measures.risk_coverage(sure, right)
    return {"aurc": measures.aurc(sure, right), "points": [list(point) for point in points]}


def _given(scored: Sequence[Scored]) -> list[Scored]:
    """The questions that were answered."""
    return [one for one in scored if one.record["outcome"] == "answered"]


def _overlap(scored: Sequence[Scored]) -> dict[str, float]:
    """How many of a question's words stand in its evidence: high means copied questions."""
    shares = [
        measures.overlap(one.question.question, " ".join(e.text for e in one.question.evidence))
        for one in scored
        if one.question.answerable
    ]
    return {"mean": _mean(shares), "over_0.8": _mean([float(share > 0.8) for share in shares])}


def _agreement(first: Scored, second: Scored) -> float:
    """Jaccard overlap of two answers' cited paragraphs; two that cite nothing agree."""
    one, two = set(first.cited), set(second.cited)
    return len(one & two) / len(one | two) if one | two else 1.0


def _mean(values: Sequence[float]) -> float:
    """The mean rounded to six places, 0 for none."""
    return round(sum(values) / len(values), 6) if values else 0.0
