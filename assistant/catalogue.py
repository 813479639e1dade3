"""The words people read: message catalogues in French and English, side by side in `assistant/messages`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fr", "en")


def message(language: str, key: str, **values: object) -> str:
    """The message `key` ("file.name" or "file.table.name") in `language`, its placeholders filled.

    Languages without a catalogue read English. Raises KeyError when no catalogue has the key.
    """
    text = _catalogue(language if language in LANGUAGES else "en")[key]
    return text.format(**values) if values else text


def keys(language: str) -> frozenset[str]:
    """Every key of a language's catalogues."""
    return frozenset(_catalogue(language))


@cache
def _catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (files("assistant") / "messages").iterdir():
        name, _, rest = path.name.partition(".")
        if rest == f"{language}.toml":
            found.update(_flat(name, tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def _flat(prefix: str, table: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found.update(_flat(f"{prefix}.{key}", value))
        else:
            found[f"{prefix}.{key}"] = str(value)
    return found
