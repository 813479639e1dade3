"""A synthetic corpus in a folder, a model that any process can load for it, and what two ingestions must share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from eval.synthetic import write_corpus
from ingest.index import load_release
from ingest.published import read_embeddings
from ingest.releases import ReleaseStore


def corpus_with_model(folder: Path, policies: int, sections: int = 3) -> tuple[Path, Path]:
    """The folders of a corpus and of a sentence-transformers model that counts the corpus's words."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    corpus, model = folder / "corpus", folder / "model"
    write_corpus(corpus, policies, sections=sections)
    texts = [path.read_text(encoding="utf-8") for path in (corpus / "policies").rglob("*.*")]
    words = sorted({word.strip(".,:;!?()|*#") for text in texts for word in text.lower().split()} - {""})
    SentenceTransformer(modules=[BoW(words)], device="cpu").save(str(model))
    return corpus, model


def contents(data_dir: Path) -> dict[str, object]:
    """Of each insurer what its release holds, without ids and times of the release."""
    store = ReleaseStore(data_dir)
    return {insurer: _content(store.current(insurer)) for insurer in store.insurers()}


def _content(folder: Path) -> object:
    loaded = load_release(folder)
    embeddings = read_embeddings(folder)
    words = [np.round(loaded.lexical([word]), 4).tolist() for word in ("donne", "courri", "droit")]
    loaded.close()
    return (
        loaded.insurer,
        loaded.release.documents,
        embeddings.keys,
        np.round(embeddings.vectors, 5).tolist(),
        words,
    )


def similarities(data_dir: Path) -> dict[str, float]:
    """Of each insurer how near every passage is to its first five vectors: compare them as floats."""
    store = ReleaseStore(data_dir)
    found = {}
    for insurer in store.insurers():
        folder = store.current(insurer)
        loaded = load_release(folder)
        for number, vector in enumerate(read_embeddings(folder).vectors[:5]):
            nearest = loaded.nearest(vector, len(loaded.order))
            found |= {f"{insurer} {number} {name}": score for name, score in nearest.items()}
        loaded.close()
    return found
