"""What was chosen for an answer, and what the choice rested on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.candidates import Candidates
from assistant.domain import Citation, Statement
from assistant.selecting import Scored


@dataclass(frozen=True, slots=True)
class Extract:
    """Statements with their citations, and what the choice rested on."""

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    also_found: tuple[str, ...] = ()  # paragraphs that say the same again
    lead: str = ""
    notices: tuple[str, ...] = ()  # where a report that was asked about is silent
    scored: tuple[Scored, ...] = ()  # best first
    candidates: Candidates | None = None
    why: tuple[str, ...] = ()
