"""The usual set-up to compare with: LlamaIndex over Chroma with all-MiniLM-L6-v2 in torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.corpus import Corpus
from assistant.embedding import BASE, load_passage_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def plain_search(corpus: Corpus, folder: Path) -> Callable[[str], object]:
    """A search of the plain retriever over the same paragraphs, ten results."""
    import chromadb
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    model = load_passage_model(replace(Settings(), embedding_model=BASE))
    client = chromadb.PersistentClient(str(folder))
    collection = client.create_collection(
        "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    store = ChromaVectorStore(chroma_collection=collection)
    texts = [paragraph.text for paragraph in corpus.paragraphs]
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    store.add(
        [
            TextNode(id_=paragraph.id, text=paragraph.text, embedding=vector.tolist())
            for paragraph, vector in zip(corpus.paragraphs, vectors, strict=True)
        ]
    )
    index = VectorStoreIndex.from_vector_store(
        store,
        embed_model=_torch_embedding(model),
        storage_context=StorageContext.from_defaults(vector_store=store),
    )
    retriever = index.as_retriever(similarity_top_k=10)
    return retriever.retrieve


def _torch_embedding(model: SentenceTransformer):  # type: ignore[no-untyped-def] # noqa: ANN202
    """The model as LlamaIndex wants it."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Torch(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            vector: list[float] = model.encode(
                text, normalize_embeddings=True, show_progress_bar=False
            ).tolist()
            return vector

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return Torch(model_name=BASE)
