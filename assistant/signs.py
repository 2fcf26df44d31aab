"""Signs that the reports do or do not answer a question: numbers for the coverage model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.candidates import FEATURES as CANDIDATE_FEATURES
from assistant.candidates import Finder
from assistant.citations import bodies, numbers
from assistant.domain import Passage
from assistant.errors import CorpusError
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.premises import NAMES as PREMISE_NAMES
from assistant.premises import Premise, premise
from assistant.wording import Asks, Reading

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NATIONS = re.compile(
    r"\b(scot\w*|welsh|wales|northern ireland|northern irish|irish|ireland|swed\w+|american?|usa?"
    r"|united states|france|french|german\w*|australia\w*|new zealand|canad\w+|europe\w*"
    r"|norw\w+|dutch|denmark|danish)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"\b(?:which|what|name(?:s)? of|who)\b(?:(?!\bthe\b).){0,30}?\b(?:councils?|areas?"
    r"|authorit\w+|trusts?|schools?|hospitals?|prisons?|institutions?|yois?|forces?|boroughs?|count(?:y|ies)|inspectors?"
    r"|governors?|compan(?:y|ies)|newspapers?|websites?|software|brands?|child|children|girl|boy"
    r"|social worker)\b",
    re.IGNORECASE,
)
_SECOND = re.compile(r"\b2005\b|\bsecond (?:\w+ )?(?:report|review|jcir|jci|inspection)\b", re.I)
_FIGURE_ASKED = re.compile(
    r"\bhow (?:many|much|meny|old)\b|\b(?:percentage|per ?cent|proportion|number|ratio|rate|budget"
    r"|cost|salary|price|amount|timescales?|phone number)\b",
    re.IGNORECASE,
)
NAMES = (
    "best chance", "mean of three", "nearest", "nearest sentence", "nearest fact",
    "score lead", "score lead of five", "words missing", "words in best", "unknown words",
    "unknown names", "figure missing", "body missing", "identity asked", "identity missing",
    "later", "other nation", "second report", "short", "follow-up", "no field words",
    *PREMISE_NAMES,
)  # fmt: skip
BEST = 3  # sentences that a missing figure or name is looked for in


@dataclass(frozen=True, slots=True)
class Later:
    """A matter that began after the reports."""

    name: str
    since: str
    words: tuple[str, ...]

    def asked(self, question: str) -> bool:
        """Whether a question names it."""
        return any(re.search(word, question, re.IGNORECASE) for word in self.words)


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

    def value(self, name: str) -> float:
        """One of the values by its name."""
        return self.values[NAMES.index(name)]


class SignReader:
    """Reads the signs; knows the words of the corpus and what came later."""

    def __init__(self, finder: Finder, vocabulary: frozenset[str], later: Sequence[Later]) -> None:
        self._finder = finder
        self._vocabulary = vocabulary  # stems of the reports and their annotations
        self._later = tuple(later)

    def read(self, reading: Reading, passages: Sequence[Passage], extract: Extract) -> Signs:
        """The signs for one question and what was found for it."""
        question = reading.asked or reading.searched_for
        best = [each.piece for each in extract.scored[:BEST]]
        told = [
            " ".join(
                (p.text, p.paragraph.addressee, *p.paragraph.places, *p.paragraph.headings[1:])
            )
            for p in best
        ]
        texts = " ".join(passage.paragraph.text for passage in passages[:5])
        names = self._unknown_names(reading.question)
        nation = _NATIONS.search(question)
        foreign = nation.group(0) if nation and nation.group(0).lower() not in texts.lower() else ""
        later = self._later_matter(reading.question)
        second = bool(_SECOND.search(question)) and not _SECOND.search(" ".join(told))
        assumed = premise(question, [*told, texts])
        figure = bool(_FIGURE_ASKED.search(question)) and not any(numbers(p.text) for p in best)
        identity = bool(_IDENTITY.search(question))
        named = any(p.paragraph.places or _names(p.text) for p in best)
        values = (
            *_found(extract, passages),
            *self._words(reading, extract),
            float(len(names)),
            float(figure),
            float(reading.kind in (Asks.WHO, Asks.WHERE) and not any(bodies(t) for t in told)),
            float(identity),
            float(identity and not named),
            float(bool(later)),
            float(bool(foreign)),
            float(second),
            float(len(words_of(question)) < 4),
            float(bool(reading.context)),
            float(not reading.terms),
            *assumed.values,
        )
        return Signs(values, assumed, names, later, figure, identity and not named, second, foreign)

    def _words(self, reading: Reading, extract: Extract) -> tuple[float, float, float]:
        """Shares of the question's words that the passages, the best paragraph, the corpus lack."""
        stems = self._finder.stems(reading.searched_for)
        total = sum(self._finder.rarity(stem) for stem in stems) or 1.0
        unknown = sum(self._finder.rarity(s) for s in stems if s not in self._vocabulary) / total
        candidates = extract.candidates
        if candidates is None or not len(candidates.pieces):
            return 1.0, 0.0, unknown
        best = float(candidates.features[:, CANDIDATE_FEATURES.index("shared paragraph")].max())
        return candidates.words_missing, best, unknown

    def _unknown_names(self, question: str) -> tuple[str, ...]:
        """Names and acronyms in the question that stand nowhere in the corpus."""
        if question == question.lower() or question == question.upper():
            return ()
        return tuple(
            name
            for name in sorted(bodies(question))
            if not set(self._finder.stems(name)) <= self._vocabulary
        )

    def _later_matter(self, question: str) -> str:
        """The first matter or year in the question that is later than the reports."""
        found = next((each for each in self._later if each.asked(question)), None)
        if found is not None:
            return f"{found.name} ({found.since})"
        years = [year for year in _YEAR.findall(question) if int(year) > 2008]
        return years[0] if years else ""


def _found(extract: Extract, passages: Sequence[Passage]) -> tuple[float, ...]:
    """How good the best sentences are and how clearly the first passage leads."""
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
    return (
        chances[0],
        float(np.mean(chances)),
        *near,
        (scores[0] - scores[min(1, len(scores) - 1)]) / spread,
        (scores[0] - scores[min(4, len(scores) - 1)]) / spread,
    )


def _names(text: str) -> tuple[str, ...]:
    """The named places or persons of a text: capitalised words that are no acronym or title."""
    return tuple(
        word
        for word in bodies(text)
        if word != word.upper() and not word.endswith("s") and word not in _COMMON_NAMES
    )


_COMMON_NAMES = frozenset(
    {
        "Area", "Child", "Protection", "Committee", "Social", "Service", "Crown", "Prosecution",
        "Young", "Offender", "Offending", "Team", "Home", "Office", "Department", "Health",
        "Criminal", "Record", "Bureau", "Act", "National", "Local", "Safeguarding", "Board",
        "Government", "Chapter", "Appendix", "Standard", "Police", "Probation", "Court", "Order",
        "Chief", "Executive", "Director", "Education", "Authority", "Commission", "Improvement",
        "Family", "Support", "Advisory", "Framework", "Assessment", "Need", "Working", "Together",
        "Primary", "Care", "Trust", "Prison", "Inspectorate", "Youth", "Justice", "Direct",
    }
)  # fmt: skip


def read_later(path: Path) -> tuple[Later, ...]:
    """The matters of `data/later.toml`; CorpusError where it cannot be read."""
    try:
        held = tomllib.loads(path.read_text("utf-8"))["matter"]
        return tuple(Later(e["name"], e["since"], tuple(e["words"])) for e in held)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"Cannot read the list of later matters {path}: {error}.") from error
