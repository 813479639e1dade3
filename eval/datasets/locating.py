"""Where a quote stands in a text, when it was copied by hand."""

from __future__ import annotations

from collections.abc import Iterator

_LEFT_OUT = frozenset("*\u00ad\u200b\ufeff")
_ALIKE = str.maketrans("’‘ʼ", "'''")


class Searched:
    """A text to look for quotes in. White space, case, Markdown asterisks and kinds of apostrophe do not matter."""

    def __init__(self, text: str) -> None:
        pairs = list(_kept(text))
        self._places = [place for place, _ in pairs]
        self._letters = "".join(letter for _, letter in pairs)

    def places(self, quote: str) -> list[tuple[int, int]]:
        """Every place of the quote, as half-open ranges of characters of the text; empty when there is none."""
        wanted = "".join(letter for _, letter in _kept(quote))
        found = []
        at = self._letters.find(wanted) if wanted else -1
        while at >= 0:
            found.append((self._places[at], self._places[at + len(wanted) - 1] + 1))
            at = self._letters.find(wanted, at + len(wanted))
        return found


def _kept(text: str) -> Iterator[tuple[int, str]]:
    """The letters that are compared, each with the place it comes from."""
    for place, one in enumerate(text):
        if not one.isspace() and one not in _LEFT_OUT:
            for letter in one.translate(_ALIKE).casefold():
                yield place, letter
