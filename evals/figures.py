"""Figures that are no means over questions (percentiles, refusal, curves), with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from evals import measures
from evals.scoring import RANKED, Scored
from evals.statistics import LEVEL, Interval, bootstrap

RESAMPLES = 500
Figure = Callable[[Sequence[Scored]], float]


def figures(scored: Sequence[Scored], seed: int = 0) -> dict[str, Interval]:
    """Each figure of a run by name; its interval is over questions drawn with replacement."""
    whys = sorted({one.question.why for one in scored if "abstention" in one.values})
    found = {f"abstention: {why}": bootstrap(_abstention(scored, why), seed) for why in whys}
    timed = [one for one in scored if not one.record["error"] and one.record["mode"] != RANKED]
    answers = [one for one in scored if one.record["outcome"] == "answered"]
    for name, of, figure in (
        ("refusal precision", timed, _refusal(0)),
        ("refusal recall", timed, _refusal(1)),
        ("refusal F1", timed, _refusal(2)),
        ("AURC", answers, _aurc),
        ("median words", answers, _percentile("words", 0.5)),
        ("p50 seconds", timed, _percentile("seconds", 0.5)),
        ("p95 seconds", timed, _percentile("seconds", 0.95)),
    ):
        if of:
            found[name] = drawn(of, figure, seed)
    return found


def drawn(scored: Sequence[Scored], figure: Figure, seed: int = 0) -> Interval:
    """A figure with its percentile interval (Efron 1979)."""
    places = np.random.default_rng(seed).integers(0, len(scored), size=(RESAMPLES, len(scored)))
    values = [figure([scored[place] for place in row]) for row in places]
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(figure(scored), float(low), float(high), len(scored))


def confidence(one: Scored) -> float:
    """The score of the first passage, the only figure of confidence a record holds."""
    return float(one.record["retrieved"][0]["score"]) if one.record["retrieved"] else 0.0


def refused(one: Scored) -> bool:
    """Whether it was refused; a crash is neither an answer nor a refusal."""
    return one.record["outcome"] != "answered" and not one.record["error"]


def _abstention(scored: Sequence[Scored], why: str) -> list[float]:
    """Right (1) and wrong (0) outcomes of one kind of question that is not to be answered."""
    of = [one for one in scored if one.question.why == why]
    return [one.values["abstention"] for one in of if "abstention" in one.values]


def _refusal(place: int) -> Figure:
    """Precision (0), recall (1) or F1 (2) of refusing."""

    def figure(scored: Sequence[Scored]) -> float:
        should = ["answered" not in one.question.accepted for one in scored]
        return measures.refusal_scores([refused(one) for one in scored], should)[place]

    return figure


def _percentile(name: str, share: float) -> Figure:
    """A percentile of one measure."""
    return lambda scored: measures.percentile([one.values[name] for one in scored], share)


def _aurc(scored: Sequence[Scored]) -> float:
    """Area under the risk-coverage curve, by citation hits."""
    right = [one.values.get("citation_hit", 0.0) for one in scored]
    return measures.aurc([confidence(one) for one in scored], right)
