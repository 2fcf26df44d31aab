"""Layouts: the reviewed tables of `data/structure/` that say what a parser cannot infer."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError
from ingest.cleaning import Line


@dataclass(frozen=True)
class Part:
    """One part of a report and how it is to be read; `opens` begins its first line."""

    style: str
    opens: str
    id: str = ""
    label: str = ""
    letter: str = ""
    group: str = ""
    reason: str = ""
    headings: tuple[str, ...] = ()
    heading_lines: int = 0
    own_lines: tuple[str, ...] = ()  # how lines begin that are not joined to the line before


@dataclass(frozen=True)
class Mark:
    """Whole lines with a known role: heading, addressee, furniture or footnote."""

    role: str
    lines: tuple[str, ...]
    reason: str = ""
    id: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        """Its lines as one."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class Margin:
    """A margin head put back to the paragraphs whose topic it names."""

    head: str
    first: str
    last: str


@dataclass(frozen=True)
class Layout:
    """Everything reviewed about one report's layout."""

    parts: tuple[Part, ...]
    marks: tuple[Mark, ...] = ()
    margins: tuple[Margin, ...] = ()
    broken: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    standards: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Any] = field(default_factory=dict)
    bullet_glyphs: tuple[str, ...] = ()
    note_marks: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    explained: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def mark_at(self, lines: Sequence[Line], start: int) -> Mark | None:
        """The mark whose lines stand whole at this place, None elsewhere.

        A mark stands where something new may start, or right under a one-line heading of
        the part (line 0).
        """
        if not lines[start].starts and start != 1:
            return None
        for mark in self.marks:
            seen = tuple(line.text for line in lines[start : start + len(mark.lines)])
            if seen == mark.lines:
                return mark
        return None


def read_layout(path: Path) -> Layout:
    """The layout of one report; CorpusError where its table cannot be used."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return Layout(
            parts=tuple(
                Part(
                    **{
                        **part,
                        "headings": tuple(part.get("headings", ())),
                        "own_lines": tuple(part.get("own_lines", ())),
                    }
                )
                for part in table["part"]
            ),
            marks=tuple(Mark(**{**mark, "lines": tuple(mark["lines"])}) for mark in table["mark"]),
            margins=tuple(Margin(**margin) for margin in table.get("margin", ())),
            broken=frozenset(table["words"]["broken"]),
            compounds=frozenset(table["words"]["compounds"]),
            places=tuple(table.get("places", {}).get("names", ())),
            leads=tuple(table.get("leads", {}).get("names", ())),
            standards=table.get("standards", {}),
            kinds=table.get("kinds", {}),
            bullet_glyphs=tuple(table.get("bullet_glyphs", ())),
            note_marks=tuple(table.get("note_marks", ())),
            counts=table.get("counts", {}),
            known=frozenset(table.get("known", {}).get("words", "").split()),
            explained={
                (entry["check"], entry["where"]): entry["why"]
                for entry in table.get("explained", ())
            },
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"Cannot read the layout table {path}: {error}.") from error
