"""The real product, built once a session: the five policies indexed with the bundled model."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"


def pytest_collection_finish():
    """The thousands of tests collected stay to the end: the garbage collector need not look through them again."""
    gc.freeze()


@pytest.fixture(scope="session")
def embedder():
    """The bundled model, loaded once."""
    from ingest.embedding import load_embedder

    return load_embedder()


@pytest.fixture(scope="session")
def other_model(tmp_path_factory):
    """The folder of a model of 3 numbers that counts three words."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    folder = tmp_path_factory.mktemp("model") / "three-words"
    SentenceTransformer(modules=[BoW(["droits", "cookies", "courrier"])], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def data_dir(embedder, tmp_path_factory):
    """A data folder with the corpus ingested and the question bank ready."""
    from assistant.topics import load_bank
    from ingest.build import ingest

    folder = tmp_path_factory.mktemp("data")
    report = ingest(CORPUS, folder, embedder)
    assert not report.failed, report
    load_bank(embedder, folder)
    return folder


@pytest.fixture(scope="session")
def engine(embedder, data_dir):
    """The engine that the server uses, over `data_dir`."""
    from assistant.settings import Settings
    from assistant.wiring import build_engine

    return build_engine(Settings(data_dir=data_dir), embedder)
