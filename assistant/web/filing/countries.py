"""The countries that a form offers, by name."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale

from assistant.requests.intake.addresses import countries

_FIRST = "FR"


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """ISO 3166-1 alpha-2 codes with names in the language: France, then every other by name, accents apart."""
    names = {**Locale("en").territories, **Locale(language).territories}  # French has no name for Sark
    named = ((code, str(names[code])) for code in countries())
    return tuple(sorted(named, key=lambda one: (one[0] != _FIRST, _folded(one[1]))))


def _folded(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
