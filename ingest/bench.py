"""`python -m ingest bench`: parsing time, the encoder's share of an ingestion, memory at scale."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Corpus, read_reports
from assistant.domain import Kind, Paragraph
from assistant.embedding import DIMENSIONS, load_passage_model
from assistant.library import load_corpus
from assistant.settings import Settings
from ingest.building import build_index, token_counter
from ingest.entries import entries
from ingest.memory import resident
from ingest.parsing import parse_bundled

EVERY = 5000  # texts between two readings of the memory


def bench(settings: Settings, paragraphs: int) -> Iterator[str]:
    """The lines of the benchmark, as they are measured."""
    yield from _parsing(settings)
    if paragraphs:  # before the model is loaded, whose memory would hide what grows
        yield from _memory(settings, paragraphs)
    yield from _share(settings)


def _parsing(settings: Settings) -> Iterator[str]:
    """Seconds to parse the bundled reports."""
    begun, cpu = time.perf_counter(), time.process_time()
    parses = [
        parse_bundled(report, settings.data_dir)
        for report in read_reports(settings.data_dir / "reports.toml")
    ]
    count = sum(len(parse.paragraphs) for parse in parses)
    yield (
        f"parsing both reports: {count} paragraphs in {time.perf_counter() - begun:.2f} s "
        f"({time.process_time() - cpu:.2f} s of processor)"
    )


def _share(settings: Settings) -> Iterator[str]:
    """Bare encoding against the whole ingestion of the same texts, the model loaded for both."""
    corpus = load_corpus(settings)
    model = load_passage_model(settings)

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        made: NDArray[np.float32] = model.encode(
            list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False
        )
        return made

    count = token_counter()
    texts = list({e.text: None for p in corpus.paragraphs for e in entries(corpus, p, count)})
    encode(texts[:64])
    with tempfile.TemporaryDirectory() as folder:
        whole, whole_cpu = _timed(
            lambda: build_index(replace(settings, index_dir=Path(folder)), corpus, encode=encode)
        )
    bare, bare_cpu = _timed(lambda: encode(texts))
    yield f"full ingestion of both: {whole:.1f} s ({whole_cpu:.1f} s of processor)"
    yield f"bare encoding of the same {len(texts):,} texts: {bare:.1f} s ({bare_cpu:.1f} s)"
    yield f"share of encoding: {bare / whole:.0%} of the time, {bare_cpu / whole_cpu:.0%} of it"


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and by the processor."""
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - cpu


def _memory(settings: Settings, count: int) -> Iterator[str]:
    """Resident memory while many generated paragraphs are ingested, with vectors drawn by lot.

    What the vector index must hold in memory is taken from its files on disk; the rest is ours
    to keep flat.
    """
    lot = np.random.default_rng(0)

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        made = lot.standard_normal((len(texts), DIMENSIONS), np.float32)
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit

    readings: list[Reading] = []
    corpus = generated(load_corpus(settings), count)
    with tempfile.TemporaryDirectory() as folder:

        def indexed(rows: int) -> None:
            if rows // EVERY > (readings[-1].texts if readings else 0) // EVERY:
                readings.append(Reading(rows, resident(), _held(Path(folder))))

        begun = time.perf_counter()
        own = replace(settings, index_dir=Path(folder))
        rows = build_index(own, corpus, encode=encode, indexed=indexed).manifest.rows
        seconds = time.perf_counter() - begun
    yield f"{count:,} generated paragraphs: {rows:,} texts ingested in {seconds:.0f} s"
    for reading in readings:
        yield f"  {reading}"
    if len(readings) > 1:
        yield f"  growth of the rest: {growth(readings):+.1%}"


@dataclass(frozen=True)
class Reading:
    """Megabytes in memory after so many texts, and how many of them are the vector index."""

    texts: int
    resident: float
    index: float

    @property
    def rest(self) -> float:
        """What is in memory beyond the vector index."""
        return self.resident - self.index

    def __str__(self) -> str:
        """One line of the benchmark."""
        return (
            f"{self.texts:>7,} texts: {self.resident:.0f} MB in memory, {self.index:.0f} MB of it "
            f"the vector index, {self.rest:.0f} MB the rest"
        )


def growth(readings: Sequence[Reading]) -> float:
    """By what part the rest has grown from the first reading to the last."""
    return readings[-1].rest / readings[0].rest - 1


def _held(index_dir: Path) -> float:
    """Megabytes of the vector index of the build in progress: Chroma's segment files."""
    files = index_dir.glob("builds/*/chroma/*/*")
    return sum(path.stat().st_size for path in files) / 1e6


def generated(corpus: Corpus, count: int) -> Corpus:
    """A corpus of new paragraphs made of the reports' sentences in other orders."""
    draw = random.Random(0)
    sentences = [
        sentence
        for paragraph in corpus.paragraphs
        for sentence in paragraph.stem.split(". ")
        if sentence
    ]
    made = tuple(
        Paragraph(
            "generated",
            f"{place // 50 + 1}.{place % 50 + 1}",
            f"paragraph {place + 1}",
            Kind.CONTEXT,
            ". ".join(draw.sample(sentences, 3)) + ".",
        )
        for place in range(count)
    )
    return Corpus(corpus.reports, made)
