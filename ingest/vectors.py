"""The vector cache: every text embedded once per model, kept outside Chroma."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.checksums import discard
from assistant.embedding import DIMENSIONS
from assistant.errors import StoreError

FILE = "vectors.db"
_PLAIN = 4 * DIMENSIONS  # bytes of a vector
_MARK = 4  # bytes of the checksum that follows each vector
_PARTS = ("", "-wal", "-shm", "-journal")  # of the file, by what follows its name
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)"


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
    """Vectors by text and model in one SQLite file; what is written survives a kill.

    What is damaged is as if it were not kept: a vector by its checksum, the file as a whole.
    """

    def __init__(self, path: Path, model: str) -> None:
        self._model, self._path = model, path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir() or not _is_sound(path):
                forget_file(path)
            self._database = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"Cannot open the vector cache {path}: {error}.") from error

    def lacking(self, texts: Sequence[str]) -> set[str]:
        """Those texts whose vectors are not kept."""
        keys = {text_key(self._model, text): text for text in texts}
        kept = {key for key, _ in self._select(list(keys))}
        return {text for key, text in keys.items() if key not in kept}

    def read(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those texts that are kept."""
        keys = {text_key(self._model, text): text for text in texts}
        return {keys[key]: vector for key, vector in self._select(list(keys))}

    def _select(self, keys: list[bytes]) -> Iterator[tuple[bytes, NDArray[np.float32]]]:
        """The whole vectors of these keys; SQLite takes a limited number at once."""
        for start in range(0, len(keys), 500):
            chunk = keys[start : start + 500]
            marks = ",".join("?" * len(chunk))
            found: Iterable[tuple[Any, Any]] = self._database.execute(
                f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk
            )
            for key, kept in found:
                vector = _vector(kept)
                if vector is not None:
                    yield key, vector

    def write(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Keep these vectors."""
        rows = [
            (text_key(self._model, text), _marked(vector.astype(np.float32).tobytes()))
            for text, vector in zip(texts, vectors, strict=True)
        ]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def keep_only(self, keys: set[bytes]) -> int:
        """Forget every other vector for good: nothing of it stays in the file; how many."""
        held = [key for (key,) in self._database.execute("SELECT key FROM vectors")]
        gone = [(key,) for key in held if key not in keys]
        with self._database:
            self._database.execute("PRAGMA secure_delete=ON")
            self._database.executemany("DELETE FROM vectors WHERE key = ?", gone)
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(gone)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def forget_file(path: Path) -> None:
    """Take the whole cache away, so that every text is embedded again."""
    for ending in _PARTS:
        discard(path.with_name(path.name + ending))


def _open(path: Path) -> sqlite3.Connection:
    """The file with its table; what sets it up is safe against a kill."""
    database = sqlite3.connect(path, timeout=60)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute(_TABLE)
    return database


def _is_sound(path: Path) -> bool:
    """Whether the file is a database whose pages are in order; so is one that is not there yet."""
    if not path.exists():
        return True
    try:
        database = sqlite3.connect(path, timeout=60)
        try:
            database.execute(_TABLE)
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            database.close()
    except sqlite3.OperationalError:  # locked, or the disk is full: not damage
        raise
    except sqlite3.DatabaseError:
        return False


def _marked(vector: bytes) -> bytes:
    """A vector with its checksum behind it."""
    return vector + zlib.crc32(vector).to_bytes(_MARK, "big")


def _vector(kept: object) -> NDArray[np.float32] | None:
    """The vector as it was written, None where it was damaged since.

    One without a checksum was kept by an earlier version: its length tells whether it is one.
    """
    if not isinstance(kept, bytes):
        return None
    if len(kept) == _PLAIN:
        vector = np.frombuffer(kept, np.float32)
        return vector if abs(float(np.linalg.norm(vector)) - 1) < 1e-3 else None
    whole = kept[:-_MARK]
    return np.frombuffer(whole, np.float32) if kept == _marked(whole) else None
