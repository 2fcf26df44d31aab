"""A question to one report: answered from it, or with a word that only another one speaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from assistant.compare import not_there
from assistant.corpus import Corpus
from assistant.covering import Coverage, Verdict
from assistant.domain import Filters, Outcome, Passage
from assistant.extracting import Extract, Extractor
from assistant.retrieval import SHOWN, Retriever
from assistant.wording import Reading

Found = tuple[tuple[Passage, ...], Extract, Verdict]


class Parts(Protocol):
    """What it takes to ask again."""

    @property
    def corpus(self) -> Corpus:
        """The reports."""

    @property
    def retriever(self) -> Retriever:
        """Finds paragraphs."""

    @property
    def extractor(self) -> Extractor:
        """Chooses sentences."""

    @property
    def coverage(self) -> Coverage:
        """Judges whether they answer."""


def of_named(parts: Parts, reading: Reading, filters: Filters, found: Found) -> Found:
    """The answer from the one report that the question names, where another one spoke alone.

    Where the named one does not answer, that is said beside what the other has.
    """
    passages, extract, verdict = found
    speak = {citation.paragraph.report_id for citation in extract.citations}
    single = len(reading.reports) == 1 and not reading.switched and not filters.reports
    if verdict.outcome is not Outcome.ANSWERED or not single or not speak:
        return found
    named = reading.reports[0]
    if named in speak:
        return found
    own = parts.retriever.retrieve(reading, SHOWN, replace(filters, reports=(named,)))
    again = parts.extractor.extract(reading, own)
    judged = parts.coverage.judge(reading, own, again)
    if judged.outcome is Outcome.ANSWERED:
        return own, again, judged
    notice = not_there(parts.corpus.report(named), map(parts.corpus.report, sorted(speak)))
    return passages, extract, replace(verdict, notices=(notice, *verdict.notices))
