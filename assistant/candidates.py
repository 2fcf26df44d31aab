"""The sentences of the passages found for a question, each with the features of the scorer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.alignment import Rarity, Tokens, align, nearness, traces
from assistant.bearers import bearing
from assistant.corpus import Corpus
from assistant.domain import Paragraph, Passage
from assistant.matching import PARAGRAPH_KINDS, around, best_of, match, near, ranked
from assistant.particulars import particulars
from assistant.sentences import Piece, Role, pieces, quoted
from assistant.sources import unframed
from assistant.traits import TRAITS, traits_of
from assistant.word_vectors import WordVectors
from assistant.word_weights import WordWeights, searched_words
from assistant.wording import Reading

Vector = NDArray[np.float32]
ALIGNED = 3  # sentences that the question is compared with word by word
NONE = 0.0  # the nearness of a sentence to questions that it does not have
SENTENCES = 500  # whose word pieces are kept where none are held; 60 KB each
PASSAGES = 8  # sentences of further passages are not considered

FEATURES = (
    "sentence", "fact", "nearest", "sentence below best", "fact below best", "nearest below best",
    "paragraph sentence", "paragraph fact", "sentence below paragraph", "fact below paragraph",
    "nearest below paragraph", "score below top", "rank", "first", "lead", "score in report",
    "shared", "shared context", "shared paragraph", "shared below best", "field words",
    "before sentence", "before fact", "after sentence", "after fact",
    "aligned", "aligned below best", "aligned below paragraph", "heaviest aligned",
    *TRAITS,
    "number asked", "who asked", "where asked", "list asked", "why asked", "definition asked",
    "kind wanted", "report wanted",
    *(f"in {kind.value}" for kind in PARAGRAPH_KINDS),
)  # fmt: skip


class Vectors(Protocol):
    """What the candidates need of the retriever."""

    def embed(self, text: str) -> Vector:
        """The unit vector of a text."""

    def tokens(self, text: str) -> Tokens:
        """The word pieces of a text with their vectors."""

    @property
    def words(self) -> WordVectors | None:
        """The word pieces of the paragraphs, None where these are not held."""

    def vectors_of(self, paragraph_id: str, role: str) -> tuple[Vector, list[int]]:
        """The vectors that a paragraph has in a role, and the place of each."""


@dataclass(frozen=True)
class _Known:
    """What a paragraph's pieces are like, whatever is asked."""

    pieces: tuple[Piece, ...]
    traits: Vector
    asked: tuple[tuple[int, int], ...]  # (fact question, piece) pairs
    stems: tuple[frozenset[str], ...]
    context: frozenset[str]  # headings, addressee and stem
    words: frozenset[str]  # the paragraph's text and annotated terms
    noted: frozenset[str]  # the same with every annotated question


@dataclass(frozen=True)
class Candidates:
    """All sentences of the passages, one line of features each."""

    pieces: tuple[Piece, ...]
    features: Vector
    words_missing: float  # share of the question's words, by rarity, that no passage holds
    terms_held: float = 0.0  # share of the field's words for them that the passages hold

    @property
    def nearest(self) -> float:
        """The highest cosine between the question and a sentence or its questions."""
        return float(self.features[:, 2].max(initial=0.0))


class Finder:
    """Makes candidates; what it learns of a paragraph is kept."""

    def __init__(self, corpus: Corpus, vectors: Vectors) -> None:
        self._corpus = corpus
        self._vectors = vectors
        self.words = WordWeights(corpus)
        self._seen: dict[str, _Known] = {}
        self._encoded = lru_cache(SENTENCES)(vectors.tokens)
        words = vectors.words
        self._rarity = Rarity(()) if words is None else words.rarity

    def parts(self, passage: Passage) -> tuple[Piece, ...]:
        """All pieces of a passage's paragraph."""
        return self._known(passage).pieces

    def find(
        self, reading: Reading, passages: Sequence[Passage], without: frozenset[str] = frozenset()
    ) -> Candidates:
        """The candidates of the first passages; fact questions in `without` are not used."""
        first = passages[:PASSAGES]
        known = [self._known(passage) for passage in first]
        if not known:
            return Candidates((), np.zeros((0, len(FEATURES)), np.float32), 1.0)
        vectors = [self._vectors.embed(reading.searched_for)]
        if reading.context:
            vectors.append(self._vectors.embed(reading.asked))
        sentence, fact = self._nearness(first, known, vectors, without)
        sizes = [len(each.pieces) for each in known]
        group = np.repeat(np.arange(len(known)), sizes)
        found = tuple(piece for each in known for piece in each.pieces)
        traits = np.vstack([each.traits for each in known])
        missing, held, shared = self._shared(reading, known, sizes)
        columns = [
            *near(sentence, fact, group),
            *ranked(first, group),
            *shared,
            *around(sentence, fact, group),
            *self._word_by_word(reading, found, group),
            *traits.T,
            *match(reading, found, traits),
        ]
        return Candidates(found, np.stack(columns, axis=1).astype(np.float32), missing, held)

    def nearest_question(self, reading: Reading, passages: Sequence[Passage]) -> float:
        """The highest cosine of the question to an annotated question of these paragraphs."""
        vector, best = self._vectors.embed(unframed(reading.searched_for)), 0.0
        for passage in passages:
            matrix, places = self._vectors.vectors_of(passage.paragraph.id, "question")
            if len(places):
                best = max(best, float((matrix @ vector).max()))
        return best

    def nearest_piece(self, paragraphs: Sequence[Paragraph], text: str) -> tuple[float, str]:
        """The highest cosine of a text to a piece of these paragraphs, and the piece's words."""
        vector = self._vectors.embed(text)
        best = (0.0, "")
        for paragraph in paragraphs:
            own = self._known(Passage(paragraph, 0.0)).pieces
            matrix, orders = self._vectors.vectors_of(paragraph.id, "sentence")
            near = (matrix @ vector).tolist() if len(orders) else []
            for cosine, order in zip(near, orders, strict=True):
                best = max(best, (float(cosine), own[order].text))
        return best

    def aligned(self, reading: Reading, told: Sequence[Piece]) -> tuple[float, ...]:
        """Alignment of the question with the first of these, and with those that bear it.

        The names of the values: of `alignment`, of `bearers`, and of `particulars`.
        """
        texts = [piece.text for piece in told]
        sentences = [self._tokens(piece) for piece in told]
        asked = self._vectors.tokens(reading.searched_for)
        question = reading.asked or reading.searched_for
        return (
            *align(asked, sentences[:ALIGNED], self._rarity),
            *bearing(question, asked, texts, sentences, self._rarity),
            *particulars(question, asked, texts, sentences, self._rarity),
        )

    def _word_by_word(
        self, reading: Reading, found: Sequence[Piece], group: NDArray[np.int64]
    ) -> list[Vector]:
        """How well each piece is aligned with the question, and with its heaviest word piece."""
        asked = self._vectors.tokens(reading.searched_for)
        if not asked.ids:
            return [np.zeros(len(found), np.float32)] * 4
        weights = self._rarity.weights(asked)
        near = nearness(asked, [self._tokens(piece) for piece in found])
        aligned = (near @ weights / weights.sum()).astype(np.float32)
        heaviest = near[:, int(weights.argmax())]
        return [aligned, aligned - aligned.max(), aligned - best_of(group, aligned), heaviest]

    def _tokens(self, piece: Piece) -> Tokens:
        """The word pieces of a sentence: those held, else made now."""
        words = self._vectors.words
        if words is not None and piece.paragraph.id in words:
            return words.piece(piece.paragraph.id, piece.order)
        return self._encoded(piece.text)

    def trace(self, reading: Reading, told: Sequence[Piece]) -> NDArray[np.float64]:
        """The vector of the question, whichever report it was asked of, and its `traces`."""
        question = unframed(reading.searched_for)
        asked = self._vectors.tokens(question)
        sentences = [self._tokens(piece) for piece in told]
        return np.concatenate(
            (self._vectors.embed(question), traces(asked, sentences, self._rarity))
        )

    def noted(self, passages: Sequence[Passage]) -> frozenset[str]:
        """The stems of everything that is written in or about these paragraphs."""
        return frozenset().union(*(self._known(passage).noted for passage in passages))

    def _known(self, passage: Passage) -> _Known:
        """What is known of a passage's paragraph, made on first use."""
        paragraph = passage.paragraph
        if paragraph.id not in self._seen:
            own = pieces(paragraph)
            asked: list[tuple[int, int]] = []
            count = 0
            for fact in self._corpus.facts.get(paragraph.id, ()):
                orders = quoted(paragraph, own, fact.quote)
                asked += [(count + at, o) for at in range(len(fact.questions)) for o in orders]
                count += len(fact.questions)
            facts = Counter(order for _, order in asked)
            traits = [traits_of(piece, len(own), facts[piece.order]) for piece in own]
            annotation = self._corpus.annotations.get(paragraph.id)
            terms = " ".join(annotation.terms) if annotation else ""
            stem = " ".join(piece.text for piece in own if piece.role is Role.STEM)
            head = " ".join((*paragraph.headings, paragraph.addressee, stem))
            self._seen[paragraph.id] = _Known(
                own,
                np.array(traits, np.float32).reshape(len(own), len(TRAITS)),
                tuple(asked),
                tuple(frozenset(self.words.all_stems(piece.text)) for piece in own),
                frozenset(self.words.all_stems(head)),
                frozenset(self.words.all_stems(f"{paragraph.text} {head} {terms}")),
                frozenset(self.words.all_stems(searched_words(self._corpus, paragraph))),
            )
        return self._seen[paragraph.id]

    def _nearness(
        self,
        passages: Sequence[Passage],
        known: Sequence[_Known],
        vectors: Sequence[Vector],
        without: frozenset[str],
    ) -> tuple[Vector, Vector]:
        """Cosine of each piece, and of the best fact question it answers, to the question."""
        sentences: list[Vector] = []
        facts: list[Vector] = []
        for passage, each in zip(passages, known, strict=True):
            paragraph_id = passage.paragraph.id
            sentence = np.full(len(each.pieces), NONE, np.float32)
            matrix, orders = self._vectors.vectors_of(paragraph_id, "sentence")
            if len(orders):
                sentence[orders] = _mean(matrix, vectors)
            fact = np.full(len(each.pieces), NONE, np.float32)
            matrix, places = self._vectors.vectors_of(paragraph_id, "fact")
            if len(places):
                by_place = dict(zip(places, _mean(matrix, vectors).tolist(), strict=True))
                own = [q for f in self._corpus.facts.get(paragraph_id, ()) for q in f.questions]
                for question, order in each.asked:
                    if not without or own[question] not in without:
                        fact[order] = max(fact[order], by_place.get(question, NONE))
            sentences.append(sentence)
            facts.append(fact)
        return np.concatenate(sentences), np.concatenate(facts)

    def _shared(
        self, reading: Reading, known: Sequence[_Known], sizes: Sequence[int]
    ) -> tuple[float, float, list[Vector]]:
        """Shares of the question's words, by rarity, in piece, context and paragraph.

        Before these the share that no paragraph has, and that of the field's words that one has.
        """
        asked = self.words.stems(reading.searched_for)
        added = self.words.stems(" ".join(reading.terms))
        own = np.array([self.words.share(asked, stems) for each in known for stems in each.stems])
        field = np.array([self.words.share(added, stems) for each in known for stems in each.stems])
        context = np.repeat([self.words.share(asked, each.context) for each in known], sizes)
        whole = np.repeat([self.words.share(asked, each.words) for each in known], sizes)
        together = frozenset().union(*(each.words for each in known[:5]))
        missing = 1 - self.words.share(asked, together)
        held = self.words.share(added, together)
        return missing, held, [own, context, whole, own - own.max(initial=0.0), field]


def _mean(matrix: Vector, vectors: Sequence[Vector]) -> Vector:
    """Cosine of each row to the question; of a follow-up, the mean of its two readings."""
    found: Vector = np.mean([matrix @ vector for vector in vectors], axis=0)
    return found
