"""Haystack's stock recipe: `DocumentSplitter`, `InMemoryDocumentStore`, `InMemoryEmbeddingRetriever`."""

from __future__ import annotations

from dataclasses import replace

from eval.observations import Retrieved
from eval.systems.peers.haystack_parts import PACKAGES, SPLITTER, TOP_K, placed, word_splits
from eval.systems.peers.peer import Recipe, Search, Texts
from ingest.embedding import Embedder


def haystack_recipe() -> Recipe:
    """The recipe of Haystack's first tutorial with another embedding model and no language model."""
    return Recipe(
        name="haystack",
        packages=PACKAGES,
        numbers={**SPLITTER, "retriever": "InMemoryEmbeddingRetriever", "top_k": TOP_K},
        shown=TOP_K,
        embeds=True,
        index=_index,
    )


def _index(texts: Texts, embedder: Embedder) -> Search:
    splits = word_splits(texts)
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    vectors = embedder.passages([split.content or "" for split in splits])
    store = InMemoryDocumentStore(shared=False)
    store.write_documents(
        [replace(split, embedding=vector.tolist()) for split, vector in zip(splits, vectors, strict=True)]
    )
    retriever = InMemoryEmbeddingRetriever(store)

    def search(question: str, limit: int) -> list[Retrieved]:
        found = retriever.run(query_embedding=embedder.query(question).tolist(), top_k=limit)
        return [placed(texts, split) for split in found["documents"]]

    return search
