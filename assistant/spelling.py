"""Spelling repair: unknown words to the nearest word of the reports or of common English."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "al", "ness", "less", "able", "ies")
_STARTS = ("re", "un", "non", "pre", "inter", "multi", "mis", "over", "under", "co", "sub", "anti")
SHORTEST = 4  # letters; shorter unknown words are left alone


@dataclass(frozen=True, slots=True)
class Repair:
    """One word as typed and as searched."""

    typed: str
    meant: str


class Speller:
    """Repairs words that neither the reports nor English have; never touches any other."""

    def __init__(
        self,
        english: Iterable[str],
        common: Iterable[str],
        corpus: Mapping[str, int],
        informal: Mapping[str, str],
    ) -> None:
        self._informal = informal
        self._counts = corpus
        self._common = frozenset(common)
        self._known = frozenset(english) | frozenset(corpus)
        self._buckets: Mapping[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= SHORTEST - 1 and word.isalpha():
                self._buckets[word[0], len(word)].append(word)
        self._seen: dict[str, str] = {}

    def repair(self, text: str, kept: Container[str] = ()) -> tuple[str, tuple[Repair, ...]]:
        """The text with unknown words repaired, and what was repaired; all else is unchanged.

        Words in `kept`, in lower case, are names and stay as they are.
        """
        repairs: list[Repair] = []

        def replaced(match: re.Match[str]) -> str:
            typed = match.group()
            if typed.lower() in kept:
                return typed
            meant = self._meant(typed, match.start() == 0)
            if meant == typed.lower():
                return typed
            if typed[0].isupper():
                meant = meant[0].upper() + meant[1:]
            repairs.append(Repair(typed, meant))
            return meant

        return _WORD.sub(replaced, text), tuple(repairs)

    def knows(self, word: str) -> bool:
        """Whether the word, in lower case, is one of the reports or of English."""
        if word in self._known or "'" in word or "’" in word:
            return True
        if self._joined(word):
            return True
        stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
        stems += [word.removeprefix(start) for start in _STARTS if word.startswith(start)]
        return any(len(stem) > 3 and stem in self._known for stem in stems)

    def _meant(self, typed: str, first: bool) -> str:
        """The word that was meant, in lower case; the word itself where that is not plain."""
        word = typed.lower()
        if word in self._informal and not (len(typed) > 1 and typed.isupper()):
            return self._informal[word]
        named = not typed.islower() and not (first and typed[1:].islower())
        if named or len(word) < SHORTEST or not word.isascii() or self.knows(word):
            return word
        if word not in self._seen:
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str:
        """The best candidate within the distance that the length allows, else the word."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        limit = 1 if len(word) <= SHORTEST else 2
        best, best_cost = word, math.inf
        for letters in (word[0], "".join(sorted({key[0] for key in self._buckets}))):
            candidates = [
                candidate
                for letter in letters
                for length in range(len(word) - limit, len(word) + limit + 1)
                for candidate in self._buckets.get((letter, length), ())
            ]
            found = process.extract(
                word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=40
            )
            for candidate, distance, _ in found:
                if distance > 1 and not _sounds_alike(word, candidate):
                    continue
                cost = self._cost(word, candidate, int(distance))
                if cost < best_cost:
                    best, best_cost = candidate, cost
            if best != word:
                return best
        return best

    def _joined(self, word: str) -> bool:
        """Whether it may be two common words in one, as "countrywide" is."""
        cuts = range(4, len(word) - 3)
        return any(word[:cut] in self._common and word[cut:] in self._common for cut in cuts)

    def _cost(self, typed: str, candidate: str, distance: int) -> float:
        """Lower is likelier: near, used in the reports, common, same consonants, same ending."""
        cost = 2.0 * distance - 0.35 * math.log1p(self._counts.get(candidate, 0))
        cost += 0.0 if candidate in self._common else 1.0
        cost += 0.0 if typed[-1] == candidate[-1] else 0.4
        cost -= 0.8 if _consonants(typed) == _consonants(candidate) else 0.0
        cost -= 0.6 if sorted(typed) == sorted(candidate) else 0.0
        return cost


def _sounds_alike(typed: str, candidate: str) -> bool:
    """Whether two slips are plausible: a long word, or the consonants are all there."""
    return len(typed) >= 7 or _consonants(typed) == _consonants(candidate)


def _consonants(word: str) -> str:
    """The consonants of a word, doubled ones once."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouy]", "", word))
