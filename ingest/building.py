"""A new index built beside the old one, verified, then put into use in one step."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.build_files import CHROMA, ROWS_FILE, VECTORS_FILE, checksums_of_build
from assistant.checksums import checksums, discard
from assistant.corpus import Corpus, corpus_hash, report_hashes
from assistant.embedding import DIMENSIONS, base_model_dir, fingerprint, load_passage_model
from assistant.errors import StoreError
from assistant.manifest import Manifest, build_in_use, write_pointer
from assistant.settings import Settings
from assistant.store import (
    POINTER_COLLECTION,
    build_folder,
    chroma_client,
    collection_name,
    create_collection,
    current_manifest,
    write_server_pointer,
)
from ingest.current import source_hash
from ingest.entries import Entry, entries
from ingest.memory import give_back, keep_one_heap
from ingest.vectors import FILE as CACHE
from ingest.vectors import VectorCache, forget_file

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Spread = Callable[[Sequence["TextNode"], VectorCache], int]
WINDOW = 16_384  # entries whose new texts are sorted by length together
BATCH = 1024  # nodes with their vectors in memory at once
FEW = 64  # characters; a text cannot have more tokens, two of which are its marks
FILES = (VECTORS_FILE, ROWS_FILE)
SAMPLE = 40  # vectors compared with Chroma's when a build is verified


@dataclass(frozen=True)
class Built:
    """What an ingestion did."""

    manifest: Manifest
    embedded: int  # texts read by the model; the others were in the cache
    encode_seconds: float
    seconds: float
    fresh: bool  # False where the index in use was already right


@dataclass(frozen=True)
class _Work:
    """How texts are embedded, and who hears of it."""

    encode: Encode
    spread: Spread | None
    advance: Callable[[int], None]
    indexed: Callable[[int], None]


def build_index(
    settings: Settings,
    corpus: Corpus,
    advance: Callable[[int], None] = lambda _: None,
    encode: Encode | None = None,
    spread: Spread | None = None,
    indexed: Callable[[int], None] = lambda _: None,
) -> Built:
    """Build and put into use an index of the corpus; on any failure the old one stays in use.

    `advance` hears how many more texts have their vector, `indexed` how many rows the new index
    holds. `encode` stands in for the encoder that the settings name; `spread` embeds a window of
    texts elsewhere first, into the cache.
    """
    begun = time.perf_counter()
    keep_one_heap()
    build = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    folder = build_folder(settings, build)
    try:
        sweep(settings)
        folder.mkdir(parents=True)
        rows, embedded, encode_seconds = _fill(
            settings,
            corpus,
            build,
            _Work(encode or passage_encoder(settings), spread, advance, indexed),
        )
        manifest = Manifest(
            build=build,
            corpus=corpus_hash(corpus.paragraphs),
            source=source_hash(corpus),
            model=fingerprint(settings),
            model_name=settings.embedding_model,
            dimensions=DIMENSIONS,
            rows=rows,
            paragraphs=len(corpus.paragraphs),
            annotated=len(corpus.annotations),
            made=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            reports=report_hashes(corpus.paragraphs),
        )
        _verify(settings, manifest)
        _put_into_use(settings, replace(manifest, files=_checksums(settings, folder)))
    except (OSError, sqlite3.Error, _chroma_error()) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(
            f"The new index could not be written to {settings.index_dir} ({error}). "
            "Any earlier index is untouched and still in use; free some disk space and run again."
        ) from error
    return Built(manifest, embedded, encode_seconds, time.perf_counter() - begun, fresh=True)


def _chroma_error() -> type[Exception]:
    """The base of Chroma's own errors."""
    from chromadb.errors import ChromaError

    return ChromaError


def token_counter() -> Callable[[str], int]:
    """How many tokens the encoder sees in a text."""
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(base_model_dir() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(text) + 2 if len(text) < FEW else len(tokenizer.encode(text).ids)


def _fill(settings: Settings, corpus: Corpus, build: str, work: _Work) -> tuple[int, int, float]:
    """Fill the new collection and the files beside it: rows, texts embedded, seconds for that.

    A window of texts is embedded into the cache first; then batch by batch its nodes go through
    the pipeline into the index, so that only one batch of vectors is in memory.
    """
    from ingest.pipeline import CachedEmbedding, run_pipeline, to_node

    folder = build_folder(settings, build)
    client = chroma_client(settings, folder / CHROMA)
    collection = create_collection(settings, client, build)
    cache = VectorCache(settings.index_dir / CACHE, fingerprint(settings))
    embedding = CachedEmbedding(work.encode, cache, work.advance)
    count = elsewhere = 0
    with (
        (folder / VECTORS_FILE).open("wb") as vectors,
        (folder / ROWS_FILE).open("w", encoding="utf-8") as rows,
    ):
        for window in _windows(corpus):
            if work.spread:
                elsewhere += work.spread([to_node(entry, 0) for entry in window], cache)
            embedding.prepare([entry.text for entry in window])
            for start in range(0, len(window), BATCH):
                batch = window[start : start + BATCH]
                nodes = [to_node(entry, count + place) for place, entry in enumerate(batch)]
                run_pipeline(nodes, embedding, collection).tofile(vectors)
                rows.writelines(map(_row_line, batch))
                count += len(batch)
                give_back()
                work.indexed(count)
    cache.close()
    return count, embedding.embedded + elsewhere, embedding.seconds


def _row_line(entry: Entry) -> str:
    """What is kept of an entry beside its vector."""
    return json.dumps([entry.id, entry.paragraph_id, entry.role, entry.place]) + "\n"


def _windows(corpus: Corpus) -> Iterator[list[Entry]]:
    """The entries of the corpus, some thousand at a time."""
    count = token_counter()
    stream = (entry for p in corpus.paragraphs for entry in entries(corpus, p, count))
    while window := list(islice(stream, WINDOW)):
        yield window


def passage_encoder(settings: Settings) -> Encode:
    """The encoder for passages, loaded when the first text is not in the cache."""
    loaded: list[Any] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        if not loaded:
            loaded.append(load_passage_model(settings))
        made: NDArray[np.float32] = loaded[0].encode(
            list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False
        )
        return made

    return encode


def _checksums(settings: Settings, folder: Path) -> dict[str, str]:
    """The checksums of the new build's files; Chroma's are a server's own business."""
    return checksums(folder, FILES) if settings.chroma_url else checksums_of_build(folder)


def _verify(settings: Settings, manifest: Manifest) -> None:
    """StoreError where the new collection does not hold what was put in."""
    from assistant.store import Index

    index = Index(settings, manifest)
    vectors = index.read()
    collection = index.collection
    if collection.count() != manifest.rows:
        raise StoreError("The new index is incomplete and was not put into use. Run it again.")
    step = max(1, manifest.rows // SAMPLE)
    for place in range(0, manifest.rows, step):
        row, vector = vectors.rows[place], vectors.matrix[place]
        found: Any = collection.get(ids=[row.node_id], include=["embeddings"])
        kept = found["embeddings"]
        if len(kept) != 1 or float(np.dot(kept[0], vector)) < 0.9999:
            raise StoreError("The new index is damaged and was not put into use. Run it again.")


def _put_into_use(settings: Settings, manifest: Manifest) -> None:
    """Point to the new index."""
    if settings.chroma_url:
        write_server_pointer(chroma_client(settings, settings.index_dir), manifest)
        return
    write_pointer(settings.index_dir, manifest)


def sweep(settings: Settings) -> None:
    """Remove what killed runs left and builds before the one in use (which may be being read)."""
    manifest = current_manifest(settings) if settings.chroma_url else None
    in_use = manifest.build if manifest else build_in_use(settings.index_dir)
    kept = {in_use} - {""}
    builds = settings.index_dir / "builds"
    if builds.exists() and not builds.is_dir():
        discard(builds)
    for folder in sorted(builds.iterdir()) if builds.exists() else ():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
            if folder.is_file():
                discard(folder)
    if settings.chroma_url:
        client = chroma_client(settings, settings.index_dir)
        names = {collection_name(settings, build) for build in kept} | {POINTER_COLLECTION}
        for collection in client.list_collections():
            if collection.name.startswith("paragraphs-") and collection.name not in names:
                client.delete_collection(collection.name)


def clear_cache(settings: Settings) -> None:
    """Forget all vectors, so that the next build embeds everything again."""
    forget_file(settings.index_dir / CACHE)
