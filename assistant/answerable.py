"""What sort of question the reports answer, from its vector and what it leaves unmatched.

People ask such reports for findings, duties and reasons; they ask in vain for prices, for names
that were left out, for today's law and for forms. A linear model on the vector of the question
and on its `traces` (`assistant.alignment`: which of its words the best sentences do not match),
learned from questions of both sorts, says how far one is from those that are answered. It never
decides alone: it is one sign among those of `assistant.signs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Answerable:
    """A linear model on such vectors; without weights it says 0 of everything."""

    weights: tuple[float, ...] = ()
    bias: float = 0.0

    def odds_against(self, vector: NDArray[np.float64]) -> float:
        """The log odds that the reports do not answer a question with this vector."""
        if not self.weights:
            return 0.0
        return round(float(np.dot(np.array(self.weights), vector)) + self.bias, 6)


NOT_LEARNED = Answerable()


def answerable_from_json(held: Mapping[str, Any]) -> Answerable:
    """A model as written by `answerable_to_json`; KeyError or ValueError where it is malformed."""
    weights: Sequence[float] = held["weights"]
    return Answerable(tuple(float(weight) for weight in weights), float(held["bias"]))


def answerable_to_json(model: Answerable) -> dict[str, Any]:
    """The model as plain numbers."""
    return {"weights": [float(f"{w:.5g}") for w in model.weights], "bias": round(model.bias, 5)}
