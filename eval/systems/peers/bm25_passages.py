"""A plain lexical baseline: BM25 over recursive chunks without overlap, the chunking of LegalBench-RAG."""

from __future__ import annotations

from eval.observations import Retrieved
from eval.systems.peers.langchain_recipe import placed, recursive_splits
from eval.systems.peers.peer import Recipe, Search, Texts
from ingest.embedding import Embedder

CHUNK_SIZE = 500
"""Characters, as in the baselines of LegalBench-RAG (Pipitone & Alami 2024, arXiv:2408.10343)."""
_SHOWN = 4


def bm25_passages() -> Recipe:
    """BM25 as bm25s has it by default (Lucene's, k1 = 1.5, b = 0.75), words neither stemmed nor left out."""
    return Recipe(
        name=f"bm25-{CHUNK_SIZE}",
        packages=("bm25s", "langchain-text-splitters"),
        numbers={
            "splitter": "RecursiveCharacterTextSplitter",
            "chunk_size": CHUNK_SIZE,
            "chunk_overlap": 0,
            "method": "lucene",
            "k1": 1.5,
            "b": 0.75,
        },
        shown=_SHOWN,
        embeds=False,
        index=_index,
    )


def _index(texts: Texts, _embedder: Embedder) -> Search:
    splits = recursive_splits(texts, CHUNK_SIZE, 0)
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(_words([split.page_content for split in splits]), show_progress=False)

    def search(question: str, limit: int) -> list[Retrieved]:
        places, scores = retriever.retrieve(_words([question]), k=min(limit, len(splits)), show_progress=False)
        found = zip(places[0], scores[0], strict=True)
        return [placed(texts, splits[place], float(score)) for place, score in found]

    return search


def _words(texts: list[str]) -> list[list[str]]:
    import bm25s

    words: list[list[str]] = bm25s.tokenize(texts, stopwords=None, return_ids=False, show_progress=False)
    return words
