"""The files of one build: its rows, its vectors and Chroma's folder, with their checksums."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.checksums import checksum, damaged
from assistant.chroma_files import chroma_checksums
from assistant.manifest import Manifest

VECTORS_FILE, ROWS_FILE, CHROMA = "vectors.f32", "rows.jsonl", "chroma"


@dataclass(frozen=True, slots=True)
class Row:
    """What one vector stands for: `place` counts the questions, facts or sentences from 0."""

    node_id: str
    paragraph_id: str
    role: str
    place: int


@dataclass(frozen=True)
class Vectors:
    """All vectors of an index in memory, unit length, one row of the matrix for each Row."""

    rows: tuple[Row, ...]
    matrix: NDArray[np.float32]


def row_of(node_id: str) -> Row:
    """The row that an id names, for example "2002/5.45#question.3"."""
    paragraph_id, _, entry = node_id.rpartition("#")
    role, _, place = entry.partition(".")
    return Row(node_id, paragraph_id, role, int(place))


def are_unit(matrix: NDArray[np.float32]) -> bool:
    """Whether all vectors have unit length, as they were written."""
    return bool(np.all(np.abs(np.linalg.norm(matrix, axis=1) - 1) < 1e-3))


def row_line(row: Row) -> str:
    """How a row is written to the file of rows."""
    return json.dumps([row.node_id, row.paragraph_id, row.role, row.place]) + "\n"


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a build on this machine."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            node_id, paragraph_id, role, place = json.loads(line)
            yield Row(node_id, paragraph_id, role, place)


def checksums_of_build(folder: Path) -> dict[str, str]:
    """The checksum of each file of a build on this machine, by its path in the build's folder."""
    made = {name: checksum(folder / name) for name in (VECTORS_FILE, ROWS_FILE)}
    return made | {f"{CHROMA}/{n}": c for n, c in chroma_checksums(folder / CHROMA).items()}


def damaged_in_build(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The files of a build that are not as they were written, Chroma's among them."""
    own = {n: c for n, c in manifest.files.items() if not n.startswith(f"{CHROMA}/")}
    bad = damaged(folder, own)
    found = chroma_checksums(folder / CHROMA) if len(own) < len(manifest.files) else {}
    theirs = {n: c for n, c in manifest.files.items() if n not in own}
    return (*bad, *(n for n, c in theirs.items() if found.get(n.removeprefix(f"{CHROMA}/")) != c))
