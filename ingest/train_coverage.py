"""Calibration of the coverage model: `python -m ingest.train_coverage` prints both error rates."""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answerable import Answerable, answerable_from_json, answerable_to_json
from assistant.covering import COVERAGE_FILE, Logistic, build_reader
from assistant.extracting import Extractor, build_extractor
from assistant.settings import read_settings
from assistant.shipped import accept_made
from assistant.signs import NAMES, UNLIKE, SignReader, flagged
from assistant.targets import parse_or_leave, will_write, written_at
from ingest.logistic import fit_logistic
from ingest.train_examples import (
    Example,
    Workbench,
    held_questions,
    make_examples,
    open_workbench,
    tuning_questions,
    unnoted_examples,
    without_annotations,
)
from ingest.train_sentences import cross_fitted

FALSE_REFUSALS = 0.03  # of answerable questions, cross-validated, without a flag
FALSE_FLAGGED = 0.007  # the same with a flag; the limit for both together is 0.04
PARTLY = 0.25  # a flagged question less likely uncovered than this is answered with a notice
FOLDS, INNER = 8, 5
STIFF = 0.002  # of the model on question and traces: 1,920 weights from 2,500 questions
RIDGE = 0.1  # weight of the errors against the penalty, scikit-learn's C
NEARER = frozenset(
    {
        "best chance", "mean of three", "nearest", "nearest sentence", "nearest fact",
        "nearest question", "aligned with best", "aligned with all", "least aligned",
    }
)  # fmt: skip
JUDGED = ("near-domain", "false-premise", "off-topic", "later-law", "other-nation", "nonsense")
STRANGE = ("nearest", "nearest sentence", "words missing", "unknown words", "no field words")
Matrix = NDArray[np.float64]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judged:
    """The signs of one question and whether the reports leave it unanswered."""

    example: Example
    signs: tuple[float, ...]
    missing: bool
    vector: NDArray[np.float64]  # of the question, and its traces


def judged(
    examples: Sequence[Example],
    extractors: Mapping[str, Extractor],
    reader: SignReader,
) -> list[Judged]:
    """The signs of each example that the coverage model decides."""
    found: list[Judged] = []
    for example in examples:
        question = example.question
        if question.answerable or question.why in JUDGED:
            own = extractors[question.id]
            extract = own.choose(example.reading, example.candidates, own.score(example.candidates))
            signs = reader.read(example.reading, example.passages, extract)
            vector = reader.trace(example.reading, extract)
            found.append(Judged(example, signs.values, not question.answerable, vector))
    return found


def fit(lines: Sequence[Judged], names: Sequence[str], target: NDArray[np.bool_]) -> Logistic:
    """A logistic model on these signs, its weights in the signs' own units.

    A sign of `NEARER` may only speak for an answer: writers of unanswerable questions stay closer
    to the words of a paragraph than readers do, which must not be learned as a sign against one.
    """
    columns = [NAMES.index(name) for name in names]
    values: Matrix = np.array([line.signs for line in lines])[:, columns]
    weights, bias = fit_logistic(values, target, [name in NEARER for name in names], RIDGE)
    return Logistic(dict(zip(names, weights.tolist(), strict=True)), bias, 0.5)


@dataclass(frozen=True)
class Models:
    """The two models that together judge whether something is missing."""

    answerable: Answerable
    missing: Logistic


def fit_answerable(lines: Sequence[Judged]) -> Answerable:
    """The linear model on the vectors and traces of the questions."""
    from sklearn.linear_model import LogisticRegression

    values = np.array([line.vector for line in lines], np.float64)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    model: Any = LogisticRegression(C=STIFF, max_iter=2000)
    model.fit((values - mean) / scale, np.array([line.missing for line in lines]))
    weights = model.coef_[0] / scale
    bias = float(model.intercept_[0] - (weights * mean).sum())
    return answerable_from_json(answerable_to_json(Answerable(tuple(weights.tolist()), bias)))


def told(answerable: Answerable, lines: Sequence[Judged]) -> list[Judged]:
    """The lines with what this model says of their questions."""
    return [
        replace(line, signs=(*line.signs[:-1], answerable.odds_against(line.vector)))
        for line in lines
    ]


def fit_models(lines: Sequence[Judged]) -> Models:
    """Both models; the second learns from what the first says of questions it has not seen."""
    unseen: list[Judged] = list(lines)
    for rest, apart in split(len(lines), INNER):
        model = fit_answerable([lines[at] for at in rest])
        for at, line in zip(apart, told(model, [lines[at] for at in apart]), strict=True):
            unseen[at] = line
    missing = fit(unseen, NAMES, np.array([line.missing for line in unseen]))
    return Models(fit_answerable(lines), missing)


def split(count: int, folds: int) -> Iterator[tuple[list[int], list[int]]]:
    """For each fold the places that stay and those that are kept apart."""
    fold = np.random.default_rng(0).permutation(count) % folds
    for each in range(folds):
        yield np.flatnonzero(fold != each).tolist(), np.flatnonzero(fold == each).tolist()


def chances(models: Models, lines: Sequence[Judged]) -> Matrix:
    """The chance for each line that the reports do not answer it."""
    known = told(models.answerable, lines)
    return np.array([models.missing.chance_of(line.signs) for line in known])


def cross_validated(lines: Sequence[Judged]) -> Matrix:
    """For each line the chance from models that have not seen it."""
    found = np.zeros(len(lines))
    for rest, apart in split(len(lines), FOLDS):
        models = fit_models([lines[at] for at in rest])
        found[apart] = chances(models, [lines[at] for at in apart])
    return found


def threshold(lines: Sequence[Judged], found: Matrix, share: float, *, flags: bool) -> float:
    """The lowest chance to refuse from, with or without a flag, at this share of all answerable."""
    pairs = [(c, line) for c, line in zip(found, lines, strict=True) if not line.missing]
    those = sorted((c for c, line in pairs if flagged(line.signs) is flags), reverse=True)
    allowed = int(len(pairs) * share)
    return float(those[allowed] + 1e-6) if allowed < len(those) else 0.0


def errors(lines: Sequence[Judged], found: Matrix, limits: tuple[float, float]) -> str:
    """False refusals, and the share refused of each kind that should be."""
    kinds: dict[str, list[bool]] = {}
    for line, chance in zip(lines, found, strict=True):
        kind = line.example.question.why if line.missing else "false refusals"
        limit = limits[1] if flagged(line.signs) else limits[0]
        kinds.setdefault(kind, []).append(bool(chance >= limit))
    return ", ".join(
        f"{kind} {np.mean(refused):.3f} of {len(refused)}"
        for kind, refused in sorted(kinds.items())
    )


def main() -> None:
    """Fit, calibrate and write the models; both error rates go to the log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder of the model (default: data/models)")
    will_write(parser, written_at("out"))
    arguments = parse_or_leave(parser)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = read_settings(os.environ)
    bench = open_workbench(settings)
    extractor = build_extractor(bench.corpus, bench.finder, settings.data_dir)
    tuning = make_examples(bench, tuning_questions(settings))
    held = make_examples(bench, held_questions(settings))
    folder: Path = arguments.out or settings.data_dir / "models"
    known, unnoted = unnoted_examples(bench, settings)
    plain = without_annotations(bench, settings)
    examples = Examples(
        tuning, held, unnoted, known, make_examples(plain, tuning_questions(settings)), plain
    )
    calibrate(bench, extractor, examples, folder, settings.data_dir)


@dataclass(frozen=True)
class Examples:
    """The questions to learn from, those only reported, and annotated ones nobody has noted."""

    tuning: Sequence[Example]
    held: Sequence[Example]
    unnoted: Sequence[Example]
    known: Workbench  # the parts that do not know the last
    plain: Sequence[Example]  # the questions to learn from, asked of the reports' text alone
    bare: Workbench  # the parts that know no annotations


def calibrate(
    bench: Workbench, extractor: Extractor, examples: Examples, folder: Path, data_dir: Path
) -> None:
    """Fit on the tuning questions, set the threshold by cross-validation, report on the held."""
    tuning, held, unnoted, known = (
        examples.tuning, examples.held, examples.unnoted, examples.known,
    )  # fmt: skip
    reader = build_reader(bench.corpus, bench.finder, data_dir)
    answerable = [example for example in tuning if example.question.answerable]
    facts = [example for example in unnoted if example.labels.any()]
    fitted = cross_fitted([*answerable, *facts])
    by_id = {
        each.question.id: replace(extractor, trees=fitted.get(each.question.id, extractor.trees))
        for each in (*tuning, *unnoted)
    }
    lines = judged(tuning, by_id, reader)
    known_reader = build_reader(known.corpus, known.finder, data_dir)
    count, lines = len(lines), [*lines, *judged(unnoted, by_id, known_reader)]
    found = cross_validated(lines)
    asked, chance = lines[:count], found[:count]
    limit = threshold(asked, chance, FALSE_REFUSALS, flags=False)
    lower = threshold(asked, chance, FALSE_FLAGGED, flags=True)
    limits = (limit, min(limit, max(lower, PARTLY)))
    log.info("refused from %.3f, flagged from %.3f", *limits)
    log.info("cross-validated: %s", errors(asked, chance, limits))
    log.info("annotation questions: %s", errors(lines[count:], found[count:], limits))
    models = fit_models(lines)
    missing = replace(models.missing, threshold=limits[0], flagged=limits[1])
    lines = lines[:count]
    refused = [line for line in lines if line.missing]
    off = np.array([line.example.question.why in ("off-topic", "nonsense") for line in refused])
    strange = fit(refused, STRANGE, off)
    everyone = {example.question.id: extractor for example in held}
    rest = judged(held, everyone, reader)
    log.info("held out: %s", errors(rest, chances(models, rest), limits))
    written = {
        "missing": _to_json(missing),
        "plain": _to_json(calibrated_plain(examples, by_id, data_dir)),
        "strange": _to_json(strange),
        "answerable": answerable_to_json(models.answerable),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COVERAGE_FILE).write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    accept_made(folder / COVERAGE_FILE)


def calibrated_plain(
    examples: Examples, extractors: Mapping[str, Extractor], data_dir: Path
) -> Logistic:
    """The model for paragraphs without annotations, as in a report that the user has added.

    It does not look at the question alone, whose subject would be held against it.
    """
    bare = examples.bare
    reader = build_reader(bare.corpus, bare.finder, data_dir)
    lines = judged(examples.plain, extractors, reader)
    names = [name for name in NAMES if name != UNLIKE]
    found = np.zeros(len(lines))
    for rest, apart in split(len(lines), FOLDS):
        model = fit([lines[a] for a in rest], names, _missing([lines[a] for a in rest]))
        found[apart] = [model.chance_of(lines[at].signs) for at in apart]
    limit = threshold(lines, found, FALSE_REFUSALS, flags=False)
    lower = threshold(lines, found, FALSE_FLAGGED, flags=True)
    limits = (limit, min(limit, max(lower, PARTLY)))
    log.info("text alone, cross-validated: %s", errors(lines, found, limits))
    return replace(fit(lines, names, _missing(lines)), threshold=limits[0], flagged=limits[1])


def _missing(lines: Sequence[Judged]) -> NDArray[np.bool_]:
    """Whether each question is left unanswered."""
    return np.array([line.missing for line in lines])


def _to_json(model: Logistic) -> dict[str, Any]:
    """The model as plain numbers."""
    return {
        "weights": {name: float(f"{weight:.6g}") for name, weight in model.weights.items()},
        "bias": float(f"{model.bias:.6g}"),
        "threshold": float(f"{model.threshold:.6g}"),
        "flagged": float(f"{min(model.flagged, model.threshold):.6g}"),
    }


if __name__ == "__main__":
    main()
