"""Training of the guard's linear models: `python -m evals.guard_training` writes their weights.

One model goes by cues and words alone; one for each encoder of questions goes by the meaning of
the message as well. Messages: data/safety/urgent.txt and normal.txt, varied in persons, ages and
spelling; the tune halves of the safety and project questions; annotations' questions. The hold
halves are never read. Whole messages with all their variants are held back in turn to choose the
threshold: see the scores that are printed.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.cues import read_cues
from assistant.embedding import BASE, TRAINED, fingerprint
from assistant.query_encoder import query_encoder
from assistant.settings import ROOT, Settings
from assistant.shipped import accept_made
from assistant.telling import told
from assistant.triage import BUCKETS, MODEL, WORDS_ONLY, message_features, word_features
from evals.guard_messages import Message, training_messages

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

FOLDS = 5
PLACES = 4  # decimals kept of a weight
THRESHOLDS = {WORDS_ONLY: 0.5}
THRESHOLD = 0.35  # where meaning is known


@dataclass(frozen=True)
class Features:
    """The columns of a model: cues, hashed words, and two vectors of the message or nothing."""

    signs: tuple[str, ...]
    matrix: csr_matrix
    scale: tuple[float, float, float]  # of cues, words and vectors: weight under one penalty


def main() -> None:
    """Train all models and print how each does on messages held back."""
    messages = training_messages()
    models = {WORDS_ONLY: fitted(WORDS_ONLY, messages, None)}
    for name in (BASE, TRAINED):
        settings = replace(Settings(), embedding_model=name)
        encoder = fingerprint(settings)
        if encoder not in models:
            models[encoder] = fitted(encoder, messages, _meanings(messages, settings))
    MODEL.write_text(json.dumps({"models": models}, separators=(",", ":")), "utf-8")
    accept_made(MODEL)


def fitted(name: str, messages: Sequence[Message], vectors: np.ndarray | None) -> dict[str, Any]:
    """The weights of one model as JSON; its scores on held-back messages are printed."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    features = _features(messages, vectors)
    wanted = np.array([message.urgent for message in messages], int)
    weight = np.array([message.weight for message in messages])
    fold = np.array([zlib.crc32(message.origin.encode()) % FOLDS for message in messages])
    held_back = np.zeros(len(messages))
    for number in range(FOLDS):
        rest = fold != number
        model = LogisticRegression(C=1.0, max_iter=600)
        model.fit(features.matrix[rest], wanted[rest], sample_weight=weight[rest])
        held_back[~rest] = model.predict_proba(features.matrix[~rest])[:, 1]
    _print_scores(name, messages, held_back)
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(features.matrix, wanted, sample_weight=weight)
    learnt, many = model.coef_[0], len(features.signs)
    signs, words, vector = features.scale
    meant = [round(float(value) * vector, PLACES) for value in learnt[many + BUCKETS :]]
    buckets = {n: round(float(learnt[many + n]) * words, PLACES) for n in range(BUCKETS)}
    return {
        "threshold": THRESHOLDS.get(name, THRESHOLD),
        "bias": round(float(model.intercept_[0]), PLACES),
        "signs": {
            sign: round(float(learnt[n]) * signs, PLACES) for n, sign in enumerate(features.signs)
        },
        "buckets": {str(n): value for n, value in buckets.items() if abs(value) >= 0.02},
        "vector": meant[: len(meant) // 2],
        "told": meant[len(meant) // 2 :],
    }


def _features(messages: Sequence[Message], vectors: np.ndarray | None) -> Features:
    """Cues, words and vectors side by side, one row a message."""
    from scipy.sparse import csr_matrix, hstack

    cues = read_cues()
    signs = [message_features(m.text, told(m.text, cues), cues) for m in messages]
    names = tuple(sorted({name for found in signs for name in found}))
    place = {name: number for number, name in enumerate(names)}
    scale = (1.0, 3.0, 0.0) if vectors is None else (1.0, 3.0, 4.0)
    rows = [{place[name]: value for name, value in found.items()} for found in signs]
    parts = [
        scale[0] * _matrix(rows, len(names)),
        scale[1] * _matrix([word_features(message.text) for message in messages], BUCKETS),
    ]
    if vectors is not None:
        parts.append(scale[2] * csr_matrix(vectors))
    return Features(names, hstack(parts).tocsr(), scale)


def _matrix(rows: Sequence[dict[int, float]], columns: int) -> csr_matrix:
    """A sparse matrix of rows given as column to value."""
    from scipy.sparse import csr_matrix

    cells = [
        (value, row, column) for row, held in enumerate(rows) for column, value in held.items()
    ]
    values, down, across = zip(*cells, strict=True)
    return csr_matrix((values, (down, across)), shape=(len(rows), columns))


def _meanings(messages: Sequence[Message], settings: Settings) -> np.ndarray:
    """The vector of each message and, beside it, of what it tells of: zero where nothing."""
    import numpy as np

    cues = read_cues()
    tells = [told(message.text, cues) for message in messages]
    vectors = _vectors([*(message.text for message in messages), *filter(None, tells)], settings)
    whole = np.stack([vectors[message.text] for message in messages])
    nothing = np.zeros(whole.shape[1], whole.dtype)
    return np.hstack([whole, np.stack([vectors.get(text, nothing) for text in tells])])


def _vectors(texts: Sequence[str], settings: Settings) -> dict[str, np.ndarray]:
    """The vectors of all texts, kept in data/cache: the encoder is slow for thousands."""
    import numpy as np

    path = ROOT / "data" / "cache" / f"guard-{fingerprint(settings)}.npz"
    known: dict[str, Any] = {}
    if path.exists():
        kept = np.load(path)
        known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    encoder = query_encoder(settings)
    for text in dict.fromkeys(texts):
        if text not in known:
            known[text] = encoder.embed(text)
    np.savez(path, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return known


def _print_scores(name: str, messages: Sequence[Message], scores: np.ndarray) -> None:
    """Recall and false alarms on the unvaried messages, each scored by a model without it."""
    plain = [(m, score) for m, score in zip(messages, scores, strict=True) if m.text == m.origin]
    urgent = [score for message, score in plain if message.urgent]
    other = [score for message, score in plain if not message.urgent and message.weight >= 1]
    for threshold in (0.3, 0.35, 0.4, 0.5, 0.6):
        recall = sum(score >= threshold for score in urgent) / len(urgent)
        alarms = sum(score >= threshold for score in other) / len(other)
        print(f"{name} {threshold}: recall {recall:.3f}, false alarms {alarms:.3f}")  # noqa: T201


if __name__ == "__main__":
    random.seed(0)
    main()
