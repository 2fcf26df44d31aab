"""The trained sentence scorer: boosted trees over features of candidates, numbers in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.candidates import FEATURES, Vector
from assistant.errors import ModelUnavailable

SCORER_FILE = "sentence-scorer.json"


@dataclass(frozen=True)
class Trees:
    """Boosted regression trees, each complete to the same depth; their sum is a log-odds.

    Node n of a tree has the children 2n+1 (value <= threshold) and 2n+2.
    """

    features: NDArray[np.int64]  # trees x nodes
    thresholds: Vector
    leaves: Vector  # trees x leaves
    base: float = 0.0

    def chances(self, features: Vector) -> Vector:
        """One chance between 0 and 1 per line of features."""
        count, depth = len(self.features), int(np.log2(self.leaves.shape[1]))
        trees = np.arange(count)[None, :]
        lines = np.arange(len(features))[:, None]
        node = np.zeros((len(features), count), np.int64)
        for _ in range(depth):
            value = features[lines, self.features[trees, node]]
            node = 2 * node + 1 + (value > self.thresholds[trees, node])
        odds = self.base + self.leaves[trees, node - (2**depth - 1)].sum(axis=1)
        chances: Vector = 1 / (1 + np.exp(-odds))
        return chances


def read_trees(path: Path, names: Sequence[str] = FEATURES) -> Trees:
    """The trained trees; ModelUnavailable where the file is missing or made for other features."""
    try:
        held: dict[str, Any] = json.loads(path.read_text("utf-8"))
        trees = Trees(
            np.array(held["features"], np.int64),
            np.array(held["thresholds"], np.float32),
            np.array(held["leaves"], np.float32),
            float(held["base"]),
        )
        made_for = tuple(held["names"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(
            f"Cannot read the sentence scorer {path}. Run: python -m ingest.train_sentences"
        ) from error
    if made_for != tuple(names):
        raise ModelUnavailable(
            f"{path} was trained on other features. Run: python -m ingest.train_sentences"
        )
    return trees
