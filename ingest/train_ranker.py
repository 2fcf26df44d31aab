"""`python -m ingest.train_ranker`: learn how much each column of evidence counts.

A conditional logit: the score is a weighted sum, and the weights make the paragraphs that hold a
question's evidence likely among all paragraphs. It learns from the annotation questions that the
encoder has not seen (the index is read without them) and from the development and tuning
questions, which are cross-validated by question, so that the figures printed are of questions
that the weights have not seen. The encoder and the index must be final.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.corpus import read_corpus, read_reports
from assistant.domain import Turn
from assistant.evidence import by_role, gather_evidence
from assistant.query_encoder import query_encoder
from assistant.ranking import RANKER_FILE, Weights, read_weights
from assistant.retrieval import ANNOTATION_ROLES, Retriever
from assistant.scoring import FEATURES
from assistant.settings import Settings
from assistant.shipped import accept_made
from assistant.store import open_index
from assistant.targets import parse_or_leave, will_write, written_at
from assistant.word_vectors import NAMES as ALIGNED
from assistant.word_vectors import read_word_vectors
from assistant.wording import Lexicon, Reading, build_lexicon, read_question
from evals.gold import gold
from evals.holdout import refuse
from evals.questions import Question, read_questions
from ingest.held_out import SEED, HeldOut, held_out
from ingest.train_examples import MIXED, own_questions

FOLDS, DECAY = 5, 3e-3
COUNTS = {"held out": 1.0, "tune": 3.0, "dev": 3.0}  # a written question beside an annotation
CONSTANT = 1e-4  # spread of a column
log = logging.getLogger("ingest.train_ranker")


@dataclass(frozen=True)
class Case:
    """One question: its evidence columns as a table, and the groups of places that answer it."""

    source: str
    table: NDArray[np.float32]
    groups: tuple[frozenset[int], ...]


def cases(
    retriever: Retriever, lexicon: Lexicon, source: str, questions: Sequence[Question]
) -> list[Case]:
    """The cases of a question set, follow-ups read in their conversation."""
    corpus, made = retriever.evidence.corpus, []
    for question in questions:
        groups = gold(question, corpus).groups
        if question.answerable and groups:
            placed = tuple(frozenset(map(corpus.position, group)) for group in groups)
            reading = read_in_turn(question, retriever, lexicon)
            made.append(Case(source, table(retriever, reading), placed))
    return made


def read_in_turn(question: Question, retriever: Retriever, lexicon: Lexicon) -> Reading:
    """The question read after its history; the best paragraph stands for what was cited."""
    history: tuple[Turn, ...] = ()
    for earlier in question.history:
        reading = read_question(earlier, history, lexicon)
        best = retriever.retrieve(reading, 1)
        cited = tuple(passage.paragraph.id for passage in best)
        history = (*history, Turn(earlier, reading.searched_for, cited))
    return read_question(question.question, history, lexicon)


def table(retriever: Retriever, reading: Reading) -> NDArray[np.float32]:
    """One row per paragraph, one column per feature."""
    columns = retriever.columns(reading)
    return np.stack([columns[name] for name in FEATURES], axis=1)


def held_out_cases(held: HeldOut, lexicon: Lexicon) -> list[Case]:
    """The annotation questions that the encoder has not seen, in an index without them."""
    return [
        Case(
            "held out",
            table(held.retriever, read_question(one.question, (), lexicon)),
            (frozenset((one.paragraph,)),),
        )
        for one in held.asked
    ]


def fit(learned_from: Sequence[Case]) -> NDArray[np.float64]:
    """The weights that make the evidence likely; each question counts by its source."""
    rows = [(case, group) for case in learned_from for group in case.groups]
    tables = torch.tensor(np.stack([case.table for case, _ in rows]))
    spread = tables.reshape(-1, tables.shape[2]).std(0) + 1e-6
    wanted = torch.zeros(tables.shape[:2], dtype=torch.bool)
    for row, (_, group) in enumerate(rows):
        wanted[row, list(group)] = True
    shares = [COUNTS[case.source] / len(case.groups) for case, _ in rows]
    share = torch.tensor(shares) / sum(shares)
    weights = torch.zeros(tables.shape[2], requires_grad=True)
    scaled = tables / spread
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        scores = scaled @ weights
        right = torch.logsumexp(scores.masked_fill(~wanted, -1e9), 1)
        value = ((torch.logsumexp(scores, 1) - right) * share).sum() + DECAY * (weights**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    found: NDArray[np.float64] = (weights.detach() / spread).double().numpy()
    found[spread.numpy() < CONSTANT] = 0.0  # nothing can be learned of what is always the same
    return found


def figures(ranked: Sequence[tuple[Case, NDArray[np.float64]]]) -> dict[str, float]:
    """Hit at 1, 5 and 10, MRR at 10 and coverage at 5 of cases under their weights."""
    sums = np.zeros(5)
    for case, weights in ranked:
        order = np.argsort(-(case.table @ weights), kind="stable")[:10].tolist()
        wanted = frozenset().union(*case.groups)
        rank = next((at for at, place in enumerate(order) if place in wanted), 10)
        covered = np.mean([bool(group & set(order[:5])) for group in case.groups])
        sums += np.array(
            [rank < 1, rank < 5, rank < 10, 1 / (rank + 1) if rank < 10 else 0, covered], np.float64
        )
    names = ("hit@1", "hit@5", "hit@10", "mrr@10", "coverage@5")
    return {name: round(float(v), 3) for name, v in zip(names, sums / len(ranked), strict=True)}


def cross_validated(
    held: Sequence[Case], written: Sequence[Case]
) -> list[tuple[Case, NDArray[np.float64]]]:
    """Each written question with weights that were learned without it."""
    order = list(range(len(written)))
    random.Random(SEED).shuffle(order)
    ranked = []
    for fold in range(FOLDS):
        apart = set(order[fold::FOLDS])
        rest = [case for at, case in enumerate(written) if at not in apart]
        weights = fit([*held, *rest])
        ranked += [(written[at], weights) for at in sorted(apart)]
    return ranked


@dataclass(frozen=True)
class Learned:
    """The weights for all columns and for the first pass, and what they were measured at."""

    weights: dict[str, float]
    first: dict[str, float]
    measured: dict[str, object]


def learn(settings: Settings, *, annotated: bool) -> Learned:
    """The weights for a corpus with or without annotations."""
    data = settings.data_dir
    reports = read_reports(data / "reports.toml")
    corpus = read_corpus(reports, data / "paragraphs", data / "annotations")
    index = open_index(settings, corpus.paragraphs).read()
    encoder, lexicon = query_encoder(settings), build_lexicon(corpus, settings)
    words = read_word_vectors(corpus.paragraphs, settings, encoder)
    vectors = by_role(corpus, index.rows, index.matrix)
    if not annotated:
        vectors = {role: v for role, v in vectors.items() if role not in ANNOTATION_ROLES}
    retriever = Retriever(gather_evidence(corpus, vectors, words), encoder, read_weights(Path()))
    tune, apart = (own_questions(settings, half, MIXED) for half in ("tune", "hold"))
    refuse([question.question for question in tune], "The training of the ranker")
    written = cases(retriever, lexicon, "dev", read_questions(data / "questions" / "dev.jsonl"))
    written += cases(retriever, lexicon, "tune", tune)
    unnoted = held_out(
        corpus, index.rows, index.matrix, encoder, read_weights(Path()), words, annotated=annotated
    )
    held = held_out_cases(unnoted, lexicon)
    ranked = cross_validated(held, written)
    weights = fit([*held, *written])
    unseen = cases(retriever, lexicon, "hold", apart)
    measured: dict[str, object] = {
        f"{source}, cross-validated": figures([r for r in ranked if r[0].source == source])
        for source in ("dev", "tune")
    }
    measured["hold, never learned from"] = figures([(case, weights) for case in unseen])
    first = fit([narrowed(case) for case in (*held, *written)])
    return Learned(named(weights), named(first), measured)


def narrowed(case: Case) -> Case:
    """The case as the first pass sees it, before words are compared."""
    return replace(case, table=case.table[:, : -len(ALIGNED)])


def named(weights: NDArray[np.float64]) -> dict[str, float]:
    """The weights by the names of their columns."""
    return dict(zip(FEATURES, np.round(weights, 4).tolist(), strict=False))


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn both sets of weights, print the figures and write the file."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m ingest.train_ranker", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the weights")
    will_write(parser, written_at("out"))
    options = parse_or_leave(parser, arguments)
    torch.set_num_threads(1)
    settings = Settings()
    annotated, plain = learn(settings, annotated=True), learn(settings, annotated=False)
    made = Weights(annotated.weights, plain.weights, annotated.first, plain.first)
    measured = {"annotated": annotated.measured, "plain": plain.measured}
    out = (options.out or settings.data_dir / "models") / RANKER_FILE
    written = asdict(made) | {"measured": measured}
    out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    accept_made(out)
    log.info("%s", json.dumps(measured, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
