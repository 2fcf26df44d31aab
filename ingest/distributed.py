"""Embedding on a Ray cluster: the same transformation, run by llama-index-ingestion-ray."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from llama_index.core.schema import TextNode
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable
from assistant.offline import SWITCHES
from assistant.settings import ROOT
from ingest.pipeline import CachedEmbedding, Encode
from ingest.vectors import VectorCache

MakeEncode = Callable[[], Encode]
BATCH = 256  # nodes that a worker takes at once


class WorkerMemory:
    """A worker's own memory of vectors; the cache on disk belongs to the driver."""

    def __init__(self) -> None:
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def lacking(self, texts: Sequence[str]) -> set[str]:
        """Those texts whose vectors are not kept."""
        return {text for text in texts if text not in self._vectors}

    def read(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those texts that are kept."""
        return {text: self._vectors[text] for text in texts if text in self._vectors}

    def write(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Keep these vectors."""
        self._vectors.update(zip(texts, vectors, strict=True))


class WorkerEmbedding(CachedEmbedding):
    """The embedding of the local pipeline as a Ray worker builds it."""

    def __init__(self, make_encode: MakeEncode) -> None:
        super().__init__(make_encode(), WorkerMemory(), lambda _: None)


class RayCluster:
    """Embeds nodes on Ray and keeps their vectors in the cache of this machine."""

    def __init__(self, make_encode: MakeEncode, address: str = "") -> None:
        try:
            import ray
            from llama_index.ingestion.ray import RayIngestionPipeline, RayTransformComponent
        except ImportError as error:
            raise ModelUnavailable(
                "Ray is not installed. Install the extra: pip install -e '.[ray]'"
            ) from error
        try:
            ray.init(
                address=address or "local",
                ignore_reinit_error=True,
                include_dashboard=None if address else False,
                log_to_driver=False,
                runtime_env={"env_vars": {**SWITCHES, "PYTHONPATH": str(ROOT)}},
            )
        except (ConnectionError, ValueError) as error:
            raise ModelUnavailable(f"There is no Ray cluster at {address!r}: {error}.") from error
        self._pipeline = RayIngestionPipeline(
            transformations=[
                RayTransformComponent(
                    transform_class=WorkerEmbedding,
                    transform_kwargs={"make_encode": make_encode},
                    map_batches_kwargs={"batch_size": BATCH, "concurrency": 1},
                )
            ]
        )

    def embed(self, nodes: Sequence[TextNode], cache: VectorCache) -> int:
        """Embed what the cache lacks; the number of texts."""
        lacking = cache.lacking([node.text for node in nodes])
        missing = {node.text: node for node in nodes if node.text in lacking}
        if missing:
            made = self._pipeline.run(nodes=list(missing.values()))
            vectors = np.array([node.embedding for node in made], np.float32)
            cache.write([node.get_content() for node in made], vectors)
        return len(missing)

    def close(self) -> None:
        """Leave the cluster; a local one stops."""
        import ray

        ray.shutdown()
