"""How much a model may write, counted here too: a server need not heed the limit it was given."""

from __future__ import annotations

from assistant.language_model.failures import ModelFailed

_CHARACTERS_PER_TOKEN = 8
"""More than any language here takes on average (French and Bulgarian about 3 to 4)."""
_LINE_CHARACTERS = 2_000
"""A sentence or a translated quote is a line; the longest quotes have some 1,500 characters."""
_WORD_CHARACTERS = 300
"""Longer than any address of a page that a policy gives."""
_SAME_LINES = 3
_CYCLE_WORDS = 24
"""The longest run of words that is looked for again and again."""
_REPEATED_WORDS = 24
"""How many words the repetitions have together, so that "00 00 00 00" or "oui, oui" are none."""
_REPETITIONS = 3
_TAIL_CHARACTERS = 2_000


class Budget:
    """Counts what a model writes. Not for use by several threads."""

    def __init__(self, tokens: int) -> None:
        self._left = tokens * _CHARACTERS_PER_TOKEN
        self._lines: list[str] = []
        self._line = ""
        self._tail = ""

    def spend(self, piece: str) -> None:
        """Counts a piece of text. Raises ModelFailed("endless") where it was one too many."""
        self._left -= len(piece)
        if self._left < 0:
            raise ModelFailed("endless")
        *done, self._line = (self._line + piece).split("\n")
        self._lines += [" ".join(line.casefold().split()) for line in done if line.strip()]
        self._tail = (self._tail + piece)[-_TAIL_CHARACTERS:]
        if max(map(len, [*done, self._line])) > _LINE_CHARACTERS or self._repeats():
            raise ModelFailed("endless")

    def _repeats(self) -> bool:
        same_lines = len(self._lines) >= _SAME_LINES and len(set(self._lines[-_SAME_LINES:])) == 1
        words = self._tail.casefold().split()
        return same_lines or any(len(word) > _WORD_CHARACTERS for word in words[-1:]) or _goes_round(words)


def _goes_round(words: list[str]) -> bool:
    """Whether the text ends in the same words, again and again."""
    for cycle in range(1, _CYCLE_WORDS + 1):
        length = max(_REPEATED_WORDS, cycle * _REPETITIONS)
        end = words[-length:]
        if len(end) == length and end[cycle:] == end[:-cycle]:
            return True
    return False
