"""Training examples for sentence scorer and coverage: questions as the product sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from assistant.candidates import Candidates, Finder
from assistant.corpus import Corpus
from assistant.domain import Passage, Turn
from assistant.lexicon import Lexicon, build_lexicon
from assistant.library import load_corpus
from assistant.retrieval import Retriever, build_retriever
from assistant.sentences import Piece, pieces, quoted
from assistant.settings import Settings
from assistant.sides import asked_of
from assistant.store import open_index
from assistant.wording import Reading, read_question
from evals.gold import folded, gold, locate
from evals.holdout import refuse
from evals.questions import Question, QuestionsError, read_questions
from ingest.held_out import held_out

MIXED = ("project.jsonl", "followups.jsonl")  # questions of all kinds, as readers ask them
OWN = (*MIXED, "uncovered.jsonl", "covered.jsonl")
FOUND = 10  # passages, as in an answer


@dataclass(frozen=True)
class Workbench:
    """What examples are made with: the product's own parts."""

    corpus: Corpus
    lexicon: Lexicon
    retriever: Retriever
    finder: Finder


@dataclass(frozen=True)
class Example:
    """One question with what was found for it, and which candidates are gold evidence."""

    question: Question
    reading: Reading
    passages: tuple[Passage, ...]
    candidates: Candidates
    labels: NDArray[np.int64]
    groups: tuple[frozenset[str], ...]  # gold paragraphs, see evals.gold


def open_workbench(settings: Settings) -> Workbench:
    """The corpus, lexicon, retriever and finder of these settings."""
    corpus = load_corpus(settings)
    retriever = build_retriever(corpus, settings)
    return Workbench(corpus, build_lexicon(corpus, settings), retriever, Finder(corpus, retriever))


def tuning_questions(settings: Settings, names: Sequence[str] = OWN) -> list[Question]:
    """The development questions, and the halves of the project's own sets meant for tuning."""
    given = read_questions(settings.data_dir / "questions" / "dev.jsonl")
    found = each_once([*given, *own_questions(settings, "tune", names)])
    refuse([question.question for question in found], "The training of scorer and coverage")
    return found


def held_questions(settings: Settings, names: Sequence[str] = OWN) -> list[Question]:
    """The halves of the project's own sets that nothing is tuned on."""
    return own_questions(settings, "hold", names)


def own_questions(settings: Settings, half: str, names: Sequence[str]) -> list[Question]:
    """One half of the project's own sets, each question once: some follow-ups stand in two."""
    folder = settings.data_dir / "questions"
    every = (question for name in names for question in read_questions(folder / name))
    return each_once(question for question in every if question.split == half)


def each_once(questions: Iterable[Question]) -> list[Question]:
    """These without repetitions; QuestionsError where two have one id, which learning goes by."""
    found: dict[str, Question] = {}
    for question in questions:
        if found.setdefault(question.id, question).question != question.question:
            fault = f"{question.id} is the id of another question too; give it one of its own."
            raise QuestionsError(fault)
    return list(found.values())


def make_examples(bench: Workbench, questions: Iterable[Question]) -> list[Example]:
    """One example per question, with a progress bar."""
    return [make_example(bench, question) for question in tqdm(list(questions), unit="question")]


def make_example(bench: Workbench, question: Question) -> Example:
    """The question asked after its history, as the product would."""
    turns: list[Turn] = []
    for earlier in question.history:
        reading = read_question(earlier, turns, bench.lexicon)
        first = bench.retriever.retrieve(reading, 1)
        cited = tuple(passage.paragraph.id for passage in first)
        turns.append(Turn(earlier, reading.searched_for, cited))
    reading = read_question(question.question, turns, bench.lexicon)
    passages = bench.retriever.retrieve(reading, FOUND)
    candidates = bench.finder.find(reading, asked_of(reading, passages))
    gold_pieces = evidence_pieces(question, bench.corpus)
    labels = [(piece.paragraph.id, piece.order) in gold_pieces for piece in candidates.pieces]
    groups = gold(question, bench.corpus).groups
    return Example(question, reading, passages, candidates, np.array(labels, np.int64), groups)


def without_annotations(bench: Workbench, settings: Settings) -> Workbench:
    """The same parts for the reports' text alone."""
    corpus = Corpus(bench.corpus.reports, bench.corpus.paragraphs)
    retriever = build_retriever(corpus, replace(settings, annotations=False))
    return replace(bench, corpus=corpus, retriever=retriever, finder=Finder(corpus, retriever))


def unnoted_examples(bench: Workbench, settings: Settings) -> tuple[Workbench, list[Example]]:
    """The annotation questions that encoder and index do not know, as questions of users.

    They come with the parts that do not know them. Those on a fact are labelled with the
    sentences it quotes, the others with none.
    """
    index = open_index(settings, bench.corpus.paragraphs).read()
    own = bench.retriever
    apart = held_out(bench.corpus, index.rows, index.matrix, own.encoder, own.weights, own.words)
    known = replace(
        bench, corpus=apart.corpus, retriever=apart.retriever,
        finder=Finder(apart.corpus, apart.retriever),
    )  # fmt: skip
    facts = [fact for p in bench.corpus.paragraphs for fact in bench.corpus.facts.get(p.id, ())]
    gists = {note.gist for note in bench.corpus.annotations.values()}
    made: list[Example] = []
    for number, one in enumerate(tqdm(apart.asked, unit="question")):
        if one.question in gists:
            continue
        question = Question(f"annotated-{number}", one.question, "fact", "natural", True)
        reading = read_question(one.question, (), bench.lexicon)
        passages = apart.retriever.retrieve(reading, FOUND)
        candidates = known.finder.find(reading, asked_of(reading, passages))
        paragraph = bench.corpus.paragraphs[one.paragraph]
        wanted: set[tuple[str, int]] = set()
        if one.sentence >= 0:
            quote = facts[one.sentence].quote
            wanted = {(paragraph.id, o) for o in quoted(paragraph, pieces(paragraph), quote)}
        labels = [(piece.paragraph.id, piece.order) in wanted for piece in candidates.pieces]
        groups = (frozenset((paragraph.id,)),)
        made.append(
            Example(question, reading, passages, candidates, np.array(labels, np.int64), groups)
        )
    return known, made


def evidence_pieces(question: Question, corpus: Corpus) -> set[tuple[str, int]]:
    """The pieces that the gold evidence covers at least half of, or that cover half of it."""
    found: set[tuple[str, int]] = set()
    for evidence in question.evidence:
        paragraph_id, _ = locate(evidence, corpus)
        if paragraph_id:
            own = pieces(corpus.paragraph(paragraph_id))
            found |= {(paragraph_id, order) for order in _covered(own, evidence.text)}
    return found


def _covered(own: Sequence[Piece], words: str) -> set[int]:
    """Orders of the pieces that share half of the shorter of the two with these words."""
    wanted = folded(words)
    texts = [folded(piece.text) for piece in own]
    whole = "".join(texts)
    start = whole.find(wanted)
    if start < 0 or not wanted:
        return set()
    end, at, found = start + len(wanted), 0, set()
    for piece, text in zip(own, texts, strict=True):
        shared = min(at + len(text), end) - max(at, start)
        if text and shared >= 0.5 * min(len(text), len(wanted)):
            found.add(piece.order)
        at += len(text)
    return found
