"""The published index of one insurer: vectors in Chroma, words in BM25, texts and structure in one file.

The only module that imports chromadb. A release is a folder of its own and never changes once it is published:

    <data>/releases/<insurer>/current             the id of the release that is served; replaced atomically
    <data>/releases/<insurer>/<release>/          release.json, embeddings.npz, lexical/, chroma/

A Chroma folder is written by the process that builds it, before it is published, and only read afterwards.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.embedding import Embedder, Vectors
from ingest.errors import ForeignIndex, IndexFault, NoRelease
from ingest.lexical import terms
from ingest.records import ParsedDocument, Passage, Release
from ingest.sources import InsurerEntry

if TYPE_CHECKING:
    import bm25s
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

FORMAT = 1


class Published(BaseModel):
    """What release.json holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    insurer: InsurerEntry
    fingerprint_of_model: tuple[float, ...]
    release: Release


@dataclass(frozen=True)
class Embeddings:
    """The vectors of a release by the hash of the text they stand for: what a later build need not embed again."""

    keys: tuple[str, ...]
    vectors: Vectors


class LoadedRelease:
    """A release ready for questions. Safe for concurrent readers."""

    def __init__(
        self,
        published: Published,
        embeddings: Embeddings,
        lexical: bm25s.BM25,
        vectors: Chroma,
        client: ClientAPI,
    ) -> None:
        self._finalizer = weakref.finalize(self, _close, client)
        self.published = published
        self.insurer = published.insurer
        self.release = published.release
        self.passages: dict[str, Passage] = {}
        self.documents: dict[str, ParsedDocument] = {}
        self._lexical = lexical
        self._vectors = vectors
        row = {key: place for place, key in enumerate(embeddings.keys)}
        sentence_rows: list[int] = []
        self.sentence_offsets: dict[str, tuple[int, int]] = {}
        for parsed in published.release.documents:
            for passage in parsed.passages:
                self.passages[passage.id] = passage
                self.documents[passage.id] = parsed
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
        """Cosine similarity of the `limit` nearest passages, by passage id, best first."""
        limit = min(limit, len(self.passages))
        found = self._vectors.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=limit)
        return {str(document.metadata["passage"]): 1.0 - distance for document, distance in found}

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


def passage_text(parsed: ParsedDocument, passage: Passage) -> str:
    """What stands for a passage in both indexes: its headings, what introduces it, its text."""
    title = " – ".join(passage.path[1:] or passage.path)
    lead = parsed.document.slice(passage.introduction) if passage.introduction else ""
    return "\n".join(part for part in (title, lead, parsed.passage_text(passage)) if part).replace("**", "")


def sentence_texts(parsed: ParsedDocument, passage: Passage) -> list[str]:
    """What stands for each sentence of a passage."""
    return [parsed.sentence_text(sentence).replace("**", "") for sentence in passage.sentences]


def text_key(text: str) -> str:
    """The name of a text in `Embeddings.keys`."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def write_release(folder: Path, published: Published, embeddings: Embeddings) -> None:
    """Writes a complete release into an empty folder."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    (folder / "release.json").write_text(published.model_dump_json(), encoding="utf-8")
    np.savez(folder / "embeddings.npz", keys=np.array(embeddings.keys), vectors=embeddings.vectors)
    passages = [(parsed, one) for parsed in published.release.documents for one in parsed.passages]
    texts = [passage_text(parsed, one) for parsed, one in passages]
    lexical = bm25s.BM25()
    words = [terms(text, one.language) or [""] for text, (_, one) in zip(texts, passages, strict=True)]
    lexical.index(words, show_progress=False)
    lexical.save(str(folder / "lexical"))
    row = {key: place for place, key in enumerate(embeddings.keys)}
    client = _client(folder / "chroma")
    collection = client.create_collection(
        _collection_name(published), embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    size = client.get_max_batch_size()
    for start in range(0, len(passages), size):
        batch = range(start, min(start + size, len(passages)))
        collection.add(
            ids=[passages[place][1].id for place in batch],
            embeddings=[embeddings.vectors[row[text_key(texts[place])]] for place in batch],
            documents=[texts[place] for place in batch],
            metadatas=[{"passage": passages[place][1].id} for place in batch],
        )
    _close(client)


def load_release(folder: Path) -> LoadedRelease:
    """The release in `folder`. Raises IndexFault when a part is missing, damaged or of another format."""
    import bm25s
    from langchain_chroma import Chroma

    published = read_published(folder)
    try:
        embeddings = read_embeddings(folder)
        lexical = bm25s.BM25.load(str(folder / "lexical"))
        client = _client(folder / "chroma", must_exist=True)
        vectors = Chroma(
            client=client, collection_name=_collection_name(published), create_collection_if_not_exists=False
        )
        loaded = LoadedRelease(published, embeddings, lexical, vectors, client)
        stored = client.get_collection(_collection_name(published), embedding_function=None).count()
    except Exception as error:
        raise IndexFault(f"{folder}: the index is damaged ({type(error).__name__}: {error}); {_AGAIN}") from error
    counts = {len(loaded.order), stored, int(lexical.scores["num_docs"])}
    if len(counts) != 1:
        raise IndexFault(f"{folder}: passages, vectors and lexical entries differ in number {counts}; {_AGAIN}")
    return loaded


_AGAIN = "run `mesdroits ingest --rebuild`"


def read_published(folder: Path) -> Published:
    """The texts and the structure of a release, without its vectors. Raises IndexFault."""
    path = folder / "release.json"
    try:
        published = Published.model_validate_json(path.read_bytes())
    except (OSError, ValidationError, ValueError) as error:
        raise IndexFault(f"{path}: unreadable ({type(error).__name__}); {_AGAIN}") from error
    if published.format != FORMAT:
        raise IndexFault(f"{path}: format {published.format}, this version reads {FORMAT}; {_AGAIN}")
    return published


def read_embeddings(folder: Path) -> Embeddings:
    """The vectors of a release. Raises OSError or ValueError."""
    with np.load(folder / "embeddings.npz", allow_pickle=False) as stored:
        return Embeddings(tuple(stored["keys"].tolist()), stored["vectors"].astype(np.float32))


def check_model(published: Published, embedder: Embedder) -> None:
    """Raises ForeignIndex when the release was embedded by another model."""
    release = published.release
    if not embedder.same_as(release.model, release.dimension, published.fingerprint_of_model):
        raise ForeignIndex(
            f"the index of {release.insurer} was made by {release.model!r} ({release.dimension} dimensions), "
            f"the configured model is {embedder.name!r} ({embedder.dimension}); run `mesdroits ingest`"
        )


def self_check(loaded: LoadedRelease, embeddings: Embeddings) -> None:
    """Raises IndexFault unless every passage finds itself at rank 1 (or ties with its own double)."""
    row = {key: place for place, key in enumerate(embeddings.keys)}
    for identifier, passage in loaded.passages.items():
        vector = embeddings.vectors[row[text_key(passage_text(loaded.documents[identifier], passage))]]
        found = loaded.nearest(vector, 5)
        best = max(found.values())
        if found.get(identifier, -1.0) < best - 1e-4:
            raise IndexFault(f"passage {identifier} does not find itself in the new index")


class ReleaseStore:
    """Where releases are published and found, one current release an insurer."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "releases"

    def insurers(self) -> list[str]:
        """Ids of the insurers with a published release, sorted."""
        return sorted(path.parent.name for path in self.root.glob("*/current"))

    def pointer(self, insurer: str) -> Path:
        """The file that names the insurer's current release."""
        return self.root / insurer / "current"

    def current(self, insurer: str) -> Path:
        """The folder of the current release. Raises NoRelease."""
        try:
            name = self.pointer(insurer).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise NoRelease(f"nothing is published for {insurer!r}; run `mesdroits ingest`") from error
        return self.root / insurer / name

    def sweep(self) -> None:
        """Removes what interrupted builds left behind. Only while no other build runs."""
        for leftover in self.root.glob("*/.staging-*"):
            shutil.rmtree(leftover)

    def stage(self, insurer: str, release: str) -> Path:
        """An empty folder to build in."""
        home = self.root / insurer
        home.mkdir(parents=True, exist_ok=True)
        folder = home / f".staging-{release}"
        folder.mkdir()
        return folder

    def publish(self, insurer: str, staged: Path) -> Path:
        """Makes a staged release the current one in one atomic step, then drops all but the last two."""
        home = self.root / insurer
        final = home / staged.name.removeprefix(".staging-")
        previous = self.current(insurer).name if self.pointer(insurer).exists() else ""
        _sync_tree(staged)
        staged.rename(final)
        _sync(home)
        fresh = home / ".current-next"
        fresh.write_text(final.name, encoding="utf-8")
        _sync(fresh)
        fresh.replace(self.pointer(insurer))
        _sync(home)
        self._prune(home, {final.name, previous})
        return final

    def retire(self, insurer: str) -> None:
        """Stops serving an insurer and drops its releases."""
        self.pointer(insurer).unlink(missing_ok=True)
        shutil.rmtree(self.root / insurer, ignore_errors=True)

    def _prune(self, home: Path, kept: set[str]) -> None:
        for folder in home.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _collection_name(published: Published) -> str:
    return f"{published.release.insurer}-{published.release.id}"


def _client(folder: Path, *, must_exist: bool = False) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    if must_exist and not (folder / "chroma.sqlite3").is_file():
        raise FileNotFoundError(folder / "chroma.sqlite3")
    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
    )


def _close(client: ClientAPI) -> None:
    client.close()  # type: ignore[attr-defined]


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
