"""How well the encoder alone finds paragraphs: the figures printed after each training epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from assistant.corpus import Corpus
from assistant.settings import Settings
from evals.gold import gold
from evals.questions import read_questions
from ingest.train_pairs import Asked, Material


class Vectors(Protocol):
    """What is measured: texts to unit vectors."""

    def vectors(self, texts: Sequence[str], tokens: int = 256) -> np.ndarray[Any, Any]:
        """Unit vectors in the order given."""
        ...


def measure(encoder: Vectors, corpus: Corpus, material: Material, held: Sequence[Asked]) -> str:
    """Hit at 1 and 5 by text alone, on the development questions and on the held-out ones."""
    paragraphs = encoder.vectors(material.paragraphs)
    asked, gold = development(corpus)
    parts = [_hits("dev", encoder.vectors(asked) @ paragraphs.T, gold)]
    asked, gold = development(corpus, "project.jsonl")
    parts.append(_hits("tune", encoder.vectors(asked) @ paragraphs.T, gold))
    if held:
        found = encoder.vectors([one.question for one in held])
        parts.append(_hits("held-out", found @ paragraphs.T, [{one.paragraph} for one in held]))
        facts = [row for row, one in enumerate(held) if one.sentence >= 0]
        sentences = encoder.vectors(material.sentences)
        wanted = [{held[row].sentence} for row in facts]
        parts.append(_hits("held-out sentences", found[facts] @ sentences.T, wanted))
    return "; ".join(parts)


def _hits(name: str, scores: np.ndarray[Any, Any], gold: Sequence[set[int]]) -> str:
    """Share of questions with a wanted place among the best 1 and 5."""
    order = np.argsort(-scores, axis=1, kind="stable")
    pairs = list(zip(order.tolist(), gold, strict=True))
    first, five = (sum(bool(wanted & set(row[:k])) for row, wanted in pairs) for k in (1, 5))
    return f"{name} hit@1 {first / len(pairs):.3f} hit@5 {five / len(pairs):.3f} (n={len(pairs)})"


def development(corpus: Corpus, name: str = "dev.jsonl") -> tuple[list[str], list[set[int]]]:
    """The stand-alone answerable development questions, and the places of their evidence."""
    asked, wanted = [], []
    for question in read_questions(Settings().data_dir / "questions" / name):
        ids = gold(question, corpus).ids
        if getattr(question, "split", "") == "hold":
            continue
        if ids and not question.history:
            asked.append(question.question)
            wanted.append({corpus.position(paragraph_id) for paragraph_id in ids})
    return asked, wanted
