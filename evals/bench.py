"""`python -m evals bench`: how fast a search is, alone, beside plain LlamaIndex, and when large."""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.corpus import Corpus
from assistant.library import load_corpus
from assistant.retrieval import Retriever, build_retriever
from assistant.settings import Settings
from assistant.wording import Lexicon, Reading, build_lexicon, read_question
from evals.large import large_retriever
from evals.plain import plain_search
from evals.questions import read_questions

SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True)
class Times:
    """Seconds of single searches."""

    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """The percentile in milliseconds."""
        return float(np.percentile(self.seconds, share)) * 1000

    def __str__(self) -> str:
        """Median and 95th percentile."""
        return f"p50 {self.at(50):.1f} ms, p95 {self.at(95):.1f} ms"


def timed(search: Callable[[str], object], questions: Sequence[str], rounds: int = 3) -> Times:
    """How long each question takes, after one round that warms caches."""
    for question in questions:
        search(question)
    taken = []
    for _ in range(rounds):
        for question in questions:
            begun = time.perf_counter()
            search(question)
            taken.append(time.perf_counter() - begun)
    return Times(tuple(taken))


def searcher(retriever: Retriever, lexicon: Lexicon) -> Callable[[str], object]:
    """A whole search as the product does it: reading the question, then retrieval."""

    def search(question: str) -> object:
        return retriever.retrieve(read_question(question, (), lexicon), 10)

    return search


def own_share(retriever: Retriever, lexicon: Lexicon, questions: Sequence[str]) -> Times:
    """Our own code alone: a search less the embedding of the question."""
    taken = []
    for question in questions:
        begun = time.perf_counter()
        reading: Reading = read_question(question, (), lexicon)
        retriever.retrieve(reading, 10)
        whole = time.perf_counter() - begun
        retriever.encoder.forget()
        begun = time.perf_counter()
        for text in (reading.searched_for, *(clause for _, clause in reading.clauses)):
            retriever.embed(text)
        taken.append(max(0.0, whole - (time.perf_counter() - begun)))
    return Times(tuple(taken))


def busy(stop: Callable[[], bool]) -> None:
    """Work on one core until told to stop."""
    number = 1
    while not stop():
        for _ in range(100_000):
            number = (number * 1_103_515_245 + 12_345) % 2**31


def beside_a_busy_core(search: Callable[[str], object], questions: Sequence[str]) -> Times:
    """The same searches while another process keeps one core busy."""
    context = multiprocessing.get_context("spawn")
    done = context.Event()
    other = context.Process(target=busy, args=(done.is_set,), daemon=True)
    other.start()
    try:
        time.sleep(1.0)  # until the other process works
        return timed(search, questions, rounds=1)
    finally:
        done.set()
        other.join()


def memory() -> str:
    """The most memory that this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def small(settings: Settings, corpus: Corpus, questions: Sequence[str]) -> list[str]:
    """The lines for the bundled reports: ours, our own share, busy, plain, and the ratio."""
    retriever, lexicon = build_retriever(corpus, settings), build_lexicon(corpus, settings)
    search = searcher(retriever, lexicon)
    ours = timed(search, questions)
    lines = [
        f"| ours, {len(corpus.paragraphs)} paragraphs | {ours} | memory {memory()} |",
        f"| of it beyond the embedding | {own_share(retriever, lexicon, questions)} | |",
        f"| ours beside a busy core | {beside_a_busy_core(search, questions)} | |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        plain = timed(plain_search(corpus, Path(folder)), questions)
    ratio = ours.at(50) / plain.at(50)
    lines.append(f"| plain LlamaIndex + Chroma, all-MiniLM-L6-v2 | {plain} | |")
    lines.append(f"| ratio of the medians | {ratio:.2f} | at most 0.70 |")
    return lines


def large(
    settings: Settings, corpus: Corpus, questions: Sequence[str], sizes: Sequence[int]
) -> list[str]:
    """The lines for made-up libraries of growing size."""
    lines = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            made = large_retriever(corpus, settings, size, Path(folder))
            built = time.perf_counter() - begun
            times = timed(searcher(made.retriever, made.lexicon), questions, rounds=1)
            recall = made.recall(questions)
            shown = f"recall@10 {recall:.3f}" if recall is not None else "exact search"
            lines.append(
                f"| ours, {size:,} paragraphs | {times} | {shown}, memory {memory()}, "
                f"built in {built:.0f} s |"
            )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="made-up sizes")
    options = parser.parse_args(arguments)
    settings = Settings()
    corpus = load_corpus(settings)
    asked = read_questions(settings.data_dir / "questions" / "dev.jsonl")
    questions = [question.question for question in asked if not question.history]
    lines = ["| what | time of a search | |", "|---|---|---|"]
    lines += small(settings, corpus, questions)
    lines += large(settings, corpus, questions, options.sizes)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
