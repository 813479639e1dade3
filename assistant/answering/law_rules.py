"""Which rules of the statutory layer go with a topic or a type of request."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def rules_of(kind: str, name: str) -> list[str]:
    """The rules of a kind ("topic", "action" or "audience") and name, the best first."""
    return _law_table()[kind].get(name, [])


@cache
def _law_table() -> dict[str, dict[str, list[str]]]:
    raw = (files("assistant") / "data" / "law.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)
