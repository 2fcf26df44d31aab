"""Logistic regression with a ridge penalty, some of whose weights may not be positive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def fit_logistic(
    values: Matrix, target: NDArray[np.bool_], never_positive: Sequence[bool], ridge: float
) -> tuple[Matrix, float]:
    """Weights per column and the bias, in the columns' own units.

    Minimises `ridge` times the log loss plus half the squared weights of the standardised columns
    (scikit-learn's objective, `ridge` being its C), by L-BFGS-B, so that the bounds hold exactly.
    """
    from scipy.optimize import minimize

    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled, side = (values - mean) / scale, np.where(target, 1.0, -1.0)

    def loss(point: Matrix) -> tuple[float, Matrix]:
        weights = point[:-1]
        margin = side * (scaled @ weights + point[-1])
        wrong = side / (1 + np.exp(margin))
        value = ridge * float(np.logaddexp(0, -margin).sum()) + float(weights @ weights) / 2
        slope = np.append(weights - ridge * (scaled.T @ wrong), -ridge * wrong.sum())
        return value, slope

    bounds = [(None, 0.0 if bounded else None) for bounded in never_positive] + [(None, None)]
    start = np.zeros(len(bounds))
    found: Any = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000}
    )
    weights = found.x[:-1] / scale
    return weights, float(found.x[-1] - (weights * mean).sum())
