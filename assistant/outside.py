"""Matters outside the reports: what began after them, and everyday things."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Later:
    """A matter that began after the reports."""

    name: str
    since: str
    words: tuple[str, ...]

    def asked(self, question: str) -> bool:
        """Whether a question names it."""
        return any(re.search(word, question, re.IGNORECASE) for word in self.words)


def read_later(path: Path) -> tuple[Later, ...]:
    """The matters of `data/later.toml`; CorpusError where it cannot be read."""
    try:
        held = tomllib.loads(path.read_text("utf-8"))["matter"]
        return tuple(Later(e["name"], e["since"], tuple(e["words"])) for e in held)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"Cannot read the list of later matters {path}: {error}.") from error


def read_everyday(path: Path) -> tuple[str, ...]:
    """The expressions of `data/everyday.toml`; CorpusError where it cannot be read."""
    try:
        return tuple(tomllib.loads(path.read_text("utf-8"))["words"])
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"Cannot read the everyday matters {path}: {error}.") from error
