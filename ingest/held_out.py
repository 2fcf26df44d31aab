"""Annotation questions that the encoder has not seen, in a corpus and an index without them.

To the rest of the product they are what a user's question is: nobody has noted them. So they serve
to learn the fusion, the choice of sentences and what an answerable question looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.build_files import Row
from assistant.corpus import Corpus
from assistant.evidence import by_role, gather_evidence
from assistant.query_encoder import QueryEncoder
from assistant.ranking import Weights
from assistant.retrieval import ANNOTATION_ROLES, Retriever
from assistant.word_vectors import WordVectors
from ingest.train_pairs import Asked, Material, gather, hold_out

HELD_OUT, SEED = 0.1, 7  # the share of questions that the shipped weights have not seen


@dataclass(frozen=True)
class HeldOut:
    """The questions, what they refer to, and a retriever that does not know them."""

    asked: tuple[Asked, ...]
    material: Material
    corpus: Corpus
    retriever: Retriever


def held_out(
    corpus: Corpus, rows: Sequence[Row], matrix: NDArray[np.float32], encoder: QueryEncoder,
    weights: Weights, words: WordVectors | None, *, annotated: bool = True,
) -> HeldOut:  # fmt: skip
    """The held-out questions with the corpus and the retriever they are asked of."""
    material = gather(corpus)
    _, held = hold_out(material.asked, HELD_OUT, SEED)
    unseen = {one.question for one in held}
    kept = [at for at, row in enumerate(rows) if annotation_text(corpus, row) not in unseen]
    bare = without(corpus, unseen)
    vectors = by_role(bare, [moved(corpus, rows[at], unseen) for at in kept], matrix[kept])
    if not annotated:
        vectors = {role: v for role, v in vectors.items() if role not in ANNOTATION_ROLES}
    retriever = Retriever(gather_evidence(bare, vectors, words), encoder, weights)
    return HeldOut(tuple(held), material, bare, retriever)


def moved(corpus: Corpus, row: Row, unseen: set[str]) -> Row:
    """The row with its place counted among the questions that stay."""
    if row.role not in ("fact", "question"):
        return row
    before = asked_of(corpus, row)[: row.place]
    return replace(row, place=sum(text not in unseen for text in before))


def asked_of(corpus: Corpus, row: Row) -> Sequence[str]:
    """The annotation questions of the row's paragraph and role, in their places."""
    if row.role == "fact":
        facts = corpus.facts.get(row.paragraph_id, ())
        return [question for fact in facts for question in fact.questions]
    note = corpus.annotations.get(row.paragraph_id)
    return note.questions if note else ()


def annotation_text(corpus: Corpus, row: Row) -> str:
    """The annotation question or gist that a row stands for, "" for the report's own text."""
    note = corpus.annotations.get(row.paragraph_id)
    if row.role == "gist":
        return note.gist if note else ""
    return asked_of(corpus, row)[row.place] if row.role in ANNOTATION_ROLES else ""


def without(corpus: Corpus, unseen: set[str]) -> Corpus:
    """The corpus without these annotation questions."""
    notes = {
        key: replace(
            note,
            gist="" if note.gist in unseen else note.gist,
            questions=tuple(text for text in note.questions if text not in unseen),
        )
        for key, note in corpus.annotations.items()
    }
    facts = {
        key: tuple(
            replace(fact, questions=tuple(t for t in fact.questions if t not in unseen))
            for fact in own
        )
        for key, own in corpus.facts.items()
    }
    return Corpus(corpus.reports, corpus.paragraphs, notes, facts)
