"""The product over the texts that a data set brings along, ingested as a new insurer's policy would be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import tomlkit

from assistant.engine import Engine
from assistant.settings import Settings
from assistant.topics import load_bank
from assistant.wiring import build_engine, build_language_model, engine_with
from eval.cases import Dataset, SourceText
from eval.errors import BadDataset
from ingest.build import Progress, ingest
from ingest.embedding import Embedder, load_embedder
from ingest.errors import CorpusError
from ingest.files import write_atomically


def engine_for(
    dataset: Dataset, settings: Settings, embedder: Embedder | None = None, progress: Progress = lambda *_: None
) -> Engine:
    """The engine that a data set is about: over the texts that it brings along, else over the releases in service.

    Raises BadDataset when a text cannot be ingested, ForeignIndex when a release was made by another model.
    """
    if not dataset.sources:
        return build_engine(settings, embedder)
    return indexed_engine(dataset, settings, settings.data_dir / "eval", embedder, progress)


def indexed_engine(
    dataset: Dataset,
    settings: Settings,
    folder: Path,
    embedder: Embedder | None = None,
    progress: Progress = lambda *_: None,
) -> Engine:
    """An engine over `dataset.sources`, indexed below `folder`; law and question bank are those of the settings.

    Texts that were indexed there before are not embedded again. Raises BadDataset when a text cannot be ingested.
    """
    home = folder / f"{re.sub('[^a-zA-Z0-9]+', '-', dataset.name)}-{_mark(dataset.sources)}"
    embedder = embedder or load_embedder(settings.embedding_model)
    _write_corpus(home / "corpus", dataset.sources)
    try:
        report = ingest(home / "corpus", home / "data", embedder, progress=progress)
    except CorpusError as error:
        raise BadDataset(f"{dataset.name}: {error}") from error
    refused = [one for one in report.insurers if one.status == "refused"]
    if refused:
        raise BadDataset(f"{dataset.name}: {refused[0].insurer} cannot be ingested: {refused[0].detail}")
    bank = load_bank(embedder, settings.data_dir)
    own = settings.model_copy(update={"data_dir": home / "data", "chroma_url": None})
    return engine_with(own, embedder, bank, build_language_model(own))


def _mark(sources: Sequence[SourceText]) -> str:
    parts = [f"{one.key} {one.title} {one.languages} {one.text}" for one in sources]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _write_corpus(folder: Path, sources: Sequence[SourceText]) -> None:
    for one in sources:
        path = folder / _file(one)
        if not path.exists():
            write_atomically(path, [one.text.encode()])
    manifest = tomlkit.dumps({"insurer": _entries(sources)})
    write_atomically(folder / "insurers.toml", [manifest.encode()])


def _entries(sources: Sequence[SourceText]) -> list[dict[str, object]]:
    ordered = sorted(sources, key=lambda one: one.insurer)
    return [
        {"id": insurer, "name": insurer, "legal_name": insurer, "document": list(map(_document, texts))}
        for insurer, texts in groupby(ordered, key=lambda one: one.insurer)
    ]


def _document(one: SourceText) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "file": _file(one),
        "languages": list(one.languages),
        "date": "undated",
        "origin": "brought along by a data set",
        "kind_confirmed": True,
    }


def _file(one: SourceText) -> str:
    return f"texts/{one.insurer}/{one.id}.txt"
