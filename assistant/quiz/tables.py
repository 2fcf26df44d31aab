"""The reviewed tables of `data/quiz/`: questions, statements, paraphrases, vignettes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Asked:
    """A reviewed question whose answer is verbatim in its source."""

    source: str
    kind: str
    key: str
    question: str
    foils: str = ""  # reviewed wrong answers, "; " between them; empty: taken from the kind's pool


@dataclass(frozen=True, slots=True)
class Stated:
    """A reviewed statement with a gap "{}" where the verbatim key belongs.

    `swap` is the reviewed opposite that makes it false; empty where a typed swap will do.
    """

    source: str
    kind: str
    key: str
    statement: str
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Paraphrased:
    """A recommendation in other words, to follow "was recommended to"."""

    source: str
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Vignette:
    """A practice situation and the sentence of the report that speaks to it.

    `key` gives the quote in other words; the `foils` contradict it.
    """

    source: str
    quote: str
    vignette: str
    key: str
    foils: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foil:
    """A reviewed wrong answer of a kind, attested in its source."""

    kind: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Members of one list of a report and foils that are not members."""

    source: str
    question: str
    members: tuple[str, ...]
    foils: tuple[Foil, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question for discussion with the paragraphs to read before."""

    source: str
    question: str
    reading: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """All tables; empty ones for a corpus without reviewed material."""

    questions: tuple[Asked, ...] = ()
    statements: tuple[Stated, ...] = ()
    recommendations: tuple[Paraphrased, ...] = ()
    scenarios: tuple[Vignette, ...] = ()
    lists: tuple[Listed, ...] = ()
    discussion: tuple[Prompt, ...] = ()
    foils: tuple[Foil, ...] = ()
    paraphrase_of: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the paraphrases by recommendation."""
        self.paraphrase_of.update({r.source: r.paraphrase for r in self.recommendations})


def _rows(folder: Path, name: str, columns: int) -> Iterator[list[str]]:
    """The rows of one table without its header; CorpusError names file and line."""
    path = folder / f"{name}.tsv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(
            csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1
        ):
            if len(row) != columns:
                raise CorpusError(f"{path}, line {number}: {len(row)} columns, expected {columns}.")
            if number > 1:
                yield row


def _listed(row: list[str]) -> Listed:
    """A row of lists.tsv: members and foils are separated by "; ", a foil's source by "@"."""
    members = tuple(row[2].split("; "))
    foils = [entry.rpartition("@") for entry in row[3].split("; ")]
    return Listed(row[0], row[1], members, tuple(Foil("member", text, at) for text, _, at in foils))


def read_tables(folder: Path) -> Tables:
    """The tables of a folder; a table that is missing is empty."""
    return Tables(
        questions=tuple(Asked(*row) for row in _rows(folder, "questions", 5)),
        statements=tuple(Stated(*row) for row in _rows(folder, "statements", 5)),
        recommendations=tuple(Paraphrased(*row) for row in _rows(folder, "recommendations", 2)),
        scenarios=tuple(
            Vignette(row[0], row[1], row[2], row[3], tuple(row[4].split(" | ")))
            for row in _rows(folder, "scenarios", 5)
        ),
        lists=tuple(_listed(row) for row in _rows(folder, "lists", 4)),
        discussion=tuple(
            Prompt(row[0], row[1], tuple(row[2].split(";")))
            for row in _rows(folder, "discussion", 3)
        ),
        foils=tuple(Foil(*row) for row in _rows(folder, "foils", 3)),
    )
