"""The vector cache: every text embedded once per model, kept outside Chroma."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StoreError


def text_key(model: str, text: str) -> bytes:
    """The key of a text: model fingerprint and the text's own hash."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()[:20]


class Kept(Protocol):
    """Where vectors are looked up before a text is embedded, and kept after."""

    def lacking(self, texts: Sequence[str]) -> set[str]:
        """Those texts whose vectors are not kept."""
        ...

    def read(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those texts that are kept."""
        ...

    def write(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Keep these vectors."""
        ...


class VectorCache:
    """Vectors by text and model in one SQLite file; what is written survives a kill."""

    def __init__(self, path: Path, model: str) -> None:
        self._model = model
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=60)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)"
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"Cannot open the vector cache {path}: {error}.") from error

    def lacking(self, texts: Sequence[str]) -> set[str]:
        """Those texts whose vectors are not kept."""
        keys = {text_key(self._model, text): text for text in texts}
        kept = {key for (key,) in self._select("key", list(keys))}
        return {text for key, text in keys.items() if key not in kept}

    def read(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those texts that are kept."""
        keys = {text_key(self._model, text): text for text in texts}
        return {
            keys[key]: np.frombuffer(blob, np.float32)
            for key, blob in self._select("key, vector", list(keys))
        }

    def _select(self, columns: str, keys: list[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of these keys; SQLite takes a limited number at once."""
        for start in range(0, len(keys), 500):
            chunk = keys[start : start + 500]
            marks = ",".join("?" * len(chunk))
            yield from self._database.execute(
                f"SELECT {columns} FROM vectors WHERE key IN ({marks})", chunk
            )

    def write(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Keep these vectors."""
        rows = [
            (text_key(self._model, text), vector.astype(np.float32).tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._database.close()
