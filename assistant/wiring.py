"""Puts the engine together from settings; used by the server, the command line and the evaluation."""

from __future__ import annotations

import os
from collections.abc import Callable

from assistant.engine import Engine
from assistant.law import load_law
from assistant.releases import Releases
from assistant.settings import Settings
from assistant.topics import QuestionBank, load_bank
from ingest.embedding import Embedder, load_embedder
from ingest.errors import ForeignIndex, IndexFault
from ingest.published import check_model, read_published
from ingest.releases import ReleaseStore


def build_engine(
    settings: Settings,
    embedder: Embedder | None = None,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> Engine:
    """The engine over the releases below `settings.data_dir`.

    Raises EmbeddingError, or ForeignIndex when a release was made by another model than the one configured.
    """
    embedder = embedder or load_embedder(settings.embedding_model)
    _refuse_foreign(ReleaseStore(settings.data_dir), embedder)
    return engine_with(settings, embedder, load_bank(embedder, settings.data_dir, advance))


def engine_with(settings: Settings, embedder: Embedder, bank: QuestionBank) -> Engine:
    """The engine over the releases below `settings.data_dir`, whose model is known to be this one."""
    from threadpoolctl import threadpool_limits

    os.environ["LANGSMITH_TRACING"] = "false"
    threadpool_limits(1, user_api="blas")
    releases = Releases(ReleaseStore(settings.data_dir), embedder, bank)
    return Engine(settings, embedder, bank, releases, load_law(settings.corpus_dir))


def _refuse_foreign(store: ReleaseStore, embedder: Embedder) -> None:
    """Raises ForeignIndex for an index of another model; a damaged one is met when it is served."""
    for insurer in store.insurers():
        try:
            check_model(read_published(store.current(insurer)), embedder)
        except ForeignIndex:
            raise
        except IndexFault:
            continue
