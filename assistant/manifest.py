"""The manifest: what an index was built from, and the pointer to the index in use."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import StoreError

# Raise it whenever the texts that get a vector, or the files of an index, are made differently:
# every index of another number is then built anew. A test pins what a sample is made into.
FORMAT = 1
POINTER = "current.json"


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

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)


def manifest_from_json(text: str) -> Manifest | None:
    """The manifest, None where the text is of another format."""
    try:
        entry = json.loads(text)
        return Manifest(**entry) if entry.get("format") == FORMAT else None
    except (ValueError, TypeError, AttributeError):
        return None


def read_pointer(index_dir: Path) -> Manifest | None:
    """The manifest of the index in use, None where there is no usable one."""
    try:
        return manifest_from_json((index_dir / POINTER).read_text("utf-8"))
    except OSError:
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
        draft.replace(index_dir / POINTER)
    except OSError as error:
        raise StoreError(f"Cannot write {index_dir / POINTER}: {error.strerror}.") from error
