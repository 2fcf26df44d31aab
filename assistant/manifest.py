"""The manifest: what an index was built from, and the pointer to the index in use."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.checksums import checksum_of, discard
from assistant.errors import StoreError

# Raise it whenever the texts that get a vector, or the files of an index, are made differently:
# every index of another number is then built anew. A test pins what a sample is made into.
FORMAT = 1
POINTER = "current.json"
CHECKSUM = "checksum"  # of the other entries of the pointer


@dataclass(frozen=True)
class Manifest:
    """What one finished index holds; `build` names its folder, or its collection on a server."""

    build: str
    corpus: str  # hash of the paragraphs
    source: str  # hash of everything that was embedded
    model: str  # fingerprint of the encoder
    model_name: str
    dimensions: int
    rows: int
    paragraphs: int
    annotated: int  # paragraphs that have annotations
    made: str  # UTC time
    format: int = FORMAT
    files: Mapping[str, str] = field(default_factory=dict)  # checksum of each; {}: of before
    reports: Mapping[str, str] = field(default_factory=dict)  # hash of each report's paragraphs

    def to_json(self) -> str:
        """One line of JSON that ends in its own checksum."""
        held = asdict(self)
        return json.dumps({**held, CHECKSUM: _checksum(held)}, sort_keys=True)


def _checksum(held: Mapping[str, Any]) -> str:
    """The checksum of a manifest's entries, whatever their order."""
    return checksum_of(json.dumps(held, sort_keys=True))


def manifest_from_json(text: str) -> Manifest | None:
    """The manifest, None where the text is of another format or was damaged.

    One without checksums is of an earlier version: it is read, and built anew when ingested.
    """
    try:
        entry: dict[str, Any] = json.loads(text)
        noted = entry.pop(CHECKSUM, "")
        if (noted or "files" in entry) and noted != _checksum(entry):
            return None
        if entry.get("format") != FORMAT:
            return None
        return Manifest(**entry)
    except (ValueError, TypeError, AttributeError):
        return None


def read_pointer(index_dir: Path) -> Manifest | None:
    """The manifest of the index in use, None where there is no usable one."""
    try:
        return manifest_from_json((index_dir / POINTER).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def build_in_use(index_dir: Path) -> str:
    """Name of the build pointed to, of whatever format; "" where there is none."""
    try:
        pointer = json.loads((index_dir / POINTER).read_text("utf-8"))
        return str(pointer["build"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def write_pointer(index_dir: Path, manifest: Manifest) -> None:
    """Put this index into use: the pointer is replaced in one step."""
    draft = index_dir / f"{POINTER}.{os.getpid()}.partial"
    try:
        with draft.open("w", encoding="utf-8") as out:
            out.write(manifest.to_json())
            out.flush()
            os.fsync(out.fileno())
        if (index_dir / POINTER).is_dir():
            discard(index_dir / POINTER)
        draft.replace(index_dir / POINTER)
    except OSError as error:
        raise StoreError(f"Cannot write {index_dir / POINTER}: {error.strerror}.") from error
