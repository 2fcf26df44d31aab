"""What is known of all paragraphs before a question comes: vectors, keyword fields, sorts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.build_files import Row
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.keyword import KeywordIndex
from assistant.word_vectors import WordVectors

Column = NDArray[np.float32]
Columns = dict[str, Column]
Places = NDArray[np.int64]  # of paragraphs in the corpus


@dataclass(frozen=True)
class Vectors:
    """All vectors of one role, sorted by paragraph; `starts` are the first rows of `owners`."""

    matrix: Column
    starts: NDArray[np.int64]
    owners: NDArray[np.int64]
    places: NDArray[np.int64]  # place of each row among its role in the paragraph

    def of(self, paragraphs: NDArray[np.int64]) -> Vectors:
        """The rows of these paragraphs alone, their owners counted from 0 in the order given."""
        ends = np.append(self.starts[1:], len(self.matrix))
        at = np.searchsorted(self.owners, paragraphs)
        at = np.minimum(at, len(self.owners) - 1)
        owned = np.flatnonzero(self.owners[at] == paragraphs)
        spans = [np.arange(self.starts[at[o]], ends[at[o]]) for o in owned]
        rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        sizes = np.array([len(span) for span in spans], np.int64)
        starts = np.cumsum(sizes) - sizes
        return Vectors(self.matrix[rows], starts, owned, self.places[rows])


def by_role(corpus: Corpus, rows: Sequence[Row], matrix: Column) -> dict[str, Vectors]:
    """The vectors of an index grouped by role, each sorted by the paragraph's place."""
    found: Mapping[str, list[tuple[int, int, int]]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.paragraph_id in corpus:
            found[row.role].append((corpus.position(row.paragraph_id), row.place, at))
    grouped: dict[str, Vectors] = {}
    for role, entries in found.items():
        entries.sort()
        owners = np.array([owner for owner, _, _ in entries])
        kept, starts = np.unique(owners, return_index=True)
        places = np.array([place for _, place, _ in entries])
        rows_kept = [at for _, _, at in entries]
        whole = rows_kept == list(range(len(matrix)))  # then no copy of a large matrix is made
        grouped[role] = Vectors(matrix if whole else matrix[rows_kept], starts, kept, places)
    return grouped


def nearest_held(evidence: Evidence, vector: Column, k: int) -> tuple[str, ...]:
    """Ids of the k paragraphs with the nearest vector in any role, by asking every vector."""
    best = np.full(evidence.size, -1, np.float32)
    for held in evidence.vectors.values():
        near = np.maximum.reduceat(held.matrix @ vector, held.starts)
        best[held.owners] = np.maximum(best[held.owners], near)
    return tuple(evidence.corpus.paragraphs[at].id for at in np.argsort(-best, kind="stable")[:k])


@dataclass(frozen=True)
class Labels:
    """One label per paragraph, kept as small numbers so that many are compared at once."""

    names: tuple[str, ...]
    codes: NDArray[np.int16]

    def among(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """For each paragraph whether its label is one of these."""
        chosen = np.zeros(len(self.names) + 1, np.bool_)
        chosen[[self.names.index(name) for name in wanted if name in self.names]] = True
        return chosen[self.codes]


def label(names: Sequence[str]) -> Labels:
    """The labels of paragraphs in their order."""
    known = tuple(sorted(set(names)))
    place = {name: at for at, name in enumerate(known)}
    return Labels(known, np.array([place[name] for name in names], np.int16))


@dataclass(frozen=True)
class Evidence:
    """All that is known of the paragraphs before a question comes."""

    corpus: Corpus
    vectors: Mapping[str, Vectors]
    keywords: KeywordIndex
    constant: Columns
    reports: Labels
    kinds: Labels
    words: WordVectors | None = None  # None: paragraphs are not compared word by word

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return len(self.corpus.paragraphs)


def gather_evidence(
    corpus: Corpus, vectors: Mapping[str, Vectors], words: WordVectors | None = None
) -> Evidence:
    """The evidence of a corpus; leave out the annotation roles to search without annotations."""
    annotated = "question" in vectors or "fact" in vectors
    keywords = KeywordIndex(keyword_fields(corpus, annotated=annotated))
    return Evidence(
        corpus,
        vectors,
        keywords,
        _constant(corpus, annotated=annotated),
        label([paragraph.report_id for paragraph in corpus.paragraphs]),
        label([paragraph.kind.value for paragraph in corpus.paragraphs]),
        words,
    )


def keyword_fields(corpus: Corpus, *, annotated: bool) -> dict[str, list[str]]:
    """The searched fields, each with one text per paragraph."""
    fields: dict[str, list[str]] = {
        "text": [paragraph.search_text or paragraph.text for paragraph in corpus.paragraphs],
        "head": [_head(paragraph) for paragraph in corpus.paragraphs],
    }
    if not annotated:
        return fields
    notes = [corpus.annotations.get(paragraph.id) for paragraph in corpus.paragraphs]
    fields["gist"] = [note.gist if note else "" for note in notes]
    fields["terms"] = [" ".join(note.terms) if note else "" for note in notes]
    fields["question"] = [" ".join(questions_of(corpus, p)) for p in corpus.paragraphs]
    return fields


def questions_of(corpus: Corpus, paragraph: Paragraph) -> tuple[str, ...]:
    """All annotation questions that a paragraph or one of its sentences answers."""
    note = corpus.annotations.get(paragraph.id)
    facts = corpus.facts.get(paragraph.id, ())
    asked = (text for fact in facts for text in fact.questions)
    return (*(note.questions if note else ()), *asked)


def _head(paragraph: Paragraph) -> str:
    """Headings, number, addressee and places as searched text."""
    named = (paragraph.number, paragraph.addressee, paragraph.lead)
    return " ".join((*paragraph.headings, *named, *paragraph.places))


def _constant(corpus: Corpus, *, annotated: bool) -> Columns:
    """Columns that do not depend on the question."""
    kinds = {
        "recommendation": Kind.RECOMMENDATION,
        "good practice": Kind.GOOD_PRACTICE,
        "criterion": Kind.CRITERION,
        "appendix": Kind.APPENDIX,
        "note": Kind.NOTE,
    }
    paragraphs = corpus.paragraphs
    columns = {
        name: np.array([paragraph.kind is kind for paragraph in paragraphs], np.float32)
        for name, kind in kinds.items()
    }
    noted = [annotated and paragraph.id in corpus.annotations for paragraph in paragraphs]
    columns["annotated"] = np.array(noted, np.float32)
    return columns
