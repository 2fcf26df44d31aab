"""The LlamaIndex pipeline: entries become nodes, are embedded through the cache, fill Chroma."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
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

    def vectors(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """One unit vector for each text; a text that occurs twice is read once."""
        kept = self._cache.read(texts)
        missing = sorted({text for text in texts if text not in kept}, key=len, reverse=True)
        self._advance(sum(text in kept for text in texts))
        for start in range(0, len(missing), SLICE):
            part = missing[start : start + SLICE]
            begun = time.perf_counter()
            made = self._encode(part)
            self._seconds += time.perf_counter() - begun
            self._embedded += len(part)
            self._cache.write(part, made)
            kept.update(zip(part, made, strict=True))
            self._advance(len(part))
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
    """The entry as a LlamaIndex node; its metadata are what Chroma can filter by."""
    return TextNode(
        id_=entry.id,
        text=entry.text,
        metadata={
            "paragraph_id": entry.paragraph_id,
            "report": entry.paragraph_id.partition("/")[0],
            "role": entry.role,
            "place": entry.place,
            "order": order,
        },
    )


def run_pipeline(
    nodes: Iterable[TextNode], embedding: CachedEmbedding, collection: Collection
) -> Sequence[BaseNode]:
    """One batch of nodes through the pipeline into the collection."""
    pipeline = IngestionPipeline(
        transformations=[embedding],
        vector_store=ChromaVectorStore(chroma_collection=collection),
        disable_cache=True,
    )
    return pipeline.run(nodes=list(nodes))
