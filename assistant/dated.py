"""Dated guidance: when a report spoke, and what became of the things it names."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus import Corpus
from assistant.domain import Answer, Outcome
from assistant.errors import SettingsError
from assistant.settings import ROOT

TERMS = ROOT / "data" / "terms.toml"
EXPLAINED = 2  # terms explained beside one answer


@dataclass(frozen=True, slots=True)
class Step:
    """What came next: from when, what it is called, and the law or guidance that says so."""

    since: str
    term: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the reports and what became of it."""

    term: str
    also: tuple[str, ...]
    then: tuple[Step, ...]
    note: str = ""

    @property
    def explanation(self) -> str:
        """One sentence: "ACPC: since 2006 Local Safeguarding Children Board (Act) …"."""
        steps = "; ".join(f"since {step.since} {step.term} ({step.source})" for step in self.then)
        return f"{self.term}: {steps}.{f' {self.note}' if self.note else ''}"


@dataclass(frozen=True)
class TermMap:
    """The reviewed terms of `data/terms.toml`."""

    reviewed: str
    terms: tuple[Term, ...]

    def used(self, text: str) -> tuple[Term, ...]:
        """The terms of the reports that a text uses, in order of appearance."""
        places = [(found.start(), term) for term in self.terms if (found := _find(term, text))]
        return tuple(term for _, term in sorted(places, key=lambda place: place[0]))


@functools.cache
def read_terms(path: Path = TERMS) -> TermMap:
    """The term map; SettingsError where the file cannot be used."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        terms = tuple(
            Term(
                entry["term"],
                tuple(entry.get("also", ())),
                tuple(Step(**step) for step in entry["then"]),
                entry.get("note", ""),
            )
            for entry in data["term"]
        )
        return TermMap(data["reviewed"], terms)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"Cannot read the term map in {path}: {error!r}.") from error


def dated_notices(answer: Answer, corpus: Corpus, *, first: bool) -> tuple[str, ...]:
    """Notices on the age of what is cited: the reports' own on the first answer, terms on each.

    Nothing is said beside a refusal or an urgent message: they quote no report.
    """
    if answer.outcome is not Outcome.ANSWERED or not answer.citations:
        return ()
    cited = list(dict.fromkeys(citation.paragraph.report_id for citation in answer.citations))
    reports = [corpus.report(report_id) for report_id in cited]
    notices = [f"{r.short_title}: {r.notice}" for r in reports if first and r.notice]
    shown = " ".join((answer.question, *(statement.text for statement in answer.statements)))
    return (*notices, *explanations(shown))


def explanations(text: str, limit: int = EXPLAINED) -> tuple[str, ...]:
    """What the first few terms in a text became."""
    return tuple(term.explanation for term in read_terms().used(text)[:limit])


def _find(term: Term, text: str) -> re.Match[str] | None:
    """Where a text uses the term: acronyms in capitals only, words in either case."""
    found = [_pattern(name).search(text) for name in (term.term, *term.also)]
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


@functools.lru_cache(maxsize=512)
def _pattern(name: str) -> re.Pattern[str]:
    flags = re.NOFLAG if name.isupper() or len(name) < 5 else re.IGNORECASE
    return re.compile(rf"\b{re.escape(name)}(?:s|es)?\b", flags)
