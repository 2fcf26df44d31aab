"""A small real corpus, an encoder without a model, and settings in a folder of their own."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.corpus import Corpus
from assistant.library import load_corpus
from assistant.settings import Settings

DATA = Path(__file__).resolve().parents[2] / "data"


def small_settings(folder: Path) -> Settings:
    """Settings whose index and library lie in `folder`; reports and annotations are the real ones."""
    return Settings(
        index_dir=folder / "index", library_dir=folder / "library", state_dir=folder / "state"
    )


def small_corpus(count: int = 12, settings: Settings | None = None) -> Corpus:
    """The first numbered paragraphs of 2002 with their annotations."""
    whole = load_corpus(settings or Settings(library_dir=DATA / "no-library"))
    kept = [p for p in whole.paragraphs if p.number[0].isdigit()][:count]
    ids = {p.id for p in kept}
    return Corpus(
        whole.reports,
        tuple(kept),
        {key: value for key, value in whole.annotations.items() if key in ids},
        {key: value for key, value in whole.facts.items() if key in ids},
    )


def changed(corpus: Corpus, place: int, words: str) -> Corpus:
    """The corpus with other words in one paragraph."""
    paragraphs = list(corpus.paragraphs)
    paragraphs[place] = replace(paragraphs[place], text=words, search_text=words)
    return Corpus(corpus.reports, tuple(paragraphs), corpus.annotations, corpus.facts)


class WordEncoder:
    """Unit vectors from hashed words: alike texts are near each other, nothing is downloaded."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.seen.extend(texts)
        return np.stack([self.one(text) for text in texts])

    def one(self, text: str) -> np.ndarray:
        vector = np.zeros(384, np.float32)
        for word in text.lower().split():
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % 384] += 1
        vector[0] += 0.01
        return vector / np.linalg.norm(vector)
