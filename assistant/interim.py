# ruff: noqa: D101, D102
"""A first extractor: the best sentence of each of the two best paragraphs, by cosine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citations import cut
from assistant.corpus import Corpus
from assistant.domain import Citation, Outcome, Passage, Statement
from assistant.retrieval import Retriever
from assistant.sentences import pieces
from assistant.wording import Reading


@dataclass(frozen=True)
class Extract:
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    also_found: tuple[str, ...] = ()
    lead: str = ""
    why: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extractor:
    corpus: Corpus
    retriever: Retriever

    def extract(self, reading: Reading, passages: Sequence[Passage]) -> Extract:
        vector = self.retriever.embed(reading.searched_for)
        statements, citations = [], []
        for marker, passage in enumerate(passages[:2], start=1):
            parts = pieces(passage.paragraph)
            best = max(parts, key=lambda p: float(self.retriever.embed(p.text) @ vector))
            label = self.corpus.cite(passage.paragraph)
            citation = cut(passage.paragraph, best.start, best.end, marker=marker, label=label)
            citations.append(citation)
            statements.append(Statement(citation.quote, (marker,)))
        return Extract(tuple(statements), tuple(citations))


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    statements: tuple[Statement, ...] = ()
    notices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class Coverage:
    def judge(self, reading: Reading, passages: Sequence[Passage], extract: Extract) -> Verdict:
        return Verdict(Outcome.ANSWERED if passages else Outcome.NOT_COVERED)
