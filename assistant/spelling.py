"""Slips of the fingers: a word that nobody writes becomes the frequent word that is one slip away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_LETTERS = 5
"""Shorter words have too many neighbours."""
_FREQUENT = 3
"""How often a word occurs in the examples to be taken for what was meant."""


class Spelling:
    """The words of a body of texts, with how often each occurs. Accents count, case does not."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._known = frozenset(counts)
        self._frequent = {
            word: count for word, count in counts.items() if count >= _FREQUENT and len(word) >= _FEWEST_LETTERS - 1
        }

    def knows(self, word: str) -> bool:
        """Whether a word occurs in the texts."""
        return word.lower() in self._known

    def corrected(self, text: str) -> str:
        """The text with unknown lower-case words of five letters or more replaced by the most frequent word that is
        one letter swapped, added, left out or replaced away (optimal string alignment); others stay."""
        return _WORD.sub(lambda found: self._meant(found[0]), text)

    def _meant(self, word: str) -> str:
        if len(word) < _FEWEST_LETTERS or not word.islower() or word in self._known:
            return word
        near = process.extract(word, self._frequent.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        return max((found for found, *_ in near), key=lambda one: (self._frequent[one], one), default=word)
