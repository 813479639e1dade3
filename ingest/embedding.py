"""The sentence-transformers model, reached through LangChain's `Embeddings` interface.

Importing torch takes seconds, so it happens in `load_embedder`, not on import.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EmbeddingError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Vectors = NDArray[np.float32]
BUNDLED_MODEL = "multilingual-e5-small-4bit"
_BATCH = 16
_PROBE = "Comment exercer mes droits sur mes données personnelles ?"


@dataclass(frozen=True)
class Embedder:
    """A loaded model.

    `name` and `fingerprint` identify it: the fingerprint holds the first eight numbers of the vector of a fixed
    question, so that another model under the same name is noticed.
    """

    name: str
    dimension: int
    fingerprint: tuple[float, ...]
    langchain: Embeddings
    count_tokens: Callable[[str], int]

    def query(self, text: str) -> Vectors:
        """The unit vector of a question, shape (dimension,), float32."""
        return _unit(np.asarray(self.langchain.embed_query(text), dtype=np.float32))

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] = lambda _: None) -> Vectors:
        """The unit vectors of passages, shape (len(texts), dimension), float32.

        `advance` is told after each batch how many texts it held.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            found = np.asarray(self.langchain.embed_documents(batch), dtype=np.float32)
            vectors[start : start + len(batch)] = _unit(found)
            advance(len(batch))
        return vectors

    def same_as(self, name: str, dimension: int, fingerprint: Sequence[float]) -> bool:
        """Whether an index made with these marks was made by this model."""
        return (
            name == self.name
            and dimension == self.dimension
            and np.allclose(fingerprint, self.fingerprint, atol=1e-3)
        )


def load_embedder(model: str = BUNDLED_MODEL) -> Embedder:
    """Any sentence-transformers model: the bundled one, a model folder, or a name that is already cached.

    Nothing is downloaded. Raises EmbeddingError when the model cannot be loaded offline.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    import huggingface_hub.constants as hub
    from langchain.embeddings import init_embeddings
    from langchain_huggingface import HuggingFaceEmbeddings

    hub.HF_HUB_OFFLINE = True  # the hub reads the environment on its import, which another library may have caused
    folder = _model_folder(model)
    try:
        options = {"trust_remote_code": True, "device": "cpu"}
        loaded = init_embeddings(folder, provider="huggingface", model_kwargs=options)
        assert isinstance(loaded, HuggingFaceEmbeddings)
        client = loaded._client
        for fields, prompt in (("encode_kwargs", "document"), ("query_encode_kwargs", "query")):
            if client.prompts.get(prompt):
                setattr(loaded, fields, {"prompt_name": prompt})
        probe = _unit(np.asarray(loaded.embed_query(_PROBE), dtype=np.float32))
    except Exception as error:
        raise EmbeddingError(
            f"the embedding model {model!r} cannot be loaded offline ({type(error).__name__}: {error}); "
            f"use {BUNDLED_MODEL!r} or the folder of a sentence-transformers model"
        ) from error
    return Embedder(
        name=model,
        dimension=len(probe),
        fingerprint=tuple(round(float(value), 4) for value in probe[:8]),
        langchain=loaded,
        count_tokens=_token_counter(client),
    )


def _model_folder(model: str) -> str:
    bundled = Path(__file__).parent / "models" / model
    return str(bundled) if bundled.is_dir() else model


def _token_counter(client: Any) -> Callable[[str], int]:
    module = client[0]
    if hasattr(module, "token_count"):
        return lambda text: int(module.token_count(text))
    if callable(client.tokenizer):
        return lambda text: len(client.tokenizer(text)["input_ids"])
    return lambda text: len(text.split())


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
