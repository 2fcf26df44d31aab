"""Signs that the reports do or do not answer a question: numbers for the coverage model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.alignment import NAMES as ALIGNED_NAMES
from assistant.answerable import NOT_LEARNED, Answerable
from assistant.asked_for import (
    asks_for_a_figure,
    asks_for_the_present,
    count_missing,
    figure_missing,
    money_missing,
    noun_missing,
    share_missing,
)
from assistant.bearers import NAMES as BEARING_NAMES
from assistant.candidates import FEATURES as CANDIDATE_FEATURES
from assistant.candidates import Finder
from assistant.citations import YEAR, bodies
from assistant.domain import Passage
from assistant.extracting import Extract
from assistant.gazetteer import NOWHERE, Gazetteer
from assistant.keyword import words_of
from assistant.outside import Outside
from assistant.particulars import NAMES as PARTICULAR_NAMES
from assistant.premises import NAMES as PREMISE_NAMES
from assistant.premises import Premise, premise
from assistant.sources import unframed
from assistant.wording import Asks, Reading

_NATIONS = re.compile(
    r"\b(scot\w*|welsh|wales|northern ireland|northern irish|irish|ireland|swed\w+|american?|usa"
    r"|united states|france|french|german\w*|australia\w*|new zealand|canad\w+|europe\w*"
    r"|norw\w+|dutch|denmark|danish)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"\b(?:which|what|whose)(?: (?!the\b|kinds?\b|sorts?\b|types?\b)\w+){0,2}?"
    r" (?:councils?|areas?|places?|authority|authorities|county|counties|towns?|acpcs?|committees?"
    r"|city|cities|boroughs?|hospitals?|trusts?|schools?|prisons?|institutions?|yois?|forces?"
    r"|company|companies|newspapers?|websites?|software|brand)\b"
    r"|\bwhich of the (?:\w+ )?(?:areas|councils|authorities)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\bnames? of (?:the|a|one) (?:child|children|girl|boy|teacher|social worker|inspector)"
    r"|\bwho (?:was|is) the (?:governor|social worker|child|head ?teacher|director)\b",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"\b(?:england|uk|britain|nationally|nationwide|country|across wales)\b", re.IGNORECASE
)
_PUBLISHED = re.compile(r"\b(?:2002|2008)\b")
SECOND_REPORT = 2005  # the one of the series that the project does not hold
_SECOND = re.compile(r"\b2005\b|\bsecond (?:\w+ )?(?:report|review|jcir|jci|inspection)\b", re.I)
UNLIKE = "unlike what is answered"
NAMES = (
    "best chance", "mean of three", "nearest", "nearest sentence", "nearest fact",
    "nearest question", "score lead", "score lead of five", "words missing", "words in best",
    "unknown words", "unknown names", "figure missing", "count missing", "body missing",
    "share missing", "money missing", "noun missing", "present", "national figure",
    "year missing", "words not noted",
    "rarest not noted", "identity asked", "identity missing",
    "later", "other nation", "second report", "short", "follow-up", "no field words",
    "far", "far and not noted", "everyday",
    *PREMISE_NAMES, *ALIGNED_NAMES, *BEARING_NAMES, *PARTICULAR_NAMES, UNLIKE,
)  # fmt: skip
FLAGS = (
    "later", "other nation", "second report", "figure missing", "share missing", "money missing",
    "identity missing", "national figure", "year missing", "present",
    "everyday",
)  # fmt: skip
FAMILIAR = 0.6  # an everyday word in a question this near to a sentence is no sign
NEARBY = 0.5  # most questions that the reports answer are at least so near to something in them
COMPARED = 5  # sentences that the words of the question are aligned with
BEST = 3  # sentences that a missing figure or name is looked for in


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer; `values` follow `NAMES`."""

    values: tuple[float, ...]
    premise: Premise
    unknown_names: tuple[str, ...]
    later: str  # the matter or year that is later than the reports, "" where none is
    figure_missing: bool
    identity_missing: bool
    second_report: bool
    nation: str
    unknown_places: tuple[str, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether something that is asked for by name was plainly not found."""
        return flagged(self.values)

    def value(self, name: str) -> float:
        """One of the values by its name."""
        return self.values[NAMES.index(name)]


def flagged(values: Sequence[float]) -> bool:
    """Whether any of the flags is up among these values."""
    return any(values[NAMES.index(name)] for name in FLAGS)


class SignReader:
    """Reads the signs; knows the words of the corpus and what came later."""

    def __init__(
        self,
        finder: Finder,
        vocabulary: frozenset[str],
        outside: Outside,
        places: Iterable[str] = (),
        everyday: Iterable[str] = (),
        answerable: Answerable = NOT_LEARNED,
        gazetteer: Gazetteer = NOWHERE,
    ) -> None:
        self._gazetteer = gazetteer
        self._answerable = answerable
        self._everyday = re.compile("|".join(everyday) or r"(?!)", re.IGNORECASE)
        self._finder = finder
        named = "|".join(re.escape(place) for place in sorted(set(places)))
        self._places = re.compile(rf"\b(?:{named})\b" if named else r"(?!)")
        self._vocabulary = vocabulary  # stems of the reports and their annotations
        self._outside = outside

    def read(self, reading: Reading, passages: Sequence[Passage], extract: Extract) -> Signs:
        """The signs for one question and what was found for it."""
        question = reading.asked or reading.searched_for
        reading = replace(reading, searched_for=unframed(reading.searched_for))
        best = [each.piece for each in extract.scored[:BEST]]
        told = [
            " ".join(
                (p.text, p.paragraph.addressee, *p.paragraph.places, *p.paragraph.headings[1:])
            )
            for p in best
        ]
        texts = " ".join(passage.paragraph.text for passage in passages[:5])
        nowhere = self._gazetteer.unknown(reading.question)
        names = self._unknown_names(reading.question, nowhere)
        nation = _NATIONS.search(question)
        foreign = nation.group(0) if nation and not _same_nation(nation.group(0), texts) else ""
        later = self._outside.later(reading.question)
        unheld = SECOND_REPORT not in self._outside.years
        second = unheld and bool(_SECOND.search(question)) and not _SECOND.search(" ".join(told))
        assumed = premise(question, [*told, texts])
        figure = figure_missing(question, told)
        stems = self._finder.words.stems
        noted = self._finder.noted(passages[:3])
        identity = bool(_IDENTITY.search(question))
        named = any(p.paragraph.places or self._places.search(p.text) for p in best[:2])
        person = bool(_PERSON.search(question))
        counted = asks_for_a_figure(question)
        years = [year for year in YEAR.findall(question) if not _PUBLISHED.match(year)]
        chances, near, leads = _found(extract, passages)
        national = counted and _NATIONAL.search(question) is not None
        datum = figure or national or share_missing(question, told) or money_missing(question, told)
        missing = self._not_noted(reading, noted)
        question_near = self._finder.nearest_question(reading, passages[:5])
        far = max(0.0, NEARBY - max(near[0], question_near))
        values = (
            *chances,
            *near,
            question_near,
            *leads,
            *self._words(reading, extract),
            float(len(names)),
            float(figure),
            float(count_missing(question, told, stems)),
            float(reading.kind in (Asks.WHO, Asks.WHERE) and not any(bodies(t) for t in told)),
            float(share_missing(question, told)),
            float(money_missing(question, told)),
            float(noun_missing(question, noted, stems)),
            float(asks_for_the_present(question)),
            float(national),
            float(any(year not in texts for year in years)),
            *missing,
            float(identity),
            float(person or (identity and not named)),
            float(bool(later)),
            float(bool(foreign)),
            float(second),
            float(len(words_of(question)) < 4),
            float(bool(reading.context)),
            float(not reading.terms),
            far,
            far * missing[0],
            float(self._everyday.search(reading.question) is not None and near[0] < FAMILIAR),
            *assumed.values,
            *self._finder.aligned(reading, [each.piece for each in extract.scored[:COMPARED]]),
            self._answerable.odds_against(self.trace(reading, extract)),
        )
        return Signs(
            values,
            assumed,
            names,
            later,
            datum,
            person or (identity and not named),
            second,
            foreign,
            nowhere,
        )

    def trace(self, reading: Reading, extract: Extract) -> NDArray[np.float64]:
        """What the model of answerable questions looks at; see `Finder.trace`."""
        return self._finder.trace(reading, [each.piece for each in extract.scored[:COMPARED]])

    def _not_noted(self, reading: Reading, noted: frozenset[str]) -> tuple[float, float]:
        """The share, and the rarity of the rarest, of the question's words that are not held."""
        weights = {
            stem: self._finder.words.rarity(stem)
            for stem in self._finder.words.stems(reading.searched_for)
        }
        lacking = [weight for stem, weight in weights.items() if stem not in noted]
        return sum(lacking) / (sum(weights.values()) or 1.0), max(lacking, default=0.0)

    def _words(self, reading: Reading, extract: Extract) -> tuple[float, float, float]:
        """Shares of the question's words that the passages, the best paragraph, the corpus lack."""
        stems = self._finder.words.stems(reading.searched_for)
        total = sum(self._finder.words.rarity(stem) for stem in stems) or 1.0
        unknown = (
            sum(self._finder.words.rarity(s) for s in stems if s not in self._vocabulary) / total
        )
        candidates = extract.candidates
        if candidates is None or not len(candidates.pieces):
            return 1.0, 0.0, unknown
        best = float(candidates.features[:, CANDIDATE_FEATURES.index("shared paragraph")].max())
        return candidates.words_missing, best, unknown

    def _unknown_names(self, question: str, places: tuple[str, ...]) -> tuple[str, ...]:
        """Names and acronyms in the question that the corpus lacks, and these places."""
        if question == question.lower() or question == question.upper():
            return places
        others = tuple(
            name
            for name in sorted(bodies(question))
            if not set(self._finder.words.stems(name)) <= self._vocabulary
        )
        return (*(p for p in places if not any(p in name for name in others)), *others)


def _found(
    extract: Extract, passages: Sequence[Passage]
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """How likely and near the best sentences are, and how clearly the first passage leads."""
    chances = [each.score for each in extract.scored[:BEST]] or [0.0]
    scores = [passage.score for passage in passages] or [0.0]
    spread = max(scores[0] - scores[-1], 1e-6)  # scores have no fixed scale
    near = (0.0, 0.0, 0.0)
    if extract.candidates is not None and len(extract.candidates.pieces):
        columns = extract.candidates.features
        near = (
            extract.candidates.nearest,
            float(columns[:, CANDIDATE_FEATURES.index("sentence")].max()),
            float(columns[:, CANDIDATE_FEATURES.index("fact")].max()),
        )
    leads = (
        (scores[0] - scores[min(1, len(scores) - 1)]) / spread,
        (scores[0] - scores[min(4, len(scores) - 1)]) / spread,
    )
    return (chances[0], float(np.mean(chances))), near, leads


def _same_nation(named: str, texts: str) -> bool:
    """Whether the texts speak of this nation, in any form of its name."""
    forms = {"wel": "wal", "iri": "ire", "fre": "fra", "dut": "net", "dan": "den"}
    start = named.lower().split()[-1][:3]
    return re.search(rf"\b(?:{start}|{forms.get(start, start)})", texts, re.IGNORECASE) is not None
