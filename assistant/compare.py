"""The same matter in several reports: each side on its own, and a word where one is silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.domain import Citation, Paragraph, Report, Statement
from assistant.selecting import Scored
from assistant.sides import Voice

SILENT = 0.02  # a report whose best sentence has a lower chance than this does not speak


@dataclass(frozen=True, slots=True)
class Side:
    """One column of a comparison; without statements the report is silent."""

    report: Report
    statements: tuple[Statement, ...]

    @property
    def silent(self) -> bool:
        """Whether nothing was found in this report."""
        return not self.statements


def shares(scored: Sequence[Scored], reports: Sequence[str]) -> dict[str, tuple[Scored, ...]]:
    """The candidates of each report, best first; none where its best has too low a chance."""
    sides: dict[str, tuple[Scored, ...]] = {}
    for report_id in reports:
        own = tuple(each for each in scored if each.piece.paragraph.report_id == report_id)
        speaks = bool(own) and max(each.score for each in own) >= SILENT
        sides[report_id] = own if speaks else ()
    return sides


def silence(voices: Mapping[str, Voice], corpus: Corpus) -> tuple[str, ...]:
    """One sentence for each report that does not speak, or hardly."""
    said = {
        Voice.SILENT: "is silent on this: nothing was found in it.",
        Voice.NEAREST: "says little on this: its nearest words are shown.",
    }
    return tuple(
        f"The report of {corpus.report(report_id).date} {said[heard]}"
        for report_id, heard in voices.items()
        if heard in said
    )


def not_there(named: Report, others: Iterable[Report]) -> str:
    """The sentence that says that not the named report but others speak on the matter."""
    dates = " and ".join(other.date for other in others)
    return (
        f"Nothing was found on this in the report of {named.date}, which the question names; what "
        f"is shown is from {dates}."
    )


def opening(paragraph: Paragraph, corpus: Corpus) -> str:
    """What stands before the first statement of a side: "In October 2002: "."""
    return f"In {corpus.report(paragraph.report_id).date}: "


def columns(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    reports: Sequence[str],
    corpus: Corpus,
) -> tuple[Side, ...]:
    """An answer's statements by the report that they cite, in the order asked for."""
    cites = {citation.marker: citation.paragraph.report_id for citation in citations}
    return tuple(
        Side(
            corpus.report(report_id),
            tuple(
                statement
                for statement in statements
                if any(cites.get(marker) == report_id for marker in statement.markers)
            ),
        )
        for report_id in reports
    )
