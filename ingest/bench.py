"""`python -m ingest bench`: parsing time, the encoder's share of an ingestion, memory at scale."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
from ingest.parsing import parse_bundled

STEPS = 4  # memory readings in the large ingestion


def bench(settings: Settings, paragraphs: int) -> Iterator[str]:
    """The lines of the benchmark, as they are measured."""
    yield from _parsing(settings)
    yield from _share(settings)
    if paragraphs:
        yield from _memory(settings, paragraphs)


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
    """Resident memory while many generated paragraphs are ingested, with vectors drawn by lot."""
    lot = np.random.default_rng(0)
    readings: list[tuple[int, int]] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        made = lot.standard_normal((len(texts), DIMENSIONS), np.float32)
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit

    done = 0

    def advance(texts: int) -> None:
        nonlocal done
        done += texts
        readings.append((done, _resident()))

    corpus = generated(load_corpus(settings), count)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        own = replace(settings, index_dir=Path(folder))
        build_index(own, corpus, advance, encode=encode)
        seconds = time.perf_counter() - begun
    step = max(1, len(readings) // STEPS)
    taken = [*readings[step - 1 :: step], readings[-1]]
    memory = ", ".join(f"{size} MB at {texts:,} texts" for texts, size in taken)
    yield f"{count:,} generated paragraphs: {readings[-1][0]:,} texts in {seconds:.0f} s; {memory}"


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


def _resident() -> int:
    """Resident memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 // 1_000_000
