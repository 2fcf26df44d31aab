"""The word pieces of every paragraph with a vector each, kept on disk and mapped into memory.

They let a few paragraphs and their sentences be compared with a question word by word
(`assistant.alignment`). They are made once for each report and each encoder, beside the exported
question encoder, and can be deleted at any time: they are made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.alignment import Rarity, Tokens
from assistant.checksums import checksums, damaged, discard
from assistant.domain import Paragraph
from assistant.embedding import DIMENSIONS
from assistant.errors import ModelUnavailable
from assistant.query_encoder import QueryEncoder, query_encoder, query_model_path
from assistant.sentences import pieces
from assistant.settings import Settings

MOST = 20_000  # paragraphs; a larger library is searched without (1.5 kB a word piece)
NAMES = ("aligned piece", "aligned whole", "least aligned")
MATRIX_FILE, LAYOUT_FILE, CHECKSUMS = "matrix.npy", "layout.npz", "checksums.json"
FORMAT = 2  # part of the folder's name: raise it whenever what is written changes
Texts = Mapping[str, tuple[str, ...]]  # the sentences of each paragraph


@dataclass(frozen=True, slots=True)
class Words:
    """The word pieces of one paragraph; `starts` are the first rows of its sentences."""

    ids: NDArray[np.int32]
    matrix: NDArray[np.float32]
    starts: NDArray[np.int64]

    def piece(self, order: int) -> Tokens:
        """The word pieces of one sentence, stem or bullet."""
        end = self.starts[order + 1] if order + 1 < len(self.starts) else len(self.ids)
        rows = slice(int(self.starts[order]), int(end))
        return Tokens(tuple(self.ids[rows].tolist()), self.matrix[rows])


class WordVectors:
    """Word pieces by paragraph id."""

    def __init__(self, held: Mapping[str, Words]) -> None:
        self._held = held
        self.rarity = Rarity(words.ids.tolist() for words in held.values())

    def __contains__(self, paragraph_id: str) -> bool:
        """Whether this paragraph's word pieces are held."""
        return paragraph_id in self._held

    def piece(self, paragraph_id: str, order: int) -> Tokens:
        """The word pieces of one sentence of a paragraph."""
        return self._held[paragraph_id].piece(order)

    def aligned(self, question: Tokens, wanted: Sequence[str]) -> NDArray[np.float32]:
        """One row per paragraph with the values of `NAMES`.

        Each word piece of the question keeps its highest cosine: in the sentence that fits the
        whole question best, weighed by rarity; in the paragraph, weighed; and the lowest of these.
        """
        found = np.zeros((len(wanted), len(NAMES)), np.float32)
        held = [(row, self._held[key]) for row, key in enumerate(wanted) if key in self._held]
        held = [(row, words) for row, words in held if len(words.ids)]
        if not held or not question.ids:
            return found
        weights = self.rarity.weights(question).astype(np.float32)
        weights /= weights.sum()
        sizes = np.array([len(words.ids) for _, words in held])
        before = np.cumsum(sizes) - sizes
        near = np.empty((int(sizes.sum()), len(question.ids)), np.float32)
        asked = np.ascontiguousarray(question.matrix.T)
        for (_, words), at in zip(held, before.tolist(), strict=True):
            np.matmul(words.matrix, asked, out=near[at : at + len(words.ids)])
        spans = [words.starts + at for (_, words), at in zip(held, before.tolist(), strict=True)]
        firsts = np.concatenate(spans)
        each = np.maximum.reduceat(near, firsts, axis=0) @ weights
        of_piece = np.cumsum([0, *(len(span) for span in spans)])[:-1]
        whole = np.maximum.reduceat(near, before, axis=0)
        rows = [row for row, _ in held]
        found[rows, 0] = np.maximum.reduceat(each, of_piece)
        found[rows, 1] = whole @ weights
        found[rows, 2] = whole.min(axis=1)
        return found


def read_word_vectors(
    paragraphs: Sequence[Paragraph], settings: Settings, encoder: QueryEncoder
) -> WordVectors | None:
    """The word vectors of these paragraphs, made where they are missing; None for very many."""
    if len(paragraphs) > MOST:
        return None
    held: dict[str, Words] = {}
    for folder, texts in _wanted(paragraphs, settings):
        if not _is_whole(folder):
            _write(folder, texts, encoder)
        held |= _read(folder, texts)
    return WordVectors(held)


def prepare_word_vectors(paragraphs: Sequence[Paragraph], settings: Settings) -> None:
    """Make what is missing of these paragraphs' word vectors, so that no start has to wait."""
    lacking = [
        (folder, texts)
        for folder, texts in (_wanted(paragraphs, settings) if len(paragraphs) <= MOST else ())
        if not _is_whole(folder)
    ]
    if lacking:
        encoder = query_encoder(settings)
        for folder, texts in lacking:
            _write(folder, texts, encoder)


def _wanted(paragraphs: Sequence[Paragraph], settings: Settings) -> list[tuple[Path, Texts]]:
    """The folder and the sentences of each report."""
    by_report: dict[str, dict[str, tuple[str, ...]]] = {}
    for p in paragraphs:
        by_report.setdefault(p.report_id, {})[p.id] = tuple(piece.text for piece in pieces(p))
    return [(_folder(settings, report, texts), texts) for report, texts in by_report.items()]


def _folder(settings: Settings, report_id: str, texts: Texts) -> Path:
    """Where the word vectors of a report lie; other sentences or another encoder lie elsewhere."""
    digest = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    return query_model_path(settings).with_suffix("") / f"words-{report_id}-{digest[:12]}-{FORMAT}"


def _write(folder: Path, texts: Texts, encoder: QueryEncoder) -> None:
    """Make the files of a report beside their place and put them there at once."""
    parts = [encoder.tokens(text) for own in texts.values() for text in own]
    rows = [each.matrix for each in parts]
    matrix = np.concatenate(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)
    layout: Any = {
        "ids": np.array([piece for each in parts for piece in each.ids], np.int32),
        "sizes": np.array([len(each.ids) for each in parts], np.int64),
    }
    draft = folder.with_suffix(f".{os.getpid()}")
    try:
        if folder.parent.is_file():
            discard(folder.parent)
        draft.mkdir(parents=True)
        np.save(draft / MATRIX_FILE, matrix)
        np.savez(draft / LAYOUT_FILE, **layout)
        noted = checksums(draft, (MATRIX_FILE, LAYOUT_FILE))
        (draft / CHECKSUMS).write_text(json.dumps(noted), "utf-8")
        if not _is_whole(folder):
            discard(folder)
            draft.rename(folder)
    except OSError as error:
        if not _is_whole(folder):  # else another process was first
            raise ModelUnavailable(
                f"Cannot write {folder}: {error.strerror}. Free some disk space and try again."
            ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    """Whether the files of a report are there and as they were written."""
    try:
        noted: dict[str, str] = json.loads((folder / CHECKSUMS).read_text("utf-8"))
        return set(noted) == {MATRIX_FILE, LAYOUT_FILE} and not damaged(folder, noted)
    except (OSError, ValueError, TypeError):
        return False


def _read(folder: Path, texts: Texts) -> dict[str, Words]:
    """The word pieces of a report, its vectors left on disk until they are asked for."""
    matrix = np.load(folder / MATRIX_FILE, mmap_mode="r")
    layout = np.load(folder / LAYOUT_FILE)
    ids, sizes = layout["ids"], layout["sizes"]
    ends = np.cumsum(sizes)
    held: dict[str, Words] = {}
    piece = 0
    for paragraph_id, own in texts.items():
        starts = ends[piece : piece + len(own)] - sizes[piece : piece + len(own)]
        piece += len(own)
        first = int(starts[0]) if own else 0
        last = int(ends[piece - 1]) if own else 0
        held[paragraph_id] = Words(ids[first:last], matrix[first:last], starts - first)
    return held
