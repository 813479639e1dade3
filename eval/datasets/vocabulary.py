"""The topics and request types that a case may name: those of the product's question bank."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from assistant.examples import NO_ACTION


@cache
def topics() -> frozenset[str]:
    """The ids of `assistant/data/topics.toml`."""
    return _tables("topics.toml", "topic")


@cache
def request_types() -> frozenset[str]:
    """The ids of `assistant/data/actions.toml`, less the one for "no wish"."""
    return _tables("actions.toml", "action") - {NO_ACTION}


def _tables(name: str, kind: str) -> frozenset[str]:
    text = (files("assistant") / "data" / name).read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[kind])
