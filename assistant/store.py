"""The vector store: Chroma, embedded or a server; the only file that knows which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from assistant.build_files import (
    CHROMA,
    ROWS_FILE,
    VECTORS_FILE,
    Row,
    Vectors,
    are_unit,
    damaged_in_build,
    read_rows,
    row_line,
    row_of,
)
from assistant.checksums import checksum_of, damaged
from assistant.corpus import corpus_hash, report_hashes
from assistant.domain import Paragraph
from assistant.errors import IndexNotBuilt, StoreError
from assistant.manifest import Manifest, manifest_from_json, read_pointer
from assistant.settings import Settings

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI

COLLECTION = "paragraphs"  # on a server followed by the name of the build
POINTER_COLLECTION = "paragraphs-current"
PAGE = 2000  # rows read from Chroma at once; it fails beyond some 30,000
_HNSW = {"space": "cosine", "ef_construction": 100, "ef_search": 1200, "max_neighbors": 16}


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


def open_index(
    settings: Settings, paragraphs: Sequence[Paragraph], set_aside: Sequence[str] = ()
) -> Index:
    """The index in use; IndexNotBuilt where it is missing or was made from something else.

    Reports set aside may be in the index and not among the paragraphs: the others are served.
    """
    from assistant.embedding import fingerprint

    manifest = current_manifest(settings)
    where = settings.chroma_url or str(settings.index_dir)
    if manifest is None:
        raise IndexNotBuilt(
            f"There is no index in {where} that this version can read. Run: python -m ingest"
        )
    if manifest.corpus != corpus_hash(paragraphs) and not _without(
        manifest, report_hashes(paragraphs), set_aside
    ):
        raise IndexNotBuilt(
            f"The reports have changed since the index in {where} was built. Run: python -m ingest"
        )
    if manifest.model != fingerprint(settings):
        raise IndexNotBuilt(
            f"The index in {where} was made with another embedding model "
            f"({manifest.model_name}). Run: python -m ingest"
        )
    return Index(settings, manifest)


def _without(manifest: Manifest, own: Mapping[str, str], set_aside: Sequence[str]) -> bool:
    """Whether these are the reports of an index but for some that are set aside."""
    rest = {name: made for name, made in manifest.reports.items() if name in set_aside}
    return bool(own) and bool(rest) and {**own, **rest} == dict(manifest.reports)


class Index:
    """One finished index: read whole into memory when small, queried in Chroma when large."""

    def __init__(self, settings: Settings, manifest: Manifest) -> None:
        self.manifest = manifest
        self._settings = settings
        self._folder = build_folder(settings, manifest.build)
        self._client: ClientAPI | None = None
        self._collection: Any = None

    def read(self) -> Vectors:
        """All rows with their vectors, in the order of ingestion; IndexNotBuilt where damaged."""
        own = {name: self.manifest.files.get(name, "") for name in (VECTORS_FILE, ROWS_FILE)}
        bad = damaged(self._folder, own) if all(own.values()) else self._missing()
        if bad and self._settings.chroma_url:
            return self._read_from_chroma()
        if bad:
            raise self._damaged(bad[0])
        try:
            rows = tuple(read_rows(self._folder / ROWS_FILE))
            matrix = np.fromfile(self._folder / VECTORS_FILE, np.float32)
        except (OSError, ValueError, TypeError) as error:
            raise self._damaged(ROWS_FILE) from error
        if len(rows) != self.manifest.rows or matrix.size != len(rows) * self.manifest.dimensions:
            raise self._damaged(VECTORS_FILE)
        return Vectors(rows, matrix.reshape(len(rows), self.manifest.dimensions))

    def _missing(self) -> tuple[str, ...]:
        """The files that are not there, of an index without checksums."""
        names = (VECTORS_FILE, ROWS_FILE)
        return tuple(name for name in names if not (self._folder / name).is_file())

    def _damaged(self, name: str) -> IndexNotBuilt:
        """The error that names a damaged file of this build."""
        return IndexNotBuilt(f"The index is damaged ({self._folder / name}). Run: python -m ingest")

    def open_chroma(self) -> None:
        """Open the vector index before the first question; IndexNotBuilt where it is damaged."""
        bad = () if self._settings.chroma_url else damaged_in_build(self._folder, self.manifest)
        if bad:
            raise self._damaged(bad[0])
        self.collection.count()

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
            (row_of(node), 1.0 - float(distance))
            for node, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the paragraphs of the k nearest rows, nearest first, without their metadata.

        StoreError where Chroma fails, as it does once the build was replaced and deleted.
        """
        from chromadb.errors import ChromaError

        try:
            found: Any = self.collection.query(
                query_embeddings=[vector.tolist()], n_results=k, include=["distances"]
            )
        except (ChromaError, OSError, ValueError) as error:
            raise StoreError(f"The vector index cannot be asked ({error}).") from error
        return list(dict.fromkeys(node.rpartition("#")[0] for node in found["ids"][0]))

    @property
    def collection(self) -> Collection:
        """The Chroma collection, opened on first use."""
        if self._collection is None:
            self._client = chroma_client(self._settings, self._folder / CHROMA)
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
                (int(metadata["order"]), row_of(node), embedding)
                for node, metadata, embedding in zip(
                    page["ids"], page["metadatas"], page["embeddings"], strict=True
                )
            )
        found.sort(key=lambda entry: entry[0])
        rows = tuple(entry[1] for entry in found)
        matrix = np.array([entry[2] for entry in found], np.float32)
        written = checksum_of("".join(map(row_line, rows)))
        noted = self.manifest.files.get(ROWS_FILE, written)
        unlike = not len(rows) or noted != written
        if unlike or len(rows) != self.manifest.rows or not are_unit(matrix):
            raise IndexNotBuilt(
                "The index on the server is incomplete or damaged. Run: python -m ingest rebuild"
            )
        return Vectors(rows, matrix)
