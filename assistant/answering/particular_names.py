"""What particulars are called: the tables of `assistant/data/particulars.toml`, and the countries of the CLDR."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fr", "en", "bg")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB"})
_AMBIGUOUS = frozenset({"Maurice", "Jersey", "Jordan", "Chad", "Man", "Monde", "World", "свят"})
_SHORTEST_COUNTRY = 4
"""Letters of a country's name that may stand without its capital."""


def named(section: str) -> dict[str, str]:
    """A section of the table."""
    return dict(_table()[section])


def unaccented(text: str) -> str:
    """Lower case without accents and with straight apostrophes, character by character: offsets stay."""
    return "".join(_plain(one) for one in text)


@cache
def aliases() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Kind, value and pattern, on unaccented text, of what has several names."""
    table: Mapping[str, Mapping[str, str]] = _table()["aliases"]
    listed = [(kind, name, pattern) for kind, names in table.items() for name, pattern in names.items()]
    listed += [("country", code, pattern) for code, pattern in _table()["countries"].items()]
    return tuple((kind, name, re.compile(pattern)) for kind, name, pattern in listed)


@cache
def countries() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of all names of countries, on unaccented text, and the code of each name."""
    from babel import Locale

    codes: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            told_apart = name not in _AMBIGUOUS and len(name) >= _SHORTEST_COUNTRY
            if told_apart and len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                codes.setdefault(unaccented(name), code)
    listed = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"(?<![\w.@/-])(?:{listed})(?![\w@])(?!\.\w|-\w)"), codes


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "data" / "particulars.toml").read_text(encoding="utf-8"))


@cache
def _plain(one: str) -> str:
    if one in "’‘`´":
        return "'"
    if one in "\u00a0\u202f\u2009":
        return " "
    if one in "\u2010\u2011":
        return "-"
    lowered = one.lower()
    bare = unicodedata.normalize("NFD", lowered)[0] if not "\u0400" <= one <= "\u04ff" else lowered
    return bare if len(bare) == 1 else one
