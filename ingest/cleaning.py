"""Source lines: numbered, stripped, with page breaks, block starts and scan repairs marked."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank source line: `text` is repaired, `raw` as scanned, runs of spaces are one."""

    number: int  # counted from 1
    text: str
    raw: str
    page_start: bool  # a single leading space, the trace of a page break
    block_start: bool  # the first line, or after a blank one

    @property
    def starts(self) -> bool:
        """Whether something new may start here."""
        return self.page_start or self.block_start


@dataclass(frozen=True, slots=True)
class Repair:
    """One reviewed correction of a scan error, at one place."""

    line: int
    scan: str
    repaired: str
    why: str


def read_repairs(path: Path, report_id: str) -> tuple[Repair, ...]:
    """The reviewed repairs of one report, in the order of its lines."""
    try:
        with path.open(encoding="utf-8", newline="") as rows:
            return tuple(
                Repair(int(row["line"]), row["scan"], row["repaired"], row["why"])
                for row in csv.DictReader(rows)
                if row["report"] == report_id
            )
    except (OSError, KeyError, ValueError) as error:
        raise CorpusError(f"Cannot read the table of scan repairs {path}: {error}.") from error


def split_lines(text: str, repairs: Iterable[Repair] = ()) -> tuple[Line, ...]:
    """The non-blank lines; CorpusError where a repair does not fit its line exactly once."""
    by_line: dict[int, list[Repair]] = defaultdict(list)
    for repair in repairs:
        by_line[repair.line].append(repair)
    lines: list[Line] = []
    after_blank = True
    for number, source in enumerate(text.split("\n"), start=1):
        raw = re.sub(r"\s+", " ", source).strip()
        fixed = raw
        for repair in by_line.pop(number, ()):
            if fixed.count(repair.scan) != 1:
                raise CorpusError(f"Line {number} does not hold {repair.scan!r} once: {raw!r}.")
            fixed = fixed.replace(repair.scan, repair.repaired)
        if raw:
            lines.append(Line(number, fixed, raw, source.startswith(" "), after_blank))
        after_blank = not raw
    if by_line:
        raise CorpusError(f"Scan repairs name lines that do not exist: {sorted(by_line)}.")
    return tuple(lines)


def run_from(lines: Sequence[Line], start: int) -> tuple[Line, ...]:
    """The lines from `start` up to the next blank line or page break."""
    end = start + 1
    while end < len(lines) and not lines[end].starts:
        end += 1
    return tuple(lines[start:end])
