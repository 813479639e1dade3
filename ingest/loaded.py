"""A release in memory, ready for questions."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from ingest.embedding import Vectors
from ingest.errors import IndexFault
from ingest.published import Embeddings, Published, passage_text, sentence_texts, text_key
from ingest.records import ParsedDocument, Passage

if TYPE_CHECKING:
    import bm25s


class LoadedRelease:
    """A release ready for questions. Safe for concurrent readers."""

    def __init__(
        self,
        published: Published,
        embeddings: Embeddings,
        lexical: bm25s.BM25,
        nearest: Callable[[Vectors, int], dict[str, float]],
        close: Callable[[], None],
    ) -> None:
        self._finalizer = weakref.finalize(self, close)
        self.published = published
        self.insurer = published.insurer
        self.release = published.release
        self.passages: dict[str, Passage] = {}
        self.documents: dict[str, ParsedDocument] = {}
        self._lexical = lexical
        self._nearest = nearest
        row = embeddings.rows()
        self.twins: dict[str, list[str]] = {}
        """The passages that share a text, by the first of them: the one whose vector is stored."""
        firsts: dict[str, str] = {}
        sentence_rows: list[int] = []
        self.sentence_offsets: dict[str, tuple[int, int]] = {}
        for parsed in published.release.documents:
            for passage in parsed.passages:
                self.passages[passage.id] = passage
                self.documents[passage.id] = parsed
                text = passage_text(parsed, passage)
                self.twins.setdefault(firsts.setdefault(text, passage.id), []).append(passage.id)
                first = len(sentence_rows)
                keys = (text_key(text) for text in sentence_texts(parsed, passage))
                sentence_rows.extend(row[key] for key in keys)
                self.sentence_offsets[passage.id] = (first, len(sentence_rows))
        self.order = tuple(self.passages)
        self.sentence_vectors: Vectors = embeddings.vectors[sentence_rows]

    def close(self) -> None:
        """Lets go of the Chroma folder; happens by itself when nobody holds the release any more."""
        self._finalizer()

    def nearest(self, vector: Vectors, limit: int) -> dict[str, float]:
        """Cosine similarity of the `limit` nearest passages, by passage id, best first.

        Raises IndexFault when the vectors are on a Chroma server that does not answer.
        """
        found = self._nearest(vector, min(limit, len(self.twins)))
        every = ((one, score) for name, score in found.items() for one in self.twins[name])
        return dict(islice(every, limit))

    def lexical(self, words: Sequence[str]) -> Vectors:
        """The BM25 score of every passage, in the order of `order`; zeros when no word is known."""
        known = self._lexical.vocab_dict
        kept = [word for word in words if word in known]
        if not kept:
            return np.zeros(len(self.order), dtype=np.float32)
        return np.asarray(self._lexical.get_scores(kept), dtype=np.float32)

    def sentence_similarities(self, vector: Vectors) -> Vectors:
        """The cosine similarity of every sentence; `sentence_offsets` says which rows are whose."""
        return np.asarray(self.sentence_vectors @ vector, dtype=np.float32)


def self_check(loaded: LoadedRelease, embeddings: Embeddings) -> None:
    """Raises IndexFault unless every passage, or one with the very same text, is nearest to its own vector."""
    row = embeddings.rows()
    keys = {one: text_key(passage_text(loaded.documents[one], passage)) for one, passage in loaded.passages.items()}
    for identifier, key in keys.items():
        found = loaded.nearest(embeddings.vectors[row[key]], 5)
        best = max(found.values())
        if all(keys[one] != key for one, score in found.items() if score >= best - 1e-4):
            raise IndexFault(f"passage {identifier} does not find itself in the new index")
