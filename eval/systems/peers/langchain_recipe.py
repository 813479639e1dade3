"""LangChain's stock recipe: recursive splitter, Chroma, the four nearest chunks.

The numbers of the splitter are those of LangChain's tutorial "Build a RAG application"; k is the default of
`Chroma.similarity_search`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from eval.observations import Retrieved
from eval.systems.peers.peer import Recipe, Search, Texts, cut
from ingest.embedding import Embedder

if TYPE_CHECKING:
    from langchain_core.documents import Document

_K = 4


def langchain_recipe(name: str = "langchain", chunk_size: int = 1_000, chunk_overlap: int = 200) -> Recipe:
    """The recipe with the tutorial's numbers, or with those of another publication that uses its parts."""

    def index(texts: Texts, embedder: Embedder) -> Search:
        return _chroma(texts, recursive_splits(texts, chunk_size, chunk_overlap), embedder)

    return Recipe(
        name=name,
        packages=("langchain-core", "langchain-text-splitters", "langchain-chroma", "chromadb"),
        numbers={
            "splitter": "RecursiveCharacterTextSplitter",
            "chunk_size": chunk_size,
            "chunk_overlap": chunk_overlap,
            "store": "Chroma",
            "k": _K,
        },
        shown=_K,
        embeds=True,
        index=index,
    )


def recursive_splits(texts: Texts, chunk_size: int, chunk_overlap: int) -> list[Document]:
    """Chunks of at most `chunk_size` characters, with `source` (the key of the text) and `start_index`."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=chunk_size, chunk_overlap=chunk_overlap, add_start_index=True
    )
    return splitter.create_documents(list(texts.values()), [{"source": key} for key in texts])


def placed(texts: Texts, split: Document, score: float) -> Retrieved:
    """A recursive split in its text."""
    return cut(texts, split.metadata["source"], split.metadata["start_index"], split.page_content, score)


def _chroma(texts: Texts, splits: list[Document], embedder: Embedder) -> Search:
    from langchain_chroma import Chroma

    # Chroma without a folder is one store for the whole process, hence a name of its own for every collection.
    store = Chroma(f"peer-{uuid.uuid4().hex}", embedding_function=embedder.langchain)
    store.add_documents(splits)

    def search(question: str, limit: int) -> list[Retrieved]:
        found = store.similarity_search_with_score(question, k=limit)
        # The squared distance d of unit vectors is 2 − 2·cosine.
        return [placed(texts, split, 1 - distance / 2) for split, distance in found]

    return search
