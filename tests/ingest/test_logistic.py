"""The fit of a coverage model: scikit-learn's where nothing is bounded, bounds kept where it is."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from ingest.logistic import fit_logistic

RANDOM = np.random.default_rng(3)
VALUES = RANDOM.normal(size=(400, 4)) * np.array([1.0, 5.0, 0.2, 1.0])
TARGET = (VALUES @ np.array([1.5, -0.3, 4.0, 0.0]) + RANDOM.normal(size=400)) > 0.4


def test_without_bounds_it_is_the_fit_of_scikit_learn() -> None:
    weights, bias = fit_logistic(VALUES, TARGET, [False] * 4, 0.1)
    mean, scale = VALUES.mean(axis=0), VALUES.std(axis=0) + 1e-6
    known = LogisticRegression(C=0.1, tol=1e-10, max_iter=5000)
    known.fit((VALUES - mean) / scale, TARGET)
    assert weights == pytest.approx(known.coef_[0] / scale, rel=1e-3, abs=1e-4)
    assert bias == pytest.approx(float(known.intercept_[0] - (weights * mean).sum()), abs=1e-3)


def test_a_bounded_weight_is_never_positive() -> None:
    weights, _ = fit_logistic(VALUES, TARGET, [True, False, False, True], 0.1)
    assert weights[0] == 0.0
    assert weights[3] <= 0.0
    assert weights[2] > 0.0
