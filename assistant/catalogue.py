"""The words people read: message catalogues in French and English, side by side in `assistant/messages`."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fr", "en")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def message(language: str, key: str, /, **values: object) -> str:
    """The message `key` ("file.name" or "file.table.name") in `language`, its placeholders filled.

    Numbered placeholders such as {0} stand for quotes and stay; without values, so do all.
    Languages without a catalogue read English.
    Raises KeyError when no catalogue has the key, or a value is missing.
    """
    text = _catalogue(language if language in LANGUAGES else "en")[key]
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), text) if values else text


def long_date(language: str, day: date) -> str:
    """A date in words: "1er octobre 2017", "1 October 2017"."""
    month = message(language, "web.months").split()[day.month - 1]
    key = "web.date_first" if day.day == 1 else "web.date"
    return message(language, key, day=day.day, month=month, year=day.year)


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
