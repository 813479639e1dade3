"""The searchable index of one insurer: vectors in Chroma, words in BM25, texts and structure in one file.

The only module that imports chromadb. A release folder holds release.json, embeddings.npz, lexical/, seal.json and
chroma/, which is written by the process that builds it, before it is published, and only read afterwards. With a
Chroma server the vectors are in a collection of that server instead, and there is no chroma/.
"""

from __future__ import annotations

import json
import logging
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.embedding import Vectors
from ingest.errors import IndexFault
from ingest.lexical import terms
from ingest.loaded import LoadedRelease
from ingest.published import (
    AGAIN,
    Embeddings,
    Published,
    passage_text,
    read_embeddings,
    read_published,
    text_key,
    write_published,
)

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

_CONNECT_SECONDS = 5.0
log = logging.getLogger(__name__)


def write_release(folder: Path, published: Published, embeddings: Embeddings) -> None:
    """Writes a complete release into an empty folder, its vectors to the Chroma server that it names, if any."""
    write_published(folder, published, embeddings)
    passages = [(parsed, one) for parsed in published.release.documents for one in parsed.passages]
    texts = [passage_text(parsed, one) for parsed, one in passages]
    _write_lexical(folder, [terms(text, one.language) for text, (_, one) in zip(texts, passages, strict=True)])
    row = embeddings.rows()
    # Each text once: a graph of many equal vectors falls apart, and some are never found.
    first = {text_key(text): place for place, text in reversed(list(enumerate(texts)))}
    places = sorted(first.values())
    vectors = embeddings.vectors[[row[text_key(texts[place])] for place in places]]
    ids = [passages[place][1].id for place in places]
    with _client(folder, published) as client:
        _write_vectors(client, _name(folder), ids, [texts[place] for place in places], vectors)


def load_release(folder: Path) -> LoadedRelease:
    """The release in `folder`. Raises IndexFault when a part is missing, damaged or of another format, or when its
    Chroma server cannot be reached."""
    import bm25s
    from langchain_chroma import Chroma

    published = read_published(folder)
    name = _name(folder)
    client, close = _opened(folder, published, must_exist=True)
    with ExitStack() as unless_loaded, _damage(folder):
        unless_loaded.callback(close)
        embeddings = read_embeddings(folder)
        lexical = bm25s.BM25.load(str(folder / "lexical"))
        with _server_faults(published.chroma_url):
            stored = client.get_collection(name, embedding_function=None).count()
            vectors = Chroma(client=client, collection_name=name, create_collection_if_not_exists=False)
        loaded = LoadedRelease(published, embeddings, lexical, _search(vectors, published.chroma_url), close)
        counts = {(len(loaded.order), len(loaded.twins)), (int(lexical.scores["num_docs"]), stored)}
        if len(counts) != 1:
            raise IndexFault(f"{folder}: passages, vectors and lexical entries differ in number {counts}; {AGAIN}")
        unless_loaded.pop_all()
    return loaded


def drop_release(folder: Path) -> None:
    """Removes a release folder and its collection on a Chroma server; keeps both while the server is away."""
    try:
        url = json.loads((folder / "release.json").read_bytes()).get("chroma_url")
    except (OSError, ValueError):
        url = None
    if url:
        try:
            _drop_collection(url, _name(folder))
        except IndexFault as error:
            log.warning("%s is kept for now: %s", folder, error)
            return
    shutil.rmtree(folder)


def holds_vectors(folder: Path, url: str | None) -> bool:
    """Whether the collection of a release is on the Chroma server at `url`; the seal tells it of a folder.

    Raises IndexFault when the server does not answer.
    """
    if url is None:
        return True
    from chromadb.errors import NotFoundError

    with _server_faults(url):
        try:
            return _server(url).get_collection(_name(folder), embedding_function=None).count() > 0
        except NotFoundError:
            return False


def check_server(url: str) -> None:
    """Raises IndexFault when no Chroma server answers at `url`."""
    with _server_faults(url):
        _server(url).heartbeat()


def _write_lexical(folder: Path, words: list[list[str]]) -> None:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    lexical = bm25s.BM25()
    lexical.index([one or [""] for one in words], show_progress=False)
    lexical.save(str(folder / "lexical"))


def _write_vectors(client: ClientAPI, name: str, ids: list[str], texts: list[str], vectors: Vectors) -> None:
    collection = client.create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    size = client.get_max_batch_size()
    for start in range(0, len(ids), size):
        batch = slice(start, start + size)
        collection.add(
            ids=ids[batch],
            embeddings=list(vectors[batch]),
            documents=texts[batch],
            metadatas=[{"passage": identifier} for identifier in ids[batch]],
        )


def _search(vectors: Chroma, url: str | None) -> Callable[[Vectors, int], dict[str, float]]:
    """The passages nearest to a vector, by id, with their cosine similarity, best first."""

    def nearest(vector: Vectors, limit: int) -> dict[str, float]:
        with _server_faults(url):
            found = vectors.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=limit)
        return {str(document.metadata["passage"]): 1.0 - distance for document, distance in found}

    return nearest


def _name(folder: Path) -> str:
    """The name of the collection of a release."""
    return f"{folder.parent.name}-{folder.name.removeprefix('.staging-')}"


@contextmanager
def _client(folder: Path, published: Published) -> Iterator[ClientAPI]:
    client, close = _opened(folder, published)
    try:
        with _server_faults(published.chroma_url):
            yield client
    finally:
        close()


def _opened(
    folder: Path, published: Published, *, must_exist: bool = False
) -> tuple[ClientAPI, Callable[[], None]]:
    """A client for the vectors of a release, and what lets go of it: the one to a server is shared and stays."""
    if published.chroma_url:
        with _server_faults(published.chroma_url):
            return _server(published.chroma_url), lambda: None
    with _damage(folder):
        client = _local(folder / "chroma", must_exist=must_exist)
    return client, client.close  # type: ignore[attr-defined]


def _local(folder: Path, *, must_exist: bool) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    if must_exist and not (folder / "chroma.sqlite3").is_file():
        raise FileNotFoundError(folder / "chroma.sqlite3")
    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
    )


@lru_cache(maxsize=8)
def _server(url: str) -> ClientAPI:
    """The client to a server: one a process, however many releases are loaded."""
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    # Chroma's client waits for ever; a server that is not there has to be noticed in seconds.
    socket.create_connection((parts.hostname or "", port), _CONNECT_SECONDS).close()
    return chromadb.HttpClient(host=url, port=port, settings=Settings(anonymized_telemetry=False))


def _drop_collection(url: str, name: str) -> None:
    from chromadb.errors import NotFoundError

    with _server_faults(url):
        try:
            _server(url).delete_collection(name)
        except NotFoundError:
            return


@contextmanager
def _server_faults(url: str | None) -> Iterator[None]:
    """Raises IndexFault where a Chroma server does not do what it is asked."""
    try:
        yield
    except IndexFault:
        raise
    except Exception as error:
        if url is None:
            raise
        raise IndexFault(
            f"the Chroma server {url} fails ({type(error).__name__}: {error}); is it running?"
        ) from error


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    """Raises IndexFault where a part of a release cannot be read."""
    try:
        yield
    except IndexFault:
        raise
    except Exception as error:
        raise IndexFault(f"{folder}: the index is damaged ({type(error).__name__}: {error}); {AGAIN}") from error
