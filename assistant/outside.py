"""Matters outside the reports: what began after them, and everyday things."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.citations import YEAR
from assistant.corpus import Corpus
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


@dataclass(frozen=True, slots=True)
class Outside:
    """What the reports held cannot know of, for they are older."""

    matters: tuple[Later, ...]
    newest: int  # year of the newest report
    years: frozenset[int]  # of all reports

    def later(self, question: str) -> str:
        """The first matter or year in the question that is later than the reports, else ""."""
        found = next((each for each in self.matters if each.asked(question)), None)
        if found is not None:
            return f"{found.name} ({found.since})"
        years = [year for year in YEAR.findall(question) if int(year) > self.newest]
        return years[0] if years else ""


def outside_of(matters: Sequence[Later], corpus: Corpus) -> Outside:
    """These matters without those that a report names which is young enough to know of them."""
    years = frozenset(int(report.year) for report in corpus.reports)
    unknown = tuple(each for each in matters if not _named(each, corpus))
    return Outside(unknown, max(years, default=0), years)


def _named(matter: Later, corpus: Corpus) -> bool:
    """Whether a report from the matter's first year or after speaks of it."""
    return any(
        matter.asked(paragraph.text)
        for report in corpus.reports
        if report.year >= matter.since[-4:]
        for paragraph in corpus.of_report(report.id)
    )


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
