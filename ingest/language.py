"""The language of a passage or a question, as an ISO 639-1 code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SHORTEST = 25


@cache
def _detector(languages: frozenset[str]) -> LanguageDetector:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in sorted(languages)]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()


def language_of(text: str, expected: tuple[str, ...]) -> str:
    """The language of `text` among `expected`; the first of them when the text is too short to tell."""
    if len(expected) == 1 or len(text) < _SHORTEST:
        return expected[0]
    found = _detector(frozenset(expected)).detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else expected[0]


def language_shares(text: str, candidates: tuple[str, ...]) -> dict[str, float]:
    """The confidence that `text` is in each of `candidates`, summing to 1."""
    values = _detector(frozenset(candidates)).compute_language_confidence_values(text)
    return {value.language.iso_code_639_1.name.lower(): value.value for value in values}
