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
from ingest.building import Built, build_index, token_counter
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
        built: list[Built] = []
        own = replace(settings, index_dir=Path(folder))
        whole, whole_cpu = _timed(lambda: built.append(build_index(own, corpus, encode=encode)))
    bare, bare_cpu = _timed(lambda: encode(texts))
    yield f"full ingestion of both: {whole:.1f} s ({whole_cpu:.1f} s of processor)"
    yield f"bare encoding of the same {len(texts):,} texts: {bare:.1f} s ({bare_cpu:.1f} s)"
    yield f"of the ingestion's own {whole:.1f} s the encoder worked {built[0].encode_seconds:.1f} s"
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
                readings.append(Reading(rows, resident(), *_stored(Path(folder))))

        begun = time.perf_counter()
        own = replace(settings, index_dir=Path(folder))
        rows = build_index(own, corpus, encode=encode, indexed=indexed).manifest.rows
        seconds = time.perf_counter() - begun
    yield f"{count:,} generated paragraphs: {rows:,} texts ingested in {seconds:.0f} s"
    for reading in readings:
        yield f"  {reading}"
    if len(readings) > 1:
        yield f"  {growth(readings)}"


@dataclass(frozen=True)
class Reading:
    """Megabytes after so many texts: of the process, of the vector index, of all index files."""

    texts: int
    resident: float
    graph: float  # vectors and their links, which Chroma holds in memory
    stored: float  # all that Chroma stores: the graph, ids, texts and metadata

    @property
    def rest(self) -> float:
        """What is in memory beyond the vectors and their links."""
        return self.resident - self.graph

    def __str__(self) -> str:
        """One line of the benchmark."""
        return (
            f"{self.texts:>7,} texts: {self.resident:.0f} MB in memory, {self.graph:.0f} MB of it "
            f"vectors and links, {self.rest:.0f} MB the rest; {self.stored:.0f} MB stored"
        )


def growth(readings: Sequence[Reading]) -> str:
    """In words: how memory grew from the first reading to the last, with and without the graph."""
    first, last = readings[0], readings[-1]
    texts = last.texts - first.texts
    grown, stored = last.resident - first.resident, last.stored - first.stored
    return (
        f"{1e3 * grown / texts:.1f} kB more in memory for each further text, of which the index "
        f"stores {1e3 * stored / texts:.1f} kB; without vectors and links the process grows by "
        f"{last.rest / first.rest - 1:+.1%} over {texts:,} texts"
    )


def _stored(index_dir: Path) -> tuple[float, float]:
    """Megabytes of the build in progress: vectors with links, and all files of Chroma."""
    graph = sum(path.stat().st_size for path in index_dir.glob("builds/*/chroma/*/*"))
    rows = sum(path.stat().st_size for path in index_dir.glob("builds/*/chroma/*.sqlite3"))
    return graph / 1e6, (graph + rows) / 1e6


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
