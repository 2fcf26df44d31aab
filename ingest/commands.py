"""What each command of `python -m ingest` does."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from assistant.checksums import discard
from assistant.corpus import Corpus, read_paragraphs, read_reports, write_paragraphs
from assistant.domain import Kind, Paragraph
from assistant.errors import CorpusError, StoreError
from assistant.library import load_next_corpus, settle
from assistant.settings import Settings
from assistant.shipped import accept_data, check_shipped
from ingest.parsing import parse_bundled

LOCK = "ingest.lock"

if TYPE_CHECKING:
    from ingest.building import Spread


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run the command that was asked for."""
    command = options.command
    if command == "accept-data":
        _say(f"{accept_data(settings.data_dir)} files are taken as right as they are now.")
        return 0
    check_shipped(settings.data_dir)
    if command == "check":
        from ingest.checking import check

        printed, good = check(settings)
        _say("\n".join(printed))
        return 0 if good else 1
    if command == "bench":
        from ingest.bench import bench

        for line in bench(settings, options.paragraphs):
            _say(line)
        return 0
    if command in ("add", "preview", "list", "remove", "annotate"):
        return _library(options, settings)
    cluster = options.ray_address if options.engine == "ray" else None
    return build(settings, again=command == "rebuild", if_needed=options.if_needed, cluster=cluster)


def _library(options: argparse.Namespace, settings: Settings) -> int:
    """A command on the user's own reports."""
    from ingest import library_commands

    if options.command == "add":
        library_commands.add_file(options, settings, partial(build, lines=options.progress_lines))
    elif options.command == "preview":
        _say(library_commands.preview_json(options, settings))
    elif options.command == "list":
        _say("\n".join(library_commands.listed(settings)))
    elif options.command == "remove":
        brought = partial(build, lines=options.progress_lines)
        gone = library_commands.remove_and_build(settings, options.id, brought)
        _say(f"Removed: {gone}")
    else:
        from ingest.annotating import annotate

        with ingest_lock(settings):  # two at once would write the same files
            changed = annotate(settings, options.id)
        if changed:
            return build(settings)
    return 0


def build(
    settings: Settings,
    *,
    again: bool = False,
    if_needed: bool = False,
    lines: bool = False,
    cluster: str | None = None,
) -> int:
    """Bring paragraphs and index up to date, and print what they hold.

    `cluster` is the address of a Ray cluster to embed on, "" for one started here.
    """
    begun = time.perf_counter()
    with ingest_lock(settings):
        from ingest.current import is_current
        from ingest.repairing import put_back

        refresh_paragraphs(settings)
        for sentence in put_back(settings):
            _say(sentence, sys.stderr)
        corpus = load_next_corpus(settings)
        manifest = None if again else is_current(settings, corpus)
        if manifest is not None:
            _finish(settings, corpus)
            if not if_needed:
                _say(table(corpus))
                _say("The index is up to date; nothing was embedded.")
            return 0
        built = _build_with_progress(settings, corpus, again, lines, cluster)
        _finish(settings, corpus)
    _say(table(corpus))
    _say(
        f"{built[0]:,} texts in the index, {built[1]:,} of them embedded now, "
        f"in {time.perf_counter() - begun:.0f} s."
    )
    return 0


def _build_with_progress(
    settings: Settings, corpus: Corpus, again: bool, lines: bool, cluster: str | None
) -> tuple[int, int]:
    """Build the index under a progress bar, or with lines of progress: rows and texts embedded."""
    from tqdm import tqdm

    from ingest.building import build_index, clear_cache

    if again:
        clear_cache(settings)
    with tqdm(desc="Embedding", unit=" texts", disable=lines or None, file=sys.stderr) as bar:
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            bar.update(count)
            if lines:
                _say(f"progress: {done:,} texts ready", sys.stderr)
                sys.stderr.flush()

        with _embedding_on(settings, cluster) as spread:
            built = build_index(settings, corpus, advance, spread=spread)
    return built.manifest.rows, built.embedded


@contextmanager
def _embedding_on(settings: Settings, cluster: str | None) -> Iterator[Spread | None]:
    """Where texts are embedded: None here, or the Ray cluster at this address."""
    if cluster is None:
        yield None
        return
    from ingest.building import passage_encoder
    from ingest.distributed import RayCluster

    workers = RayCluster(partial(passage_encoder, settings), cluster)
    try:
        yield workers.embed
    finally:
        workers.close()


def _finish(settings: Settings, corpus: Corpus) -> None:
    """The index of this corpus is in use: clear what was removed, and make ready for questions."""
    from ingest.forgetting import forget

    for sentence in forget(settings, corpus):
        _say(sentence)
    settle(settings, corpus)
    _prepare_questions(settings, corpus)


def _prepare_questions(settings: Settings, corpus: Corpus) -> None:
    """Make what questions are read and compared with, unless it exists: so no start has to wait."""
    from assistant.query_encoder import prepare_query_model
    from assistant.word_vectors import prepare_word_vectors

    prepare_query_model(settings)
    prepare_word_vectors(corpus.paragraphs, settings)


def refresh_paragraphs(settings: Settings) -> None:
    """Parse the bundled reports and write the paragraph files that differ."""
    for report in read_reports(settings.data_dir / "reports.toml"):
        made = parse_bundled(report, settings.data_dir).paragraphs
        path = settings.data_dir / "paragraphs" / f"{report.id}.jsonl"
        if not _holds(path, made):
            try:
                if path.is_dir():
                    discard(path)
                write_paragraphs(made, path)
            except OSError as error:
                raise CorpusError(f"Cannot write {path}: {error.strerror}.") from error


def _holds(path: Path, paragraphs: tuple[Paragraph, ...]) -> bool:
    """Whether a file holds exactly these paragraphs; a missing or damaged one does not."""
    try:
        return read_paragraphs(path) == paragraphs
    except CorpusError:
        return False


@contextmanager
def ingest_lock(settings: Settings) -> Iterator[None]:
    """One ingestion at a time: a second one says so and waits."""
    from filelock import FileLock, Timeout

    try:
        settings.index_dir.mkdir(parents=True, exist_ok=True)
        if (settings.index_dir / LOCK).is_dir():
            discard(settings.index_dir / LOCK)
        lock = FileLock(str(settings.index_dir / LOCK))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _say("Another ingestion is running; waiting for it to finish …", sys.stderr)
            lock.acquire()
    except OSError as error:
        raise StoreError(f"Cannot write to {settings.index_dir}: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()


def table(corpus: Corpus) -> str:
    """Counts per report and kind, with the paragraphs that lack annotations."""
    kinds = [kind for kind in Kind if any(p.kind is kind for p in corpus.paragraphs)]
    heads = ["report", *(kind.value for kind in kinds), "all", "not annotated"]
    rows = [heads]
    for report in corpus.reports:
        own = corpus.of_report(report.id)
        counts = [sum(p.kind is kind for p in own) for kind in kinds]
        missing = sum(p.id not in corpus.annotations for p in own)
        rows.append([report.id, *map(str, [*counts, len(own), missing])])
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _say(text: str, stream: TextIO | None = None) -> None:
    """Write a line for the user, where nothing else is said to standard output."""
    (stream or sys.stdout).write(text + "\n")
