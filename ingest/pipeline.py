"""The LlamaIndex pipeline: entries become nodes, are embedded through the cache, fill Chroma."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray
from pydantic import PrivateAttr

from ingest.entries import Entry
from ingest.vectors import Kept

if TYPE_CHECKING:
    from chromadb import Collection

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
SLICE = 512  # texts encoded between two steps of the progress bar


class CachedEmbedding(BaseEmbedding):
    """Embeds what the cache does not hold; counts what it did."""

    _encode: Encode = PrivateAttr()
    _cache: Kept = PrivateAttr()
    _advance: Callable[[int], None] = PrivateAttr()
    _embedded: int = PrivateAttr(default=0)
    _seconds: float = PrivateAttr(default=0.0)

    def __init__(self, encode: Encode, cache: Kept, advance: Callable[[int], None]) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2", embed_batch_size=2048)
        self._encode, self._cache, self._advance = encode, cache, advance

    @property
    def embedded(self) -> int:
        """How many texts the model has read."""
        return self._embedded

    @property
    def seconds(self) -> float:
        """How long the model took."""
        return self._seconds

    def prepare(self, texts: Sequence[str]) -> None:
        """Embed what the cache lacks, long texts first: alike lengths make full batches.

        A text that occurs twice is read once; the vectors stay in the cache, not in memory.
        """
        missing = sorted(self._cache.lacking(texts), key=lambda text: (-len(text), text))
        self._advance(len(texts) - len(missing))
        for start in range(0, len(missing), SLICE):
            part = missing[start : start + SLICE]
            begun = time.perf_counter()
            made = self._encode(part)
            self._seconds += time.perf_counter() - begun
            self._embedded += len(part)
            self._cache.write(part, made)
            self._advance(len(part))

    def vectors(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """One unit vector for each text."""
        kept = self._cache.read(texts)
        if any(text not in kept for text in texts):
            self.prepare(texts)
            kept = self._cache.read(texts)
        return [kept[text] for text in texts]

    def __call__(self, nodes: Sequence[BaseNode], **_: object) -> Sequence[BaseNode]:
        """The nodes with their vectors, for the pipeline."""
        texts = [node.get_content() for node in nodes]
        for node, vector in zip(nodes, self.vectors(texts), strict=True):
            node.embedding = vector.tolist()
        return nodes

    def _get_text_embedding(self, text: str) -> list[float]:
        return list(map(float, self.vectors([text])[0]))

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def to_node(entry: Entry, order: int) -> TextNode:
    """The entry as a LlamaIndex node; its id says the rest, its metadata are for filtering."""
    return TextNode(
        id_=entry.id,
        text=entry.text,
        metadata={
            "report": entry.paragraph_id.partition("/")[0],
            "role": entry.role,
            "order": order,
        },
    )


class RowStore(ChromaVectorStore):
    """LlamaIndex's Chroma store without the JSON copy of each node that it keeps in the metadata.

    The corpus and Chroma's documents hold the texts and the id says the rest; the copy took
    longer to write than the vector.
    """

    def __init__(self, collection: Collection) -> None:
        super().__init__(chroma_collection=collection)

    def add(self, nodes: Sequence[BaseNode], **_: object) -> list[str]:
        """Put the nodes into the collection; their ids."""
        ids = [node.node_id for node in nodes]
        self._collection.add(
            ids,
            np.array([node.embedding for node in nodes], np.float32),
            [dict(node.metadata) for node in nodes],
            [node.get_content() for node in nodes],
        )
        return ids


def run_pipeline(
    nodes: Sequence[TextNode], embedding: CachedEmbedding, collection: Collection
) -> NDArray[np.float32]:
    """One batch of nodes through the pipeline into the collection; their vectors, in order."""
    pipeline = IngestionPipeline(
        transformations=[embedding],
        vector_store=RowStore(collection),
        disable_cache=True,
    )
    made = pipeline.run(nodes=list(nodes))
    return np.array([node.embedding for node in made], np.float32)
