"""What speaks for a paragraph: one column of evidence per feature, one row per paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.keyword import KeywordIndex
from assistant.store import Row
from assistant.wording import Reading

Column = NDArray[np.float32]
Columns = dict[str, Column]

SHARPNESS = 20.0  # how much the nearest of several vectors counts above the rest
EXPANSION = 0.5  # weight of glossary words beside the question's own
FEATURES = (
    "text", "question", "questions", "gist", "sentence", "joined", "around",
    "words text", "words head", "words gist", "words question", "words terms", "field text",
    "report", "other report", "wanted", "cited", "near cited", "annotated",
    "recommendation", "good practice", "criterion", "appendix", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Vectors:
    """All vectors of one role, sorted by paragraph; `starts` are the first rows of `owners`."""

    matrix: Column
    starts: NDArray[np.int64]
    owners: NDArray[np.int64]
    places: NDArray[np.int64]  # place of each row among its role in the paragraph


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
        grouped[role] = Vectors(matrix[[at for _, _, at in entries]], starts, kept, places)
    return grouped


@dataclass(frozen=True)
class Evidence:
    """All that is known of the paragraphs before a question comes."""

    corpus: Corpus
    vectors: Mapping[str, Vectors]
    keywords: KeywordIndex
    constant: Columns = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return len(self.corpus.paragraphs)


def gather_evidence(corpus: Corpus, vectors: Mapping[str, Vectors]) -> Evidence:
    """The evidence of a corpus; leave out the annotation roles to search without annotations."""
    annotated = "question" in vectors or "fact" in vectors
    keywords = KeywordIndex(keyword_fields(corpus, annotated=annotated))
    return Evidence(corpus, vectors, keywords, _constant(corpus, annotated=annotated))


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
    fields["question"] = [
        " ".join(
            (
                *(note.questions if note else ()),
                *(text for fact in corpus.facts.get(paragraph.id, ()) for text in fact.questions),
            )
        )
        for paragraph, note in zip(corpus.paragraphs, notes, strict=True)
    ]
    return fields


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


def measure(evidence: Evidence, reading: Reading, vectors: Sequence[Column]) -> Columns:
    """All columns for one question; `vectors`: of the whole, then of a follow-up's own part."""
    columns = dict(evidence.constant)
    columns |= _near(evidence, vectors[0])
    if len(vectors) > 1:
        own = _near(evidence, vectors[1])
        for name, column in own.items():
            columns[name] = 0.5 * columns[name] + 0.5 * column
    columns |= _shared_words(evidence, reading)
    columns |= _hinted(evidence, reading)
    return columns


def _near(evidence: Evidence, vector: Column) -> Columns:
    """Cosines to the paragraph's text, sentences and annotations."""
    size, roles = evidence.size, evidence.vectors
    text = _best(roles.get("text"), vector, size)
    sentence = _best(roles.get("sentence"), vector, size, missing=text)
    plain = np.maximum(text, sentence)
    asked = _best(roles.get("question"), vector, size)
    asked = np.maximum(asked, _best(roles.get("fact"), vector, size))
    asked = np.where(asked == 0, plain, asked)
    gist = _best(roles.get("gist"), vector, size)
    gist = np.where(gist == 0, text, gist)
    pooled = _pooled([roles.get("question"), roles.get("fact")], vector, size)
    around = np.zeros(size, np.float32)
    around[1:] += 0.5 * text[:-1]
    around[:-1] += 0.5 * text[1:]
    return {
        "text": text,
        "question": asked,
        "questions": np.where(pooled == 0, plain, pooled),
        "gist": gist,
        "sentence": sentence,
        "joined": np.maximum(asked, plain),
        "around": around,
    }


def _best(held: Vectors | None, vector: Column, size: int, missing: Column | None = None) -> Column:
    """The highest cosine of each paragraph's rows; `missing` or 0 where it has none."""
    column = np.zeros(size, np.float32) if missing is None else missing.copy()
    if held is not None and len(held.owners):
        column[held.owners] = np.maximum.reduceat(held.matrix @ vector, held.starts)
    return column


def _pooled(several: Sequence[Vectors | None], vector: Column, size: int) -> Column:
    """A soft maximum over the rows of several roles: one near row counts, two count a bit more."""
    total = np.zeros(size, np.float32)
    for held in several:
        if held is not None and len(held.owners):
            raised = np.exp(SHARPNESS * (held.matrix @ vector))
            total[held.owners] += np.add.reduceat(raised, held.starts)
    return np.where(total > 0, np.log(np.maximum(total, 1e-9)) / SHARPNESS, 0).astype(np.float32)


def _shared_words(evidence: Evidence, reading: Reading) -> Columns:
    """BM25 per field as a share of the best score, glossary words counted less."""
    stems = evidence.keywords.stems
    own = stems.of(reading.searched_for)
    if reading.context:
        own += stems.of(reading.asked)
    added = [stem for term in reading.terms for stem in stems.of(term)]
    added = [stem for stem in dict.fromkeys(added) if stem not in own]
    asked = evidence.keywords.scores(own)
    field_words = evidence.keywords.scores(added)
    columns: Columns = {}
    for name in ("text", "head", "gist", "question", "terms"):
        if name in asked:
            columns[f"words {name}"] = share(asked[name] + EXPANSION * field_words[name])
        else:
            columns[f"words {name}"] = np.zeros(evidence.size, np.float32)
    columns["field text"] = (
        share(field_words["text"]) if "text" in field_words else 0 * asked["text"]
    )
    return columns


def share(column: Column) -> Column:
    """The column divided by its highest value, zeros where nothing scored."""
    top = float(column.max(initial=0.0))
    return column / top if top > 0 else column


def _hinted(evidence: Evidence, reading: Reading) -> Columns:
    """Whether the paragraph is what the question names: report, sort, cited just before."""
    paragraphs = evidence.corpus.paragraphs
    size = evidence.size
    columns = {
        name: np.zeros(size, np.float32)
        for name in ("report", "other report", "wanted", "cited", "near cited")
    }
    if reading.reports:
        inside = np.array([p.report_id in reading.reports for p in paragraphs], np.float32)
        columns["report"], columns["other report"] = inside, 1 - inside
    if reading.wanted:
        columns["wanted"] = np.array([p.kind in reading.wanted for p in paragraphs], np.float32)
    for paragraph_id in reading.cited:
        if paragraph_id in evidence.corpus:
            here = evidence.corpus.position(paragraph_id)
            weight = 1.0 if reading.context else 0.4
            columns["cited"][here] = weight
            columns["near cited"][max(0, here - 2) : here + 3] = weight
    return columns
