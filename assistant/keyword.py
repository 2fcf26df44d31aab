"""Keyword search: BM25 over several fields of each paragraph, words stemmed, by bm25s."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_CONSONANT_PLURAL = re.compile(r"[b-df-hj-np-tv-xz]{2,}s")
_FUNCTION_WORDS = """
a about am an and any are as at be been being by can could did do does doing done for from had has
have having he her here him his how i if in into is it its just me my of off on or our she should so
some than that the their them then there these they this those to too up us was we were what when
where which who whom whose why will with would you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, apostrophe endings left off.

    >>> words_of("The ACPC's role (5.45)")
    ['the', 'acpc', 'role', '5', '45']
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word.split("'")[0] for word in _WORD.findall(plain)]


class Stems:
    """Words to stems by the Snowball stemmer for English; function words are left out."""

    def __init__(self) -> None:
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer("english")

    def of(self, text: str) -> list[str]:
        """The stems of a text in order."""
        return self._stem([word for word in words_of(text) if word not in FUNCTION_WORDS])

    def all(self, text: str) -> list[str]:
        """The stems of all words of a text, function words too, in order."""
        return self._stem(words_of(text))

    def _stem(self, words: Sequence[str]) -> list[str]:
        """The stems of words; the stemmer itself leaves the plural of "PCT" and "GP" as it is."""
        singular = [word[:-1] if _CONSONANT_PLURAL.fullmatch(word) else word for word in words]
        stems: list[str] = self._stemmer.stemWords(singular)
        return stems


class KeywordIndex:
    """One BM25 index per field over the same paragraphs, in their order."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self.stems = Stems()
        self.size = len(next(iter(fields.values()), ()))
        self._fields: dict[str, Any] = {}
        for name, texts in fields.items():
            stemmed = [self.stems.of(text) for text in texts]
            if any(stemmed):
                index = bm25s.BM25(k1=1.2, b=0.6)
                index.index(stemmed, show_progress=False)
                self._fields[name] = index

    def scores(self, stems: Sequence[str]) -> dict[str, Scores]:
        """For each field the BM25 score of every paragraph; zeros where no word is known."""
        found: dict[str, Scores] = {}
        for name, index in self._fields.items():
            known = [stem for stem in stems if stem in index.vocab_dict]
            scored = index.get_scores(known) if known else np.zeros(self.size)
            found[name] = np.asarray(scored, np.float32)
        return found
