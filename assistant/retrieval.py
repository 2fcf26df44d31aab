"""Retrieval: evidence for every paragraph, weighed into one score, filtered and ordered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from assistant.alignment import Tokens
from assistant.corpus import Corpus
from assistant.domain import Filters, Paragraph, Passage
from assistant.errors import StoreError
from assistant.evidence import (
    Columns,
    Evidence,
    Places,
    Vectors,
    by_role,
    gather_evidence,
    nearest_held,
)
from assistant.query_encoder import QueryEncoder, query_encoder
from assistant.ranking import Weights, read_weights, weigh
from assistant.scoring import measure, shared_words
from assistant.settings import Settings
from assistant.store import open_index
from assistant.word_vectors import NAMES as ALIGNED
from assistant.word_vectors import WordVectors, read_word_vectors
from assistant.wording import Reading

ANNOTATION_ROLES = frozenset(("gist", "question", "fact"))
REFINED = 30  # paragraphs that are compared word by word
QUOTA = 2  # of the first five, for each report that a comparison names
FIRST = 5
SHOWN = 10  # paragraphs kept in an answer
LARGE = 50_000  # rows; from here on Chroma's index is asked instead of every vector
CANDIDATES = 200  # paragraphs from the vector index, and as many by keyword, in a large corpus
GAP = 1e-3  # between the last paragraph that was compared and the first that was not
Scores = NDArray[np.float64]
Nearest = Callable[[NDArray[np.float32], int], Sequence[str]]  # vector, k to paragraph ids


@dataclass(frozen=True)
class Stages:
    """Which stages are on; `python -m evals ablate` measures each."""

    keyword: bool = True
    dense: bool = True
    hints: bool = True  # reports, sorts of paragraph and turns that the question points to
    refinement: bool = True  # the first paragraphs compared with the question word by word
    neighbours: bool = True  # the paragraphs before and after, and of the turn before
    quota: bool = True


class Retriever:
    """Finds the paragraphs of a corpus that answer a question."""

    def __init__(
        self,
        evidence: Evidence,
        encoder: QueryEncoder,
        weights: Weights,
        stages: Stages = Stages(),
        nearest: Nearest | None = None,
    ) -> None:
        self._nearest = nearest
        self.evidence = evidence
        self.encoder = encoder
        self.weights = weights
        self._stages = stages
        annotated = bool(ANNOTATION_ROLES & set(evidence.vectors))
        first = weights.annotated_first if annotated else weights.plain_first
        self._first = staged(first, stages)
        self._weights = staged(weights.annotated if annotated else weights.plain, stages)

    def embed(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a text, of the model that the index was made with."""
        return self.encoder.embed(text)

    def tokens(self, text: str) -> Tokens:
        """The word pieces of a text with a vector each."""
        return self.encoder.tokens(text)

    @property
    def words(self) -> WordVectors | None:
        """The word pieces of the paragraphs, None where there are too many of them."""
        return self.evidence.words

    def retrieve(
        self, reading: Reading, k: int = SHOWN, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        """The k best paragraphs that pass the filters, best first; ties in order of reading."""
        vectors = self._vectors(reading)
        places = self._places(reading, vectors[0], filters)
        columns = self._measured(reading, vectors, *places)
        scores = np.round(weigh(columns, self._first), 6)
        found = places[0] if places[0] is not None else np.arange(self.evidence.size)
        order = np.lexsort((found, -scores))
        if self._stages.refinement and self.evidence.words is not None and len(order):
            scores = self._refined(reading, columns, scores, found, order)
            order = np.lexsort((found, -scores))
        if reading.compares and self._stages.quota:
            order = self._shared_out(found, order, reading.reports)
        paragraphs = self.evidence.corpus.paragraphs
        return tuple(Passage(paragraphs[found[at]], float(scores[at])) for at in order[:k])

    def _refined(
        self, reading: Reading, columns: Columns, scores: Scores, found: Places, order: Places
    ) -> Scores:
        """The scores with the best paragraphs' replaced by those with the words compared too.

        What was not compared stays below all that was, in its order.
        """
        best, rest = order[:REFINED], order[REFINED:]
        own = {name: column[best] for name, column in columns.items()}
        own |= self._aligned(reading, found[best])
        made = scores.copy()
        made[best] = np.round(weigh(own, self._weights), 6)
        if len(rest):
            made[rest] = scores[rest] - scores[rest].max() + made[best].min() - GAP
        return made

    def _aligned(self, reading: Reading, places: Places) -> Columns:
        """The columns of `word_vectors.NAMES` for these paragraphs."""
        words, paragraphs = self.evidence.words, self.evidence.corpus.paragraphs
        if words is None:
            return {name: np.zeros(len(places), np.float32) for name in ALIGNED}
        asked = self.encoder.tokens(reading.searched_for)
        values = words.aligned(asked, [paragraphs[at].id for at in places])
        return {name: values[:, column] for column, name in enumerate(ALIGNED)}

    def columns(self, reading: Reading) -> Columns:
        """All evidence for a question, one column per feature, one row per paragraph."""
        columns = self._measured(reading, self._vectors(reading), None, None)
        return columns | self._aligned(reading, np.arange(self.evidence.size))

    def _vectors(self, reading: Reading) -> list[NDArray[np.float32]]:
        """The vector of the whole, then that of a follow-up's own part."""
        vectors = [self.embed(reading.searched_for)]
        if reading.context and not reading.thin:
            vectors.append(self.embed(reading.asked))
        return vectors

    def _measured(
        self,
        reading: Reading,
        vectors: Sequence[NDArray[np.float32]],
        places: Places | None,
        words: Columns | None,
    ) -> Columns:
        """The evidence of these paragraphs, of all where none are given."""
        asked_of = {report: self.embed(clause) for report, clause in reading.clauses}
        return measure(
            self.evidence, reading, vectors, places=places, asked_of=asked_of, words=words
        )

    def _places(
        self, reading: Reading, vector: NDArray[np.float32], filters: Filters
    ) -> tuple[Places | None, Columns | None]:
        """The paragraphs to measure, None for all; and their shared words where already known.

        A large corpus is not measured whole: only what the vector index and the keywords bring.
        """
        corpus = self.evidence.corpus
        allowed = None
        if filters:
            passed = [at for at, p in enumerate(corpus.paragraphs) if passes(p, filters)]
            allowed = np.array(passed, np.int64)
        if self._nearest is None or (allowed is not None and len(allowed) <= CANDIDATES):
            return allowed, None
        words = shared_words(self.evidence, reading)
        column = words["words text"]
        best = np.argpartition(-column, min(CANDIDATES, len(column) - 1))[:CANDIDATES]
        near = [corpus.position(found) for found in self._near(vector) if found in corpus]
        cited = [corpus.position(found) for found in reading.cited if found in corpus]
        places = np.unique(np.concatenate([best, np.array([*near, *cited], np.int64)]))
        return (places if allowed is None else np.intersect1d(places, allowed)), words

    def _near(self, vector: NDArray[np.float32]) -> Sequence[str]:
        """Ids of the nearest paragraphs; of every vector held where the index is gone by now."""
        try:
            return self._nearest(vector, CANDIDATES) if self._nearest else ()
        except StoreError:
            return nearest_held(self.evidence, vector, CANDIDATES)

    def features(
        self, reading: Reading, passages: Iterable[Passage]
    ) -> tuple[Mapping[str, float], ...]:
        """The evidence for each of these passages by name, for those who judge coverage."""
        columns = self.columns(reading)
        places = [self.evidence.corpus.position(passage.paragraph.id) for passage in passages]
        return tuple(
            {name: float(column[place]) for name, column in columns.items()} for place in places
        )

    def vectors_of(self, paragraph_id: str, role: str) -> tuple[NDArray[np.float32], list[int]]:
        """The vectors that a paragraph has in a role, and the place of each, for choosing words."""
        held = self.evidence.vectors.get(role)
        here = self.evidence.corpus.position(paragraph_id)
        at = -1 if held is None else int(np.searchsorted(held.owners, here))
        if held is None or at >= len(held.owners) or held.owners[at] != here:
            return np.zeros((0, len(self.evidence_vector)), np.float32), []
        end = held.starts[at + 1] if at + 1 < len(held.starts) else len(held.matrix)
        rows = slice(int(held.starts[at]), int(end))
        return held.matrix[rows], [int(place) for place in held.places[rows]]

    @property
    def evidence_vector(self) -> NDArray[np.float32]:
        """Any one vector, for its length."""
        first: Vectors = next(iter(self.evidence.vectors.values()))
        vector: NDArray[np.float32] = first.matrix[0]
        return vector

    def _shared_out(
        self, found: Places, order: NDArray[np.int64], reports: Sequence[str]
    ) -> NDArray[np.int64]:
        """The order with at least two of each named report among the first five."""
        paragraphs = self.evidence.corpus.paragraphs
        ranked = order.tolist()
        due: list[int] = []
        for report in reports[: FIRST // QUOTA]:
            own = (at for at in ranked if paragraphs[found[at]].report_id == report)
            due += islice(own, QUOTA)
        free = [at for at in ranked[:FIRST] if at not in due][: FIRST - len(due)]
        first = set(due) | set(free)
        head = [at for at in ranked if at in first]
        return np.array(head + [at for at in ranked if at not in first], np.int64)


def passes(paragraph: Paragraph, filters: Filters) -> bool:
    """Whether a paragraph is among what the user narrowed the search to."""
    if filters.reports and paragraph.report_id not in filters.reports:
        return False
    if filters.kinds and paragraph.kind not in filters.kinds:
        return False
    headings = " / ".join(paragraph.headings).lower()
    if filters.chapter and filters.chapter.lower() not in headings:
        return False
    named = f"{paragraph.text} {headings} {paragraph.addressee} {paragraph.lead}".lower()
    return not filters.agency or filters.agency.lower() in named


def staged(weights: Mapping[str, float], stages: Stages) -> dict[str, float]:
    """The weights of the stages that are on."""
    off: set[str] = set()
    if not stages.keyword:
        off |= {name for name in weights if name.startswith(("words ", "field "))}
    if not stages.dense:
        off |= {"text", "question", "questions", "gist", "sentence", "joined", "around"}
    if not stages.hints:
        off |= {"report", "other report", "cited", "near cited"}
        off |= {name for name in weights if name.startswith(("wants ", "named "))}
    if not stages.neighbours:
        off |= {"around", "near cited"}
    if not stages.refinement:
        off |= set(ALIGNED)
    return {name: weight for name, weight in weights.items() if name not in off}


def build_retriever(corpus: Corpus, settings: Settings) -> Retriever:
    """The retriever over the index in use; IndexNotBuilt where it does not fit the corpus."""
    threadpool_limits(1, user_api="blas")  # one product of 15 MB: threads only wait for each other
    set_aside = tuple(report.id for report in corpus.set_aside)
    index = open_index(settings, corpus.paragraphs, set_aside)
    read = index.read()
    if len(read.rows) >= LARGE:
        index.open_chroma()
    vectors = by_role(corpus, read.rows, read.matrix)
    encoder = query_encoder(settings)
    if not settings.annotations:
        vectors = {role: held for role, held in vectors.items() if role not in ANNOTATION_ROLES}
    return Retriever(
        gather_evidence(corpus, vectors, read_word_vectors(corpus.paragraphs, settings, encoder)),
        encoder,
        read_weights(settings.data_dir / "models"),
        nearest=index.nearest if len(read.rows) >= LARGE else None,
    )
