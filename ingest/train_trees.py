"""Boosted trees as the product reads them: fitted by scikit-learn, written as plain numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.candidates import Vector
from assistant.sentence_scoring import Trees

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

DEPTH = 3
SEEDS = 5  # models averaged, each on a sample of the questions


def fit(features: Vector, labels: NDArray[np.int64], groups: NDArray[np.int64]) -> Trees:
    """The mean of several boosted models, each fitted to four fifths of the questions."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = []
    for seed in range(SEEDS):
        chosen = np.random.default_rng(seed).random(int(groups.max()) + 1) < 0.8
        rows = chosen[groups]
        model = HistGradientBoostingClassifier(
            max_iter=70,
            max_depth=DEPTH,
            learning_rate=0.06,
            min_samples_leaf=30,
            l2_regularization=5.0,
            max_features=0.5,
            early_stopping=False,
            random_state=seed,
        )
        fitted.append(_trees(model.fit(features[rows], labels[rows])))
    return Trees(
        np.vstack([trees.features for trees in fitted]),
        np.vstack([trees.thresholds for trees in fitted]),
        (np.vstack([trees.leaves for trees in fitted]) / SEEDS).astype(np.float32),
        float(np.mean([trees.base for trees in fitted])),
    )


def _trees(model: HistGradientBoostingClassifier) -> Trees:
    """The trees of a fitted scikit-learn model, each made complete."""
    nodes = [predictor[0].nodes for predictor in model._predictors]
    count, inner, ends = len(nodes), 2**DEPTH - 1, 2**DEPTH
    features = np.zeros((count, inner), np.int64)
    thresholds = np.full((count, inner), np.inf, np.float32)
    leaves = np.zeros((count, ends), np.float32)
    for tree, held in enumerate(nodes):
        _complete(held, 0, 0, 0, features[tree], thresholds[tree], leaves[tree])
    return Trees(features, thresholds, leaves, float(model._baseline_prediction.ravel()[0]))


def _complete(
    held: NDArray[np.void],
    node: int,
    place: int,
    depth: int,
    features: NDArray[np.int64],
    thresholds: Vector,
    leaves: Vector,
) -> None:
    """Copy one node and what is below it; a leaf that stands high fills all places below it."""
    if held[node]["is_leaf"]:
        first, span = place, 1
        for _ in range(DEPTH - depth):
            first, span = 2 * first + 1, span * 2
        start = first - (2**DEPTH - 1)
        leaves[start : start + span] = held[node]["value"]
        return
    features[place] = held[node]["feature_idx"]
    thresholds[place] = held[node]["num_threshold"]
    for child, side in ((2 * place + 1, "left"), (2 * place + 2, "right")):
        _complete(held, int(held[node][side]), child, depth + 1, features, thresholds, leaves)


def trees_to_json(trees: Trees, names: Sequence[str]) -> str:
    """One JSON object; thresholds beyond any value are written as a large number."""
    thresholds = np.where(np.isinf(trees.thresholds), 1e30, trees.thresholds)
    return json.dumps(
        {
            "names": list(names),
            "base": round(trees.base, 6),
            "features": trees.features.tolist(),
            "thresholds": [[float(f"{x:.6g}") for x in row] for row in thresholds],
            "leaves": [[float(f"{x:.5g}") for x in row] for row in trees.leaves],
        }
    )
