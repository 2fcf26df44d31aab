"""How much each word of a question tells: its stem, and how rare that is in the reports."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.keyword import Stems

SAMPLE = 5000  # paragraphs that the rarity of words is counted over


class WordWeights:
    """Stems and their rarity, counted once over the paragraphs (or an even sample of them)."""

    def __init__(self, corpus: Corpus) -> None:
        self._stems = Stems()
        step = max(1, len(corpus.paragraphs) // SAMPLE)
        sample = corpus.paragraphs[::step]
        counts = Counter(stem for p in sample for stem in set(self._stems.of(p.text)))
        self._size = len(sample)
        self._rarity = {stem: self._weight(count) for stem, count in counts.items()}

    def all_stems(self, text: str) -> list[str]:
        """The stems of a text in order, function words left out."""
        return self._stems.of(text)

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text, each once, in order."""
        return tuple(dict.fromkeys(self._stems.of(text)))

    def rarity(self, stem: str) -> float:
        """How much a word tells: high where few paragraphs hold it, highest where none does."""
        return self._rarity.get(stem, self._weight(0))

    def share(self, stems: Sequence[str], held: frozenset[str]) -> float:
        """The share of the stems, weighted by rarity, that are held."""
        total = sum(self.rarity(stem) for stem in stems)
        return sum(self.rarity(stem) for stem in stems if stem in held) / total if total else 0.0

    def _weight(self, count: int) -> float:
        """The weight of a word that so many paragraphs hold."""
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5))


def searched_words(corpus: Corpus, paragraph: Paragraph) -> str:
    """All words of a paragraph that a search can match: text, headings and annotations."""
    note = corpus.annotations.get(paragraph.id)
    noted = (*note.questions, *note.terms, note.gist) if note else ()
    asked = [q for fact in corpus.facts.get(paragraph.id, ()) for q in fact.questions]
    named = (*paragraph.headings, paragraph.addressee, *paragraph.places)
    return " ".join((paragraph.text, *named, *noted, *asked))
