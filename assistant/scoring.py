"""What speaks for a paragraph: one column of evidence per feature, one row per paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.keyword import KeywordIndex
from assistant.store import Row
from assistant.wording import Reading

Column = NDArray[np.float32]
Columns = dict[str, Column]
Places = NDArray[np.int64]  # of paragraphs in the corpus

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
        grouped[role] = Vectors(matrix[[at for _, _, at in entries]], starts, kept, places)
    return grouped


@dataclass(frozen=True)
class Evidence:
    """All that is known of the paragraphs before a question comes."""

    corpus: Corpus
    vectors: Mapping[str, Vectors]
    keywords: KeywordIndex
    constant: Columns
    reports: NDArray[np.str_]
    kinds: NDArray[np.str_]

    @property
    def size(self) -> int:
        """How many paragraphs there are."""
        return len(self.corpus.paragraphs)


def gather_evidence(corpus: Corpus, vectors: Mapping[str, Vectors]) -> Evidence:
    """The evidence of a corpus; leave out the annotation roles to search without annotations."""
    annotated = "question" in vectors or "fact" in vectors
    keywords = KeywordIndex(keyword_fields(corpus, annotated=annotated))
    return Evidence(
        corpus,
        vectors,
        keywords,
        _constant(corpus, annotated=annotated),
        np.array([paragraph.report_id for paragraph in corpus.paragraphs]),
        np.array([paragraph.kind.value for paragraph in corpus.paragraphs]),
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


def measure(
    evidence: Evidence, reading: Reading, vectors: Sequence[Column], places: Places | None = None
) -> Columns:
    """All columns for one question; `vectors`: of the whole, then of a follow-up's own part.

    With `places` only these paragraphs are measured, one row for each in the order given.
    """
    columns = {
        name: column if places is None else column[places]
        for name, column in evidence.constant.items()
    }
    near = _near(evidence, vectors[0], places)
    for own in vectors[1:]:
        further = _near(evidence, own, places)
        near = {name: 0.5 * column + 0.5 * further[name] for name, column in near.items()}
    columns |= near
    for found in (_shared_words(evidence, reading), _hinted(evidence, reading)):
        columns |= found if places is None else {n: column[places] for n, column in found.items()}
    return columns


def _near(evidence: Evidence, vector: Column, places: Places | None) -> Columns:
    """Cosines to the paragraph's text, sentences and annotations."""
    size = evidence.size if places is None else len(places)
    cosines = {
        role: (held, held.matrix @ vector)
        for role, held in _narrowed(evidence.vectors, places).items()
    }
    asked_by = [cosines[role] for role in ("question", "fact") if role in cosines]
    text = _best([cosines["text"]] if "text" in cosines else [], size)
    sentence = _best([cosines["sentence"]] if "sentence" in cosines else [], size)
    plain = np.maximum(text, sentence)
    question = _best(asked_by, size)
    pooled = _pooled(asked_by, size)
    gist = _best([cosines["gist"]] if "gist" in cosines else [], size)
    around = text.copy()
    if places is None:
        around[1:-1] = 0.5 * (text[:-2] + text[2:])
    question = np.where(question == 0, plain, question)
    return {
        "text": text,
        "question": question,
        "questions": np.where(pooled == 0, plain, pooled),
        "gist": np.where(gist == 0, text, gist),
        "sentence": np.where(sentence == 0, text, sentence),
        "joined": np.maximum(question, plain),
        "around": around,
    }


def _narrowed(roles: Mapping[str, Vectors], places: Places | None) -> Mapping[str, Vectors]:
    """The vectors of these paragraphs alone, their owners counted from 0 in the order given."""
    return roles if places is None else {role: v.of(places) for role, v in roles.items()}


def _best(several: Sequence[tuple[Vectors, Column]], size: int) -> Column:
    """The highest cosine of each paragraph's rows, 0 where it has none."""
    column = np.zeros(size, np.float32)
    for held, cosines in several:
        if len(held.owners):
            best = np.maximum.reduceat(cosines, held.starts)
            column[held.owners] = np.maximum(column[held.owners], best)
    return column


def _pooled(several: Sequence[tuple[Vectors, Column]], size: int) -> Column:
    """A soft maximum over the rows of several roles: one near row counts, two count a bit more."""
    total = np.zeros(size, np.float32)
    for held, cosines in several:
        if len(held.owners):
            total[held.owners] += np.add.reduceat(np.exp(SHARPNESS * cosines), held.starts)
    return np.where(total > 0, np.log(np.maximum(total, 1e-9)) / SHARPNESS, 0).astype(np.float32)


def _shared_words(evidence: Evidence, reading: Reading) -> Columns:
    """BM25 per field as a share of the best score, glossary words counted less."""
    stems = evidence.keywords.stems
    own = stems.of(reading.searched_for)
    if reading.context:
        own += stems.of(reading.asked)
    added = [stem for term in reading.terms for stem in stems.of(term)]
    added = [stem for stem in dict.fromkeys(added) if stem not in own]
    asked, glossary = evidence.keywords.scores(own), evidence.keywords.scores(added)
    zeros = np.zeros(evidence.size, np.float32)
    columns: Columns = {}
    for name in ("text", "head", "gist", "question", "terms"):
        both = asked.get(name, zeros) + EXPANSION * glossary.get(name, zeros)
        columns[f"words {name}"] = share(both)
    columns["field text"] = share(glossary.get("text", zeros))
    return columns


def share(column: Column) -> Column:
    """The column divided by its highest value, zeros where nothing scored."""
    top = float(column.max(initial=0.0))
    return column / top if top > 0 else column


def _hinted(evidence: Evidence, reading: Reading) -> Columns:
    """Whether the paragraph is what the question names: report, sort, cited just before."""
    size = evidence.size
    columns = {
        name: np.zeros(size, np.float32)
        for name in ("report", "other report", "wanted", "cited", "near cited")
    }
    if reading.reports:
        inside = np.isin(evidence.reports, reading.reports).astype(np.float32)
        columns["report"], columns["other report"] = inside, 1 - inside
    if reading.wanted:
        wanted = [kind.value for kind in reading.wanted]
        columns["wanted"] = np.isin(evidence.kinds, wanted).astype(np.float32)
    for paragraph_id in reading.cited:
        if paragraph_id in evidence.corpus:
            here = evidence.corpus.position(paragraph_id)
            weight = 1.0 if reading.context else 0.4
            columns["cited"][here] = weight
            columns["near cited"][max(0, here - 2) : here + 3] = weight
    return columns
