"""Features of the sentences found: how near they are, where they stand, whether they fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Kind, Passage
from assistant.sentences import Piece
from assistant.traits import TRAITS
from assistant.wording import Asks, Reading

Vector = NDArray[np.float32]
PARAGRAPH_KINDS = (
    Kind.FINDING,
    Kind.RECOMMENDATION,
    Kind.GOOD_PRACTICE,
    Kind.CRITERION,
    Kind.APPENDIX,
)


def best_of(group: NDArray[np.int64], values: Vector) -> Vector:
    """For each line the best value of its paragraph."""
    best = np.full(int(group.max()) + 1, -1.0, np.float32)
    np.maximum.at(best, group, values)
    found: Vector = best[group]
    return found


def near(sentence: Vector, fact: Vector, group: NDArray[np.int64]) -> list[Vector]:
    """The cosines, and how far they lie below the best of all and of their paragraph."""
    nearest = np.maximum(sentence, fact)
    of_sentence, of_fact = best_of(group, sentence), best_of(group, fact)
    return [
        sentence, fact, nearest,
        sentence - sentence.max(), fact - fact.max(), nearest - nearest.max(),
        of_sentence, of_fact, sentence - of_sentence, fact - of_fact,
        nearest - best_of(group, nearest),
    ]  # fmt: skip


def ranked(passages: Sequence[Passage], group: NDArray[np.int64]) -> list[Vector]:
    """Where the paragraph stands among those found, in all and within its report."""
    scores = np.array([passage.score for passage in passages])
    top = scores.max()
    spread = max(float(top - scores.min()), 1e-6)  # scores have no fixed scale
    after = np.append(scores[1:], scores[-1])
    rank = np.arange(len(passages))
    best: dict[str, float] = {}
    for passage in passages:
        report = passage.paragraph.report_id
        best[report] = max(best.get(report, passage.score), passage.score)
    within = np.array([p.score - best[p.paragraph.report_id] for p in passages]) / spread
    lead = np.where(rank == 0, scores - after, 0) / spread
    columns = ((scores - top) / spread, rank, rank == 0, lead, within)
    return [np.asarray(column, np.float32)[group] for column in columns]


def around(sentence: Vector, fact: Vector, group: NDArray[np.int64]) -> list[Vector]:
    """Cosines of the pieces before and after, 0 at either end of the paragraph."""
    columns: list[Vector] = []
    for step in (1, -1):
        same = np.roll(group, step) == group
        same[0 if step == 1 else -1] = False
        columns += [np.where(same, np.roll(values, step), 0.0) for values in (sentence, fact)]
    return columns


def match(reading: Reading, found: Sequence[Piece], traits: Vector) -> list[Vector]:
    """Whether the piece holds what this kind of question asks for, and stands where it points."""
    trait = {name: traits[:, place] for place, name in enumerate(TRAITS)}
    by_kind = (
        (Asks.NUMBER, np.maximum(trait["figure"], trait["date"])),
        (Asks.WHO, trait["body"]),
        (Asks.WHERE, trait["body"]),
        (Asks.LIST, np.maximum(trait["bullet"], trait["stem"])),
        (Asks.WHY, trait["reason"]),
        (Asks.DEFINITION, trait["defining"]),
    )
    zero = np.zeros(len(found), np.float32)
    columns = [held - 0.5 if reading.kind is kind else zero for kind, held in by_kind]
    kinds = [piece.paragraph.kind for piece in found]
    reports = [piece.paragraph.report_id for piece in found]
    columns.append(np.array([kind in reading.wanted for kind in kinds], np.float32))
    inside = np.array([report in reading.reports for report in reports], np.float32)
    columns.append(inside - 0.5 if reading.reports else zero)
    columns += [np.array([k is kind for k in kinds], np.float32) for kind in PARAGRAPH_KINDS]
    return [np.asarray(column, np.float32) for column in columns]
