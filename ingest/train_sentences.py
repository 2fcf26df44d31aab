"""Training of the sentence scorer and of the answer budgets: `python -m ingest.train_sentences`."""

from __future__ import annotations

import argparse
import itertools
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.budgets import BUDGET_FILE, Budgets, budgets_to_json
from assistant.candidates import FEATURES
from assistant.extracting import Extract, Extractor
from assistant.restatements import RESTATEMENTS_FILE, read_restatements
from assistant.selecting import Budget
from assistant.sentence_scoring import SCORER_FILE, Trees
from assistant.settings import read_settings
from assistant.shipped import accept_made
from assistant.targets import parse_or_leave, will_write, written_at
from evals.measures import (
    citation_hit,
    citation_precision,
    citation_recall,
    key_fact_recall,
    percentile,
    words,
)
from ingest.train_examples import (
    MIXED,
    Example,
    Workbench,
    held_questions,
    make_examples,
    open_workbench,
    tuning_questions,
    unnoted_examples,
)
from ingest.train_trees import fit, trees_to_json

FOLDS = 5
MEDIAN_WORDS = 77  # leaves three words of the limit of 80 to the unseen set
GRID: Mapping[str, tuple[float, ...]] = {
    "words": (90, 105),
    "share": (0.05, 0.1),
    "other_share": (0.12, 0.16, 0.22),
    "paragraphs": (2, 3),
    "whole": (0, 45, 60, 75),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Score:
    """Means over questions of what the issue asks of answers."""

    facts: float
    median_words: float
    hit: float
    precision: float
    recall: float

    def __str__(self) -> str:
        """One line for the log."""
        return (
            f"key facts {self.facts:.3f} at {self.median_words:.0f} words, citation hit "
            f"{self.hit:.3f}, precision {self.precision:.3f}, recall {self.recall:.3f}"
        )

    @property
    def balance(self) -> float:
        """What the sides of comparisons are chosen by, of whatever length."""
        return 2 * self.facts + self.precision + self.recall

    @property
    def worth(self) -> float:
        """What the budgets are chosen by: key facts, and each target that is missed."""
        missed = max(0.0, self.median_words - MEDIAN_WORDS) / 10
        missed += 2 * max(0.0, 0.78 - self.precision) + max(0.0, 0.94 - self.hit)
        return self.facts - missed


def train_trees(examples: Sequence[Example]) -> Trees:
    """Trees fitted to these examples."""
    rows = [example.candidates.features for example in examples]
    labels = [example.labels for example in examples]
    groups = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return fit(np.vstack(rows), np.concatenate(labels), groups)


def folds(examples: Sequence[Example]) -> list[int]:
    """A fold per example; those that share a gold paragraph share the fold."""
    of_paragraph: dict[str, int] = {}
    found: list[int] = []
    for example in examples:
        ids = sorted(paragraph_id for group in example.groups for paragraph_id in group)
        known = [of_paragraph[each] for each in ids if each in of_paragraph]
        fold = known[0] if known else len(of_paragraph) % FOLDS
        of_paragraph.update(dict.fromkeys(ids, fold))
        found.append(fold)
    return found


def cross_fitted(examples: Sequence[Example]) -> dict[str, Trees]:
    """For each question trees that have not seen it, nor any of its gold paragraphs."""
    by_fold = folds(examples)
    fitted = {
        fold: train_trees([e for e, f in zip(examples, by_fold, strict=True) if f != fold])
        for fold in sorted(set(by_fold))
    }
    return {e.question.id: fitted[f] for e, f in zip(examples, by_fold, strict=True)}


def extract_all(examples: Sequence[Example], extractors: Mapping[str, Extractor]) -> list[Extract]:
    """The extract of each example by its own extractor."""
    return [
        own.choose(e.reading, e.candidates, own.score(e.candidates))
        for e in examples
        for own in (extractors[e.question.id],)
    ]


def score(examples: Sequence[Example], extracts: Sequence[Extract]) -> Score:
    """The measures of `evals` over answerable questions."""
    lines: list[tuple[float, float, float, float]] = []
    counts: list[float] = []
    for example, extract in zip(examples, extracts, strict=True):
        said = "\n".join([extract.lead, *(each.text for each in extract.statements)])
        cited = [citation.paragraph.id for citation in extract.citations]
        counts.append(words(said))
        lines.append(
            (
                key_fact_recall(said, example.question.key_facts),
                citation_hit(cited, example.groups),
                citation_precision(cited, example.groups),
                citation_recall(cited, example.groups),
            )
        )
    facts, hit, precision, recall = np.mean(lines, axis=0).tolist()
    return Score(facts, percentile(counts, 0.5), hit, precision, recall)


def _budget(chosen: Mapping[str, float]) -> Budget:
    """One budget of the grid."""
    return Budget(
        words=int(chosen["words"]),
        list_words=140,
        share=chosen["share"],
        other_share=chosen["other_share"],
        paragraphs=int(chosen["paragraphs"]),
        pieces=5,
        whole=int(chosen["whole"]),
    )


def tune_budgets(
    examples: Sequence[Example], extractors: Mapping[str, Extractor], start: Budgets
) -> Budgets:
    """The best budget of the grid for single answers, then for a side of a comparison."""
    single = [e for e in examples if not e.reading.compares]
    sides = [e for e in examples if e.reading.compares]

    scored = {e.question.id: extractors[e.question.id].score(e.candidates) for e in examples}

    def made(chosen: Sequence[Example], budgets: Budgets) -> Score:
        extracts = [
            replace(extractors[e.question.id], budgets=budgets).choose(
                e.reading, e.candidates, scored[e.question.id]
            )
            for e in chosen
        ]
        return score(chosen, extracts)

    grid = [dict(zip(GRID, values, strict=True)) for values in itertools.product(*GRID.values())]
    answers = [replace(start, answer=_budget(each)) for each in grid]
    best = max(answers, key=lambda budgets: made(single, budgets).worth)
    if not sides:
        return best
    tried = [
        replace(best, side=Budget(words=size, list_words=90, share=0.1, pieces=4, paragraphs=count))
        for size in (35, 50, 65)
        for count in (1, 2)
    ]
    return max(tried, key=lambda budgets: made(sides, budgets).balance)


def main() -> None:
    """Train, tune, write the models and log the figures, cross-fitted and on what was held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder of the models (default: data/models)")
    will_write(parser, written_at("out"))
    arguments = parse_or_leave(parser)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    settings = read_settings(os.environ)
    folder: Path = arguments.out or settings.data_dir / "models"
    bench = open_workbench(settings)
    tuning = make_examples(bench, [q for q in tuning_questions(settings, MIXED) if q.answerable])
    held = make_examples(bench, [q for q in held_questions(settings, MIXED) if q.answerable])
    _, unnoted = unnoted_examples(bench, settings)
    facts = [example for example in unnoted if example.labels.any()]
    train(bench, tuning, held, facts, folder, settings.data_dir)


def train(
    bench: Workbench,
    tuning: Sequence[Example],
    held: Sequence[Example],
    facts: Sequence[Example],
    folder: Path,
    data_dir: Path,
) -> None:
    """Fit, tune and write; the figures go to the log."""
    known = read_restatements(data_dir / RESTATEMENTS_FILE)
    fitted = cross_fitted([*tuning, *facts])
    base = Extractor(bench.corpus, bench.finder, next(iter(fitted.values())), Budgets(), known)
    asked = [example.question.id for example in tuning]
    unseen = {key: replace(base, trees=fitted[key]) for key in asked}
    budgets = tune_budgets(tuning, unseen, Budgets())
    unseen = {key: replace(each, budgets=budgets) for key, each in unseen.items()}
    log.info("tuning questions, cross-fitted: %s", score(tuning, extract_all(tuning, unseen)))
    trees = train_trees([*tuning, *facts])
    final = replace(base, trees=trees, budgets=budgets)
    everyone = {example.question.id: final for example in held}
    log.info("held-out questions: %s", score(held, extract_all(held, everyone)))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SCORER_FILE).write_text(trees_to_json(trees, FEATURES), "utf-8")
    (folder / BUDGET_FILE).write_text(budgets_to_json(budgets) + "\n", "utf-8")
    for name in (SCORER_FILE, BUDGET_FILE):
        accept_made(folder / name)
    log.info("%s", budgets)


if __name__ == "__main__":
    main()
