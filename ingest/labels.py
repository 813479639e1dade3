"""The words of the reports that people read about ingestion, in French: kinds of facts, roles, damage, layout."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def labels() -> dict[str, Any]:
    """`templates/labels.fr.toml` as it stands."""
    return tomllib.loads((files("ingest") / "templates" / "labels.fr.toml").read_text(encoding="utf-8"))


def label(table: str, code: str) -> str:
    """The word for a code of a table; a code without one is shown readably."""
    found = labels()[table].get(code)
    return str(found) if found is not None else code.replace("_", " ")
