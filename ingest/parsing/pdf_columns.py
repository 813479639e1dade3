"""The lines of a page in reading order: the columns of a page one after the other, what crosses them in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ingest.parsing.pdf_page import Word, rows_of_words

_MIN_GUTTER = 9.0
_MIN_ROWS = 4
_MIN_CHARACTERS = 20
_MAX_COLUMNS = 3
_MAX_GAPS = 500


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of one column: its words from left to right, and the edges of its column."""

    words: tuple[Word, ...]
    left: float
    right: float
    column: int
    """Counts the columns of the page, so that equal numbers mean one column."""

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters, in points."""
        weight: dict[float, int] = {}
        for word in self.words:
            weight[word.size] = weight.get(word.size, 0) + len(word.text)
        return max(weight, key=lambda size: (weight[size], size))

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if any(map(str.isalnum, word.text)))

    @property
    def has_letters(self) -> bool:
        """Whether anything but signs stands in it: signs alone have no weight of their own."""
        return any(any(map(str.isalnum, word.text)) for word in self.words)


def lines_of_page(words: Sequence[Word]) -> list[PdfLine]:
    """The lines of these words of one page, in reading order."""
    lines: list[PdfLine] = []
    for number, column in enumerate(_columns(list(words), 0)):
        rows = rows_of_words(column)
        written = [word for word in column if word.text] or column
        left = min(word.x0 for word in written)
        right = max(word.x1 for word in written)
        lines += [PdfLine(tuple(row), left, right, number) for row in rows]
    return lines


def _columns(words: list[Word], depth: int) -> list[list[Word]]:
    """The words of each column, in reading order; what crosses the columns stands between them."""
    rows = rows_of_words(words)
    gutter = _gutter(rows) if depth < _MAX_COLUMNS else None
    if gutter is None:
        return [words] if words else []
    found: list[list[Word]] = []
    plain: list[Word] = []
    for crossing, band in groupby(rows, key=lambda row: _crosses(row, gutter)):
        inside = [word for row in band for word in row]
        if crossing or not _is_prose(inside, gutter):
            plain += inside
            continue
        if plain:
            found.append(plain)
            plain = []
        for side in _sides(inside, gutter):
            found += _columns(side, depth + 1)
    return [*found, plain] if plain else found


def _sides(words: list[Word], gutter: float) -> tuple[list[Word], list[Word]]:
    return [word for word in words if word.x1 <= gutter], [word for word in words if word.x1 > gutter]


def _is_prose(words: list[Word], gutter: float) -> bool:
    """Whether lines stand on both sides, long enough to be prose: the cells of a table are shorter."""
    sides = [rows_of_words(side) for side in _sides(words, gutter)]
    if min(map(len, sides)) < 2 or sum(map(len, sides)) < 2 * _MIN_ROWS:
        return False
    return all(median(sum(len(word.text) + 1 for word in row) for row in side) >= _MIN_CHARACTERS for side in sides)


def _gutter(rows: list[list[Word]]) -> float | None:
    """The middle of the gap that most rows share; where lines do not stand side by side, of the empty strip."""
    gaps = [(one.x1, other.x0) for row in rows for one, other in pairwise(row) if other.x0 - one.x1 >= _MIN_GUTTER]
    middles = [(start + end) / 2 for start, end in gaps[:_MAX_GAPS]] + _empty_strips(rows)
    middle = max(middles, key=lambda x: sum(left <= x <= right for left, right in gaps), default=0.0)
    inside = [word for row in rows if not _crosses(row, middle) for word in row]
    return middle if inside and _is_prose(inside, middle) else None


def _empty_strips(rows: list[list[Word]]) -> list[float]:
    """The middles of the upright strips that no word touches."""
    strips: list[float] = []
    reach = 0.0
    for word in sorted((word for row in rows for word in row), key=lambda one: one.x0):
        if reach and word.x0 - reach >= _MIN_GUTTER:
            strips.append((reach + word.x0) / 2)
        reach = max(reach, word.x1)
    return strips


def _crosses(row: list[Word], gutter: float) -> bool:
    """Whether the row runs over the gutter, inside a word or with a usual space."""
    left = max((word.x1 for word in row if word.x0 < gutter), default=None)
    right = min((word.x0 for word in row if word.x0 >= gutter), default=None)
    if left is not None and left > gutter:
        return True
    return left is not None and right is not None and right - left < _MIN_GUTTER
