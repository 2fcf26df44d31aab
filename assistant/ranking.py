"""Fusion: the columns of evidence weighed into one score, by learned or by fixed weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable

RANKER_FILE = "ranker.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each column counts, for a corpus with annotations and for one without.

    The last two are for the first pass, before any paragraph is compared word by word.
    """

    annotated: Mapping[str, float]
    plain: Mapping[str, float]
    annotated_first: Mapping[str, float]
    plain_first: Mapping[str, float]


_ANNOTATED = {
    "question": 0.5, "text": 0.5, "words text": 0.12, "words question": 0.2, "words gist": 0.06,
    "words terms": 0.06, "words head": 0.04, "report": 0.3, "named part": 0.4,
}  # fmt: skip
_PLAIN = {
    "text": 0.7, "sentence": 0.3, "words text": 0.3, "words head": 0.05, "report": 0.3,
    "named part": 0.4,
}  # fmt: skip
CONVEX = Weights(_ANNOTATED, _PLAIN, _ANNOTATED, _PLAIN)


def read_weights(folder: Path) -> Weights:
    """The learned weights, the fixed ones where none ship; ModelUnavailable if malformed."""
    path = folder / RANKER_FILE
    if not path.exists():
        return CONVEX
    try:
        read = json.loads(path.read_text("utf-8"))
        return Weights(**{field.name: dict(read[field.name]) for field in fields(Weights)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{path} is malformed ({error!r}). Restore it.") from error


FIXED = {"named paragraph": 12.0}  # above all else: too rare to be learned


def weigh(
    columns: Mapping[str, NDArray[np.float32]], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """One score per paragraph."""
    size = len(next(iter(columns.values())))
    total = np.zeros(size, np.float64)
    for name, weight in {**weights, **FIXED}.items():
        total += weight * columns[name]
    return total
