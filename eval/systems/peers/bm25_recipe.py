"""The peer without a model: Haystack's BM25 retriever over the chunks of its default splitter.

A question that shares no word with the policy, such as one in the other language, finds nothing, and its answer is
empty.
"""

from __future__ import annotations

from eval.observations import Retrieved
from eval.systems.peers.haystack_parts import PACKAGES, SPLITTER, TOP_K, placed, word_splits
from eval.systems.peers.peer import Recipe, Search, Texts
from ingest.embedding import Embedder


def bm25_recipe() -> Recipe:
    """The recipe of Haystack's documentation for lexical search, every number its default."""
    return Recipe(
        name="bm25",
        packages=PACKAGES,
        numbers={**SPLITTER, "retriever": "InMemoryBM25Retriever", "bm25_algorithm": "BM25L", "top_k": TOP_K},
        shown=TOP_K,
        embeds=False,
        index=_index,
    )


def _index(texts: Texts, _embedder: Embedder) -> Search:
    splits = word_splits(texts)
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(shared=False)
    store.write_documents(splits)
    retriever = InMemoryBM25Retriever(store)

    def search(question: str, limit: int) -> list[Retrieved]:
        return [placed(texts, split) for split in retriever.run(query=question, top_k=limit)["documents"]]

    return search
