"""What ties a run to the code, the packages and the texts that made it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import assistant
import ingest
from eval.cases import Dataset
from eval.errors import NotComparable

PRODUCT = "mesdroits"


@cache
def code_version() -> dict[str, str]:
    """The release of the product and the SHA-256 of the files of `assistant` and `ingest`, data files included.

    The embedding model is left out: its own fingerprint tells it.
    """
    digest = hashlib.sha256()
    for package in (assistant, ingest):
        assert package.__file__ is not None
        root = Path(package.__file__).parent
        for path in sorted(_source_files(root)):
            digest.update(f"{root.name}/{path.relative_to(root).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return {"version": version(PRODUCT), "sha256": digest.hexdigest()}


def _source_files(root: Path) -> list[Path]:
    aside = {"__pycache__", "models"}
    return [path for path in root.rglob("*") if path.is_file() and not aside & set(path.relative_to(root).parts)]


@cache
def package_versions() -> dict[str, str]:
    """The installed versions of the packages that the product declares, extras aside."""
    declared = [one for one in requires(PRODUCT) or [] if "extra ==" not in one]
    found = {}
    for name in sorted(re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in declared):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def text_mark(document_version: str, sha256: str) -> dict[str, str]:
    """How a system's `about()["texts"]` marks the text of a key; `sha256` is of the published file."""
    return {"version": document_version, "sha256": sha256}


def refuse_other_texts(dataset: Dataset, about: Mapping[str, Any]) -> None:
    """Raises NotComparable when a system that tells its texts answers from others than those of the data set.

    The version of a document ends with the first eight hexadecimal digits of the SHA-256 of its canonical text.
    """
    if "texts" not in about:
        return
    for key, text in sorted(dataset.texts.items()):
        digest = hashlib.sha256(text.encode()).hexdigest()
        found = about["texts"].get(key)
        if found is None:
            raise NotComparable(f"{dataset.name}: the system has no document {key}; ingest it first")
        if not found["version"].endswith(f"-{digest[:8]}"):
            raise NotComparable(
                f"{dataset.name}: the system answers from another text of {key}, version {found['version']}, "
                f"which for the data set ends with {digest[:8]}; give both the same text"
            )
