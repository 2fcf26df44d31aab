"""The vector store: Chroma, embedded or a server; the only file that knows which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import corpus_hash
from assistant.domain import Paragraph
from assistant.errors import IndexNotBuilt, StoreError
from assistant.manifest import Manifest, manifest_from_json, read_pointer
from assistant.settings import Settings

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

COLLECTION = "paragraphs"  # on a server followed by the name of the build
POINTER_COLLECTION = "paragraphs-current"
VECTORS_FILE, ROWS_FILE = "vectors.f32", "rows.jsonl"
PAGE = 2000  # rows read from Chroma at once; it fails beyond some 30,000
_HNSW = {"space": "cosine", "ef_construction": 100, "ef_search": 1200, "max_neighbors": 16}


@dataclass(frozen=True, slots=True)
class Row:
    """What one vector stands for: `place` counts the questions, facts or sentences from 0."""

    node_id: str
    paragraph_id: str
    role: str
    place: int


@dataclass(frozen=True)
class Vectors:
    """All vectors of an index in memory, unit length, one row of the matrix for each Row."""

    rows: tuple[Row, ...]
    matrix: NDArray[np.float32]


def chroma_client(settings: Settings, folder: Path) -> ClientAPI:
    """Chroma in `folder`, or the server at `chroma_url`; StoreError where that is down."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if not settings.chroma_url:
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    url = urlsplit(settings.chroma_url)
    secure = url.scheme == "https"
    try:
        return chromadb.HttpClient(
            host=url.hostname or "127.0.0.1",
            port=url.port or (443 if secure else 8000),
            ssl=secure,
            settings=quiet,
        )
    except ValueError as error:
        raise StoreError(
            f"The Chroma server at {settings.chroma_url} does not answer. "
            "Start it with: chroma run --host 127.0.0.1 --path FOLDER"
        ) from error


def collection_name(settings: Settings, build: str) -> str:
    """Name of the collection of one build."""
    return f"{COLLECTION}-{build}" if settings.chroma_url else COLLECTION


def create_collection(settings: Settings, client: ClientAPI, build: str) -> Collection:
    """A new empty collection for a build, compared by cosine; we bring our own vectors."""
    return client.create_collection(
        collection_name(settings, build),
        embedding_function=None,
        configuration={"hnsw": _HNSW},  # type: ignore[arg-type]
    )


def write_server_pointer(client: ClientAPI, manifest: Manifest) -> None:
    """Put a build on the server into use: one record is replaced."""
    pointer = client.get_or_create_collection(POINTER_COLLECTION, embedding_function=None)
    vector = np.ones((1, 1), np.float32)
    pointer.upsert(ids=["current"], embeddings=vector, documents=[manifest.to_json()])


def build_folder(settings: Settings, build: str) -> Path:
    """Where a build lies on this machine."""
    return settings.index_dir / "builds" / build


def current_manifest(settings: Settings) -> Manifest | None:
    """The manifest of the index in use, None where there is none."""
    if not settings.chroma_url:
        return read_pointer(settings.index_dir)
    from chromadb.errors import NotFoundError

    client = chroma_client(settings, settings.index_dir)
    try:
        pointer = client.get_collection(POINTER_COLLECTION, embedding_function=None)
    except NotFoundError:
        return None
    found = pointer.get(ids=["current"], include=["documents"])["documents"]
    return manifest_from_json(found[0]) if found else None


def open_index(settings: Settings, paragraphs: Sequence[Paragraph]) -> Index:
    """The index in use; IndexNotBuilt where it is missing or was made from something else."""
    from assistant.embedding import fingerprint

    manifest = current_manifest(settings)
    where = settings.chroma_url or str(settings.index_dir)
    if manifest is None:
        raise IndexNotBuilt(
            f"There is no index in {where} that this version can read. Run: python -m ingest"
        )
    if manifest.corpus != corpus_hash(paragraphs):
        raise IndexNotBuilt(
            f"The reports have changed since the index in {where} was built. Run: python -m ingest"
        )
    if manifest.model != fingerprint(settings):
        raise IndexNotBuilt(
            f"The index in {where} was made with another embedding model "
            f"({manifest.model_name}). Run: python -m ingest"
        )
    return Index(settings, manifest)


class Index:
    """One finished index: read whole into memory when small, queried in Chroma when large."""

    def __init__(self, settings: Settings, manifest: Manifest) -> None:
        self.manifest = manifest
        self._settings = settings
        self._folder = build_folder(settings, manifest.build)
        self._client: ClientAPI | None = None
        self._collection: Any = None

    def read(self) -> Vectors:
        """All rows with their vectors, in the order of ingestion."""
        path = self._folder / VECTORS_FILE
        if not path.exists():
            return self._read_from_chroma()
        rows = tuple(_read_rows(self._folder / ROWS_FILE))
        matrix = np.fromfile(path, np.float32)
        if len(rows) != self.manifest.rows or matrix.size != len(rows) * self.manifest.dimensions:
            raise IndexNotBuilt(
                f"The index in {self._folder} is damaged. Run: python -m ingest rebuild"
            )
        return Vectors(rows, matrix.reshape(len(rows), self.manifest.dimensions))

    def query(
        self, vector: NDArray[np.float32], k: int, *, role: str = "", report: str = ""
    ) -> list[tuple[Row, float]]:
        """The k nearest rows in Chroma with their cosine, nearest first."""
        wanted: list[dict[str, Any]] = [
            {key: value} for key, value in (("role", role), ("report", report)) if value
        ]
        where: Any = {"$and": wanted} if len(wanted) > 1 else wanted[0] if wanted else None
        found: Any = self.collection.query(
            query_embeddings=[vector.tolist()],
            n_results=k,
            where=where,
            include=["distances"],
        )
        return [
            (_row(node), 1.0 - float(distance))
            for node, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the paragraphs of the k nearest rows, nearest first, without their metadata."""
        found: Any = self.collection.query(
            query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
        )
        return list(dict.fromkeys(node.rpartition("#")[0] for node in found["ids"][0]))

    @property
    def collection(self) -> Collection:
        """The Chroma collection, opened on first use."""
        if self._collection is None:
            self._client = chroma_client(self._settings, self._folder / "chroma")
            name = collection_name(self._settings, self.manifest.build)
            self._collection = self._client.get_collection(name, embedding_function=None)
        opened: Collection = self._collection
        return opened

    @property
    def is_current(self) -> bool:
        """Whether this is still the index in use; cheap enough to ask before every question."""
        pointer = current_manifest(self._settings)
        return pointer is not None and pointer.build == self.manifest.build

    def _read_from_chroma(self) -> Vectors:
        """All rows from the collection, page by page, sorted as they were added."""
        found: list[tuple[int, Row, Any]] = []
        for offset in range(0, self.manifest.rows, PAGE):
            page: Any = self.collection.get(
                limit=PAGE, offset=offset, include=["metadatas", "embeddings"]
            )
            found.extend(
                (int(metadata["order"]), _row(node), embedding)
                for node, metadata, embedding in zip(
                    page["ids"], page["metadatas"], page["embeddings"], strict=True
                )
            )
        found.sort(key=lambda entry: entry[0])
        if len(found) != self.manifest.rows:
            raise IndexNotBuilt(
                "The index on the server is incomplete. Run: python -m ingest rebuild"
            )
        matrix = np.array([entry[2] for entry in found], np.float32)
        return Vectors(tuple(entry[1] for entry in found), matrix)


def _row(node_id: str) -> Row:
    """The row that an id names, for example "2002/5.45#question.3"."""
    paragraph_id, _, entry = node_id.rpartition("#")
    role, _, place = entry.partition(".")
    return Row(node_id, paragraph_id, role, int(place))


def _read_rows(path: Path) -> Iterator[Row]:
    """The rows of a build on this machine."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            node_id, paragraph_id, role, place = json.loads(line)
            yield Row(node_id, paragraph_id, role, place)
