"""Our retrieval as a LlamaIndex retriever, for engines and tools built on LlamaIndex."""

from __future__ import annotations

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.domain import Filters, Passage
from assistant.retrieval import Retriever
from assistant.wording import Lexicon, read_question


class ParagraphRetriever(BaseRetriever):
    """Paragraphs as nodes that keep their ids, report and label, best first."""

    def __init__(
        self, retriever: Retriever, lexicon: Lexicon, k: int = 10, filters: Filters = Filters()
    ) -> None:
        super().__init__()
        self._retriever, self._lexicon, self._k, self._filters = retriever, lexicon, k, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        reading = read_question(query_bundle.query_str, (), self._lexicon)
        found = self._retriever.retrieve(reading, self._k, self._filters)
        return [NodeWithScore(node=_node(passage), score=passage.score) for passage in found]


def _node(passage: Passage) -> TextNode:
    """The passage as a node; its id is the paragraph's."""
    paragraph = passage.paragraph
    labels = {"report": paragraph.report_id, "label": paragraph.label}
    return TextNode(
        id_=paragraph.id,
        text=paragraph.text,
        metadata=labels,
        excluded_embed_metadata_keys=list(labels),
        excluded_llm_metadata_keys=list(labels),
    )
