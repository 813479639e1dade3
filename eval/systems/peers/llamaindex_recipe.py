"""LlamaIndex' stock recipe: `VectorStoreIndex.from_documents` and its retriever, every number its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.observations import Retrieved
from eval.systems.peers.peer import Recipe, Search, Texts, cut
from ingest.embedding import Embedder

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import NodeWithScore

_TOP_K = 2


def llamaindex_recipe() -> Recipe:
    """The recipe of LlamaIndex' starter tutorial with another embedding model and no language model."""
    return Recipe(
        name="llamaindex",
        packages=("llama-index-core", "nltk", "tiktoken"),
        numbers={
            "splitter": "SentenceSplitter",
            "chunk_size": 1_024,
            "chunk_overlap": 200,
            "store": "VectorStoreIndex",
            "similarity_top_k": _TOP_K,
        },
        shown=_TOP_K,
        embeds=True,
        index=_index,
    )


def _index(texts: Texts, embedder: Embedder) -> Search:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=text, id_=key) for key, text in texts.items()]
    index = VectorStoreIndex.from_documents(
        documents, transformations=[SentenceSplitter()], embed_model=_embedding(embedder)
    )

    def search(question: str, limit: int) -> list[Retrieved]:
        return [_placed(texts, found) for found in index.as_retriever(similarity_top_k=limit).retrieve(question)]

    return search


def _placed(texts: Texts, found: NodeWithScore) -> Retrieved:
    from llama_index.core.schema import TextNode

    node = found.node
    assert isinstance(node, TextNode)
    assert node.ref_doc_id is not None
    start = -1 if node.start_char_idx is None else node.start_char_idx
    return cut(texts, node.ref_doc_id, start, node.text, found.score or 0.0)


def _embedding(embedder: Embedder) -> BaseEmbedding:
    """The product's model in LlamaIndex' interface."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class ProductEmbedding(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.passages(texts)]

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(value) for value in embedder.query(query)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return ProductEmbedding(model_name=embedder.name)
