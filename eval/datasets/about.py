"""What a data set says about itself in `dataset.toml`: its version, and the texts that its gold was written on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from eval.datasets.faults import Fault, Place
from eval.datasets.jsonl import Strict, read_toml


class About(Strict):
    """The content of a `dataset.toml`."""

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    texts: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default_factory=dict)
    """SHA-256 of each canonical text in UTF-8, by its key "<insurer>/<document id>"."""


def read_about(path: Path) -> About:
    """A `dataset.toml`. Raises BadDataset naming every key that is wrong."""
    return read_toml(path, About)


def text_faults(about: About, path: Path, texts: Mapping[str, str]) -> list[Fault]:
    """A fault for each text of the data set that the corpus lacks or holds in another version."""
    found = []
    for key, expected in about.texts.items():
        if key not in texts:
            found.append(Fault(Place(str(path)), f"texts.{key}", "the corpus has no such document"))
        elif (actual := sha256(texts[key])) != expected:
            message = (
                f"the corpus holds another text ({actual[:12]}…) than the gold was written against "
                f"({expected[:12]}…); bring back that version or check the gold and give the new hash"
            )
            found.append(Fault(Place(str(path)), f"texts.{key}", message))
    return found


def sha256(text: str) -> str:
    """The hash of a text as `dataset.toml` gives it."""
    return hashlib.sha256(text.encode()).hexdigest()
