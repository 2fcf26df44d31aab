"""The verdicts of a judge on one question: every repeat kept, every failure named."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, pstdev

OFFLINE = "offline judge"


@dataclass(frozen=True, slots=True)
class Judged:
    """The values of one measure on one question, one per repeat, and what failed."""

    values: tuple[float, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def mean(self) -> float | None:
        """Mean over the repeats that were judged; None where none was."""
        return fmean(self.values) if self.values else None

    @property
    def spread(self) -> float:
        """Standard deviation over the repeats."""
        return pstdev(self.values) if self.values else 0.0
