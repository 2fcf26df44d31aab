"""`python -m evals ablate`: what each stage of retrieval is worth, with confidence intervals."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain import Turn
from assistant.evidence import gather_evidence
from assistant.library import load_corpus
from assistant.ranking import CONVEX, Weights
from assistant.retrieval import ANNOTATION_ROLES, Retriever, Stages, build_retriever
from assistant.settings import Settings
from assistant.wording import Lexicon, Reading, build_lexicon, read_question
from evals.gold import Gold, gold
from evals.holdout import HOLD
from evals.measures import coverage, hit, reciprocal_rank
from evals.questions import Question, read_questions
from evals.statistics import bootstrap

MEASURES = ("hit@1", "hit@5", "MRR@10", "coverage@5")
ALL = Stages()
Reader = Callable[[Question, Retriever], Reading]


@dataclass(frozen=True)
class Variant:
    """One combination of stages."""

    name: str
    retriever: Retriever
    reader: Reader


@dataclass(frozen=True)
class Found:
    """What one question scored under one variant."""

    question: Question
    scores: Mapping[str, float]


def read_in_conversation(lexicon: Lexicon) -> Reader:
    """Questions read as the product does; the best paragraph stands for what a turn cited."""

    def read(question: Question, retriever: Retriever) -> Reading:
        history: tuple[Turn, ...] = ()
        for earlier in question.history:
            reading = read_question(earlier, history, lexicon)
            cited = tuple(p.paragraph.id for p in retriever.retrieve(reading, 1))
            history = (*history, Turn(earlier, reading.searched_for, cited))
        return read_question(question.question, history, lexicon)

    return read


def read_as_typed(question: Question, retriever: Retriever) -> Reading:
    """The bare question: no repair, no glossary, no hints, nothing of the conversation."""
    typed = question.question
    return Reading(typed, typed, asked=typed)


def variants(whole: Retriever, lexicon: Lexicon) -> list[Variant]:
    """All combinations worth telling apart, from the single parts to the whole."""
    corpus, roles = whole.evidence.corpus, whole.evidence.vectors
    bare = {role: held for role, held in roles.items() if role not in ANNOTATION_ROLES}
    held = whole.evidence.words
    plain = gather_evidence(corpus, bare, held)
    rest = {role: vectors for role, vectors in roles.items() if role != "sentence"}
    no_sentences = gather_evidence(corpus, rest, held)
    read = read_in_conversation(lexicon)
    words = {"words text": 0.9, "words head": 0.1}
    vectors = {"text": 1.0}

    def made(name: str, weights: Weights, *, stages: Stages = ALL, reader: Reader = read,
             annotated: bool = True) -> Variant:  # fmt: skip
        evidence = whole.evidence if annotated else plain
        return Variant(name, Retriever(evidence, whole.encoder, weights, stages), reader)

    learned = whole.weights
    return [
        made("keyword, text only", Weights({}, words, {}, words), annotated=False),
        made("vectors, text only", Weights({}, vectors, {}, vectors), annotated=False),
        made("both, text only, fixed weights", CONVEX, annotated=False),
        made("both, text only, learned weights", learned, annotated=False),
        made("with annotations, fixed weights", CONVEX),
        made("the whole: with annotations, learned weights", learned),
        made("the whole without keyword", learned, stages=Stages(keyword=False)),
        made("the whole without vectors", learned, stages=Stages(dense=False)),
        made("the whole without hints", learned, stages=Stages(hints=False)),
        made("the whole without refinement", learned, stages=Stages(refinement=False)),
        made("the whole without quota", learned, stages=Stages(quota=False)),
        made("the whole without neighbours", learned, stages=Stages(neighbours=False)),
        made("the whole, question as typed", learned, reader=read_as_typed),
        Variant(
            "the whole without sentence vectors",
            Retriever(no_sentences, whole.encoder, learned),
            read,
        ),
    ]


def score(variant: Variant, questions: Sequence[Question], golds: Sequence[Gold]) -> list[Found]:
    """The scores of every question under one variant."""
    found = []
    for question, wanted in zip(questions, golds, strict=True):
        reading = variant.reader(question, variant.retriever)
        ids = [passage.paragraph.id for passage in variant.retriever.retrieve(reading, 10)]
        scores = {
            "hit@1": hit(ids, wanted.groups, 1),
            "hit@5": hit(ids, wanted.groups, 5),
            "MRR@10": reciprocal_rank(ids, wanted.groups),
            "coverage@5": coverage(ids, wanted.groups, 5),
        }
        found.append(Found(question, scores))
    return found


def line(name: str, found: Sequence[Found]) -> str:
    """One row of the table: each measure with its 95% interval."""
    cells = []
    for measure in MEASURES:
        interval = bootstrap([one.scores[measure] for one in found])
        cells.append(f"{interval.mean:.3f} ({interval.low:.2f}-{interval.high:.2f})")
    return f"| {name} | {' | '.join(cells)} | {len(found)} |"


def report(whole: Retriever, lexicon: Lexicon, questions: Sequence[Question]) -> str:
    """The table of variants, then the whole by style and by conversation."""
    corpus = whole.evidence.corpus
    pairs = [(question, gold(question, corpus)) for question in questions if question.answerable]
    pairs = [(question, wanted) for question, wanted in pairs if wanted.groups]
    asked, golds = [q for q, _ in pairs], [wanted for _, wanted in pairs]
    head = f"| stages | {' | '.join(MEASURES)} | n |"
    lines = [head, "|---" * (len(MEASURES) + 2) + "|"]
    kept: list[Found] = []
    for variant in variants(whole, lexicon):
        found = score(variant, asked, golds)
        lines.append(line(variant.name, found))
        if variant.name.startswith("the whole:"):
            kept = found
    lines += ["", head.replace("stages", "the whole, by sort of question"), lines[1]]
    alone = [one for one in kept if not one.question.history]
    for style in sorted({one.question.style for one in alone}):
        lines.append(line(style, [one for one in alone if one.question.style == style]))
    lines.append(line("all stand-alone", alone))
    follow_ups = [one for one in kept if one.question.history]
    if follow_ups:
        lines.append(line("follow-ups", follow_ups))
    return "\n".join(lines)


def chosen(questions: Sequence[Question], split: str) -> tuple[Question, ...]:
    """The questions of a half; where none is named, all but those held out: stages hang on it."""
    return tuple(q for q in questions if (q.split == split if split else q.split != HOLD))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table for a question file; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals ablate", description=__doc__)
    parser.add_argument("--questions", type=Path, help="question file (development questions)")
    parser.add_argument(
        "--split",
        default="",
        help='only "tune" or "hold"; else all but "hold", for stages are chosen by this',
    )
    parser.add_argument("--model", default="", help='"all-MiniLM-L6-v2": another index is needed')
    options = parser.parse_args(arguments)
    settings = Settings()
    if options.model:
        settings = replace(settings, embedding_model=options.model)
    corpus = load_corpus(settings)
    path = options.questions or settings.data_dir / "questions" / "dev.jsonl"
    questions = chosen(read_questions(path), options.split)
    whole, lexicon = build_retriever(corpus, settings), build_lexicon(corpus, settings)
    sys.stdout.write(report(whole, lexicon, questions) + "\n")
    return 0
