"""Made-up libraries for timing: real paragraphs copied with their words and vectors shaken."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.build_files import Row
from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.evidence import by_role, gather_evidence
from assistant.ranking import read_weights
from assistant.retrieval import LARGE, Nearest, Retriever, build_retriever
from assistant.settings import Settings
from assistant.store import chroma_client, create_collection
from assistant.wording import Lexicon, build_lexicon

SHAKE = 0.6  # length of the random part beside a vector of length 1
BATCH = 5_000


@dataclass(frozen=True)
class Made:
    """A retriever over a made-up library."""

    retriever: Retriever
    lexicon: Lexicon
    vectors: NDArray[np.float32]
    nearest: Nearest | None

    def recall(self, questions: Sequence[str], k: int = 10) -> float | None:
        """Share of the exact k nearest that the vector index finds, None for exact search."""
        if self.nearest is None:
            return None
        paragraphs = self.retriever.evidence.corpus.paragraphs
        shares = []
        for question in questions:
            vector = self.retriever.embed(question)
            exact = np.argpartition(-(self.vectors @ vector), k)[:k]
            found = set(self.nearest(vector, k))
            shares.append(sum(paragraphs[at].id in found for at in exact) / k)
        return float(np.mean(shares))


def large_retriever(corpus: Corpus, settings: Settings, size: int, folder: Path) -> Made:
    """A library of `size` paragraphs, from 50,000 on searched through an index in `folder`."""
    real = build_retriever(corpus, replace(settings, annotations=False))
    texts = real.evidence.vectors["text"]
    first = texts.matrix[texts.starts]
    paragraphs = shaken_paragraphs(corpus, size)
    vectors = shaken_vectors(first[np.arange(size) % len(first)])
    library = Corpus(corpus.reports, paragraphs)
    rows = [Row(f"{p.id}#text.0", p.id, "text", 0) for p in paragraphs]
    nearest = index(vectors, rows, settings, folder) if size >= LARGE else None
    evidence = gather_evidence(library, by_role(library, rows, vectors))
    weights = read_weights(settings.data_dir / "models")
    made = Retriever(evidence, real.encoder, weights, nearest=nearest)
    return Made(made, build_lexicon(corpus, settings), vectors, nearest)


def shaken_paragraphs(corpus: Corpus, size: int) -> tuple[Paragraph, ...]:
    """Copies of the paragraphs under new numbers, each with a third of its words left out."""
    chance = random.Random(11)
    made = []
    for at in range(size):
        source = corpus.paragraphs[at % len(corpus.paragraphs)]
        words = source.text.split()
        text = " ".join(word for word in words if chance.random() > 1 / 3) or source.text
        made.append(replace(source, number=f"{at}", text=text, search_text=text))
    return tuple(made)


def shaken_vectors(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length 1 near those given."""
    noise = np.random.default_rng(11).normal(size=vectors.shape).astype(np.float32)
    noise *= SHAKE / np.linalg.norm(noise, axis=1, keepdims=True)
    shaken = vectors + noise
    made: NDArray[np.float32] = shaken / np.linalg.norm(shaken, axis=1, keepdims=True)
    return made


def index(
    vectors: NDArray[np.float32], rows: Sequence[Row], settings: Settings, folder: Path
) -> Nearest:
    """A Chroma collection of these rows with the product's configuration; its search."""
    client = chroma_client(replace(settings, chroma_url=""), folder)
    collection = create_collection(replace(settings, chroma_url=""), client, "bench")
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        collection.add(
            ids=[row.node_id for row in part], embeddings=vectors[start : start + len(part)]
        )

    def nearest(vector: NDArray[np.float32], k: int) -> list[str]:
        found = collection.query(
            query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
        )
        return [node.partition("#")[0] for node in found["ids"][0]]

    return nearest
