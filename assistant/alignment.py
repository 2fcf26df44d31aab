"""How well each word of a question finds a counterpart in the sentences that would answer it.

Late interaction after ColBERT (Khattab and Zaharia 2020): every word piece of the question is
compared with every word piece of a sentence, each in its context, and keeps its highest cosine. A
question whose telling word finds none near is probably not answered by that sentence, however
near the sentence is as a whole.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
NAMES = (
    "aligned with best", "aligned with all", "least aligned", "heaviest not aligned",
    "heaviest three not aligned", "weight not aligned", "heaviest not in best",
    "heaviest three not in best",
)  # fmt: skip
HEAVY = 3
WIDTH = 384  # of a vector of the encoder
TRACES = 4  # vectors that `traces` puts end to end


@dataclass(frozen=True, slots=True)
class Tokens:
    """The word pieces of a text: their numbers, and one unit vector each."""

    ids: tuple[int, ...]
    matrix: Matrix


class Rarity:
    """How telling each word piece is: its inverse document frequency, log(1 + n / (1 + df))."""

    def __init__(self, texts: Iterable[Sequence[int]]) -> None:
        held: Counter[int] = Counter()
        self._texts = 0
        for ids in texts:
            held.update(set(ids))
            self._texts += 1
        self._held: Mapping[int, int] = held

    def of(self, piece: int) -> float:
        """The weight of one word piece, highest for one that no text has; 1 without any texts."""
        if not self._texts:
            return 1.0
        return math.log(1 + self._texts / (1 + self._held.get(piece, 0)))

    def weights(self, tokens: Tokens) -> NDArray[np.float64]:
        """The weight of each word piece of a text."""
        return np.array([self.of(piece) for piece in tokens.ids])


def nearness(question: Tokens, sentences: Sequence[Tokens]) -> NDArray[np.float32]:
    """The highest cosine of each piece of the question in each sentence, 0 in an empty one."""
    none = np.zeros(len(question.ids), np.float32)
    return np.stack(
        [(question.matrix @ s.matrix.T).max(axis=1) if s.ids else none for s in sentences]
    )


def traces(question: Tokens, sentences: Sequence[Tokens], rarity: Rarity) -> NDArray[np.float64]:
    """What a question leaves open, as four vectors end to end; zeros with nothing to compare.

    The pieces of the question weighted by how far all sentences, then the best sentence, leave
    them unmatched (and by their rarity); then the products and the differences of the pieces and
    their counterparts in the best sentence. Linear weights on these say which sorts of words must
    be matched, where `align` treats all words alike.
    """
    width = question.matrix.shape[1] if question.ids else WIDTH
    if not question.ids or not any(sentence.ids for sentence in sentences):
        return np.zeros(TRACES * width)
    pieces = question.matrix.astype(np.float64)
    weights, near = rarity.weights(question), nearness(question, sentences)
    best = int((near @ weights).argmax())
    found = sentences[best].matrix
    counterpart = found[(question.matrix @ found.T).argmax(axis=1)].astype(np.float64)
    share, scale = weights / weights.sum(), math.sqrt(len(weights))
    return np.concatenate(
        (
            ((1 - near.max(axis=0)) * weights) @ pieces / scale,
            ((1 - near[best]) * weights) @ pieces / scale,
            share @ (pieces * counterpart),
            share @ (counterpart - pieces),
        )
    )


def align(question: Tokens, sentences: Sequence[Tokens], rarity: Rarity) -> tuple[float, ...]:
    """The values of `NAMES`: all 0 where there is nothing to compare."""
    if not question.ids or not any(sentence.ids for sentence in sentences):
        return (0.0,) * len(NAMES)
    weights, near = rarity.weights(question), nearness(question, sentences)
    together = near.max(axis=0)
    means = near @ weights / weights.sum()
    lacking = np.sort(weights * (1 - together))[::-1]
    from_best = np.sort(weights * (1 - near[int(means.argmax())]))[::-1]
    values = (
        means.max(),
        together @ weights / weights.sum(),
        together.min(),
        lacking[0],
        lacking[:HEAVY].mean(),
        lacking.sum(),
        from_best[0],
        from_best[:HEAVY].mean(),
    )
    return tuple(float(value) for value in values)
