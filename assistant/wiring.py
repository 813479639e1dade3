"""Puts the engine together from settings; used by the server, the command line and the evaluation."""

from __future__ import annotations

from collections.abc import Callable

from assistant.engine import Engine
from assistant.law import load_law
from assistant.releases import Releases
from assistant.settings import Settings
from assistant.topics import load_bank
from ingest.embedding import Embedder, load_embedder
from ingest.index import ReleaseStore


def build_engine(
    settings: Settings,
    embedder: Embedder | None = None,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> Engine:
    """The engine over the releases below `settings.data_dir`.

    Raises EmbeddingError, or ForeignIndex when a release was made by another model than the one configured.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
    embedder = embedder or load_embedder(settings.embedding_model)
    store = ReleaseStore(settings.data_dir)
    bank = load_bank(embedder, settings.data_dir, advance)
    return Engine(settings, embedder, bank, Releases(store, embedder, bank), load_law(settings.corpus_dir))
