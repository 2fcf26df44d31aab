"""Whether the reports answer a question, by a calibrated model; the wording of each refusal."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answerable import NOT_LEARNED, Answerable, answerable_from_json
from assistant.candidates import Finder
from assistant.conversation import topic
from assistant.corpus import Corpus
from assistant.domain import Outcome, Passage, Statement
from assistant.enumerating import enumerated
from assistant.errors import ModelUnavailable
from assistant.extracting import Extract
from assistant.gazetteer import build_gazetteer
from assistant.keyword import words_of
from assistant.outside import outside_of, read_everyday, read_later
from assistant.signs import NAMES, SignReader, Signs
from assistant.word_weights import searched_words
from assistant.wording import Asks, Reading

COVERAGE_FILE = "coverage.json"
LATER_FILE = "later.toml"
EVERYDAY_FILE = "everyday.toml"
BROWSED = 3  # headings offered on a refusal
BARE = 5  # words of a question that may be one topic and nothing more
ELSEWHERE = 0.5  # where the question names a place that the reports do not: as likely as not
SHOWN = 2  # sentences shown beside a premise that is not confirmed


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether and how to answer; on a refusal the statements replace the answer's."""

    outcome: Outcome
    why: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    notices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Logistic:
    """A logistic model on named signs: plain numbers, trained by `ingest.train_coverage`."""

    weights: Mapping[str, float]
    bias: float
    threshold: float
    flagged: float = 1.0  # the lower threshold where a flag is up

    def limit(self, signs: Signs) -> float:
        """The threshold that these signs call for."""
        limit = self.flagged if signs.flagged else self.threshold
        return min(limit, ELSEWHERE) if signs.unknown_places else limit

    def chance(self, signs: Signs) -> float:
        """The chance between 0 and 1."""
        return self.chance_of(signs.values)

    def chance_of(self, values: Sequence[float]) -> float:
        """The same from the values alone, in the order of `signs.NAMES`."""
        odds = self.bias + sum(
            weight * values[NAMES.index(name)] for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@dataclass(frozen=True)
class Coverage:
    """Judges whether what was found answers the question."""

    corpus: Corpus
    reader: SignReader
    missing: Logistic  # the chance that the reports do not answer
    plain: Logistic  # the same where what was found has no annotations
    strange: Logistic  # the chance that such a question is about something else altogether
    browsed: int = field(default=BROWSED)

    def judge(self, reading: Reading, passages: Sequence[Passage], extract: Extract) -> Verdict:
        """Answered, with notices for what is not covered; or the worded refusal."""
        signs = self.reader.read(reading, passages, extract)
        missing = self._model(extract)
        chance = missing.chance(signs)
        limit = missing.limit(signs)
        why = (
            f"Estimated chance that the reports do not answer this: {chance:.2f} "
            f"(refused from {limit:.2f}).",
        )
        bare = bare_topic(reading, passages) and not signs.flagged
        if extract.statements and (bare or chance < limit):
            notices = (*extract.notices, *partly(signs))
            return Verdict(Outcome.ANSWERED, why, notices=notices)
        headings, reports = self._headings(passages), spoken_reports(self.corpus)
        strange = self.strange.chance(signs) >= self.strange.threshold
        somewhere = bool(signs.later or signs.unknown_places)
        if (strange and not somewhere) or (signs.value("everyday") and not signs.later):
            said = Statement(OFF_TOPIC.format(reports=reports))
            return Verdict(Outcome.OFF_TOPIC, why, (said,), suggestions=STARTERS)
        statements = (Statement(refusal(signs, reports)), *self._instead(signs, extract))
        return Verdict(Outcome.NOT_COVERED, why, statements, suggestions=headings)

    def _model(self, extract: Extract) -> Logistic:
        """The model that fits what was found: a report of the user's own has no annotations."""
        best = extract.scored[0].piece.paragraph.id if extract.scored else ""
        noted = not best or best in self.corpus.annotations or best in self.corpus.facts
        return self.missing if noted else self.plain

    def _headings(self, passages: Sequence[Passage]) -> tuple[str, ...]:
        """The nearest places to browse, each once, with the paragraph to begin at."""
        found: dict[str, str] = {}
        for passage in passages:
            paragraph = passage.paragraph
            heading = " › ".join(paragraph.headings[:1] + paragraph.headings[1:][-1:])
            found.setdefault(heading, f"{heading}: {self.corpus.cite(paragraph)}")
        return tuple(found.values())[: self.browsed]

    def _instead(self, signs: Signs, extract: Extract) -> tuple[Statement, ...]:
        """What the reports do say on the matter of a premise that they do not confirm."""
        if not signs.premise.supposes or not extract.citations:
            return ()
        said = [
            Statement(f"“{citation.quote}” ({self.corpus.cite(citation.paragraph)})")
            for citation in extract.citations[:SHOWN]
        ]
        return (Statement("What they do say on the matter:"), *said)


def bare_topic(reading: Reading, passages: Sequence[Passage]) -> bool:
    """Whether a short question is no more than one word that the paragraphs found use.

    "thresholds" asks for what is said of them, so whatever is found is the answer.
    """
    words = topic(reading.question)
    sought = reading.kind in (Asks.OTHER, Asks.DEFINITION, Asks.LIST) and not reading.context
    if len(words) != 1 or not sought or len(reading.question.split()) > BARE:
        return False
    texts = " ".join(passage.paragraph.text for passage in passages[:3])
    return words <= set(words_of(texts))


OFF_TOPIC = (
    "This is not a question about the reports held here. They are about how agencies "
    "safeguarded children: {reports}. Ask about a finding, a recommendation or an agency, or "
    "begin with one of the suggestions."
)
STARTERS = (
    "What did the inspectors find about thresholds for referrals to social services?",
    "What was recommended on checks of staff who work with children?",
    "How did private fostering change between 2002 and 2008?",
)


def spoken_reports(corpus: Corpus) -> str:
    """The reports held, as a sentence names them: "the reports of October 2002 and July 2008"."""
    dates = [report.date for report in sorted(corpus.reports, key=lambda each: each.published)]
    return f"the report{'s' if dates[1:] else ''} of {enumerated(dates)}"


def refusal(signs: Signs, reports: str) -> str:
    """The sentence that says what the reports (as `spoken_reports` has them) do not cover."""
    if signs.premise.supposes and not signs.later:
        return (
            "Nothing was found in the reports that says what this question takes for granted, so "
            "it cannot be answered from them as it is put."
        )
    if signs.later:
        return (
            f"The reports do not cover this: {signs.later} is later than {reports}. Look in "
            "current statutory guidance."
        )
    if signs.second_report:
        return (
            "The second report of the series (2005) is not held here; only what "
            f"{reports} say can be answered."
        )
    if signs.nation:
        return f"The reports are about England; they do not cover {signs.nation}."
    if signs.unknown_places:
        names = " and ".join(signs.unknown_places[:2])
        are = "are" if len(signs.unknown_places) > 1 else "is"
        return f"The reports do not cover this; {names} {are} not mentioned in them."
    if signs.figure_missing:
        return "No such figure was found in the reports."
    if signs.identity_missing:
        return "The reports do not seem to name the one that is asked for."
    if signs.unknown_names:
        names = ", ".join(signs.unknown_names[:3])
        return f"The reports do not cover this; {names} is not mentioned in them."
    return "The reports do not answer this. The nearest parts to read are suggested below."


def partly(signs: Signs) -> tuple[str, ...]:
    """Notices that name the part of an answered question that is not covered."""
    notices: list[str] = []
    if signs.later:
        notices.append(f"Not covered: {signs.later}, which is later than the reports.")
    if signs.second_report:
        notices.append("Not covered: the second report of the series (2005) is not held here.")
    if signs.nation:
        notices.append(f"Not covered: the reports are about England, not {signs.nation}.")
    if signs.figure_missing:
        notices.append(
            "Not covered: no figure was found for this; the words nearest to it are shown."
        )
    if signs.identity_missing:
        notices.append("Not covered: the reports do not name the place or person asked for.")
    unknown = [name for name in signs.unknown_names if name != signs.nation]
    if unknown and not signs.later:
        names = ", ".join(unknown[:3])
        notices.append(f"Not covered: the reports do not mention {names}.")
    return tuple(notices)


def exact_verdict(extract: Extract) -> Verdict:
    """Answered, or refused with the notice that says what the reports do not have."""
    if extract.statements:
        return Verdict(Outcome.ANSWERED)
    return Verdict(Outcome.NOT_COVERED, statements=tuple(map(Statement, extract.notices)))


def logistic_from_json(held: Mapping[str, Any]) -> Logistic:
    """A model as written by its training; ValueError where it uses signs that do not exist."""
    weights = {str(name): float(weight) for name, weight in held["weights"].items()}
    if not set(weights) <= set(NAMES):
        raise ValueError(f"unknown signs {sorted(set(weights) - set(NAMES))}")
    limits = float(held["threshold"]), float(held["flagged"])
    return Logistic(weights, float(held["bias"]), *limits)


def vocabulary(corpus: Corpus, finder: Finder) -> frozenset[str]:
    """The stems of everything that is searched: texts, headings, annotations."""
    found: set[str] = set()
    for paragraph in corpus.paragraphs:
        found.update(finder.words.stems(searched_words(corpus, paragraph)))
    return frozenset(found)


def build_coverage(corpus: Corpus, finder: Finder, data_dir: Path) -> Coverage:
    """The judge with its calibrated models; ModelUnavailable where these cannot be used."""
    path = data_dir / "models" / COVERAGE_FILE
    try:
        held = json.loads(path.read_text("utf-8"))
        missing, strange = logistic_from_json(held["missing"]), logistic_from_json(held["strange"])
        plain = logistic_from_json(held["plain"])
        answerable = answerable_from_json(held["answerable"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(
            f"Cannot read the coverage model {path}: {error}. Run: python -m ingest.train_coverage"
        ) from error
    reader = build_reader(corpus, finder, data_dir, answerable)
    return Coverage(corpus, reader, missing, plain, strange)


def build_reader(
    corpus: Corpus, finder: Finder, data_dir: Path, answerable: Answerable = NOT_LEARNED
) -> SignReader:
    """The reader of signs with the words and places of the corpus."""
    places = [place for paragraph in corpus.paragraphs for place in paragraph.places]
    outside = outside_of(read_later(data_dir / LATER_FILE), corpus)
    everyday = read_everyday(data_dir / EVERYDAY_FILE)
    return SignReader(
        finder,
        vocabulary(corpus, finder),
        outside,
        places,
        everyday,
        answerable,
        build_gazetteer(corpus, data_dir / "lexicon"),
    )
