"""The tables of `data/lexicon` as they are read from disk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError


def read_english(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """All words of the list and the common ones; CorpusError where it cannot be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"Cannot read the word list {path}: {error.strerror}.") from error
    words = [line for line in lines if line and not line.startswith("#")]
    common = frozenset(word[:-1] for word in words if word.endswith("*"))
    return frozenset(word.rstrip("*") for word in words), common


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; CorpusError names the fault."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"Cannot read {path}: {error}.") from error
