"""One page of a PDF: its words with their looks, and the tables that lines draw on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

_MAX_STROKES = 4000
_SAME_LINE = 0.5
_SIGNS = ".,;:!?)»"


@dataclass(frozen=True, slots=True)
class Word:
    """A word in one look, in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table drawn with lines: the words of each cell, row by row; a merged cell stands in all its places."""

    top: float
    bottom: float
    x0: float
    x1: float
    rows: tuple[tuple[tuple[Word, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    """Outside the cells of its tables."""
    tables: tuple[Table, ...]
    has_pictures: bool


def page_of(page: Any) -> Page:
    """Reads a page of pdfplumber."""
    found = page.extract_words(
        x_tolerance_ratio=0.15, extra_attrs=["fontname", "size"], keep_blank_chars=False, use_text_flow=False
    )
    words = _linked([_word(one) for one in found], page.hyperlinks)
    tables: list[Table] = []
    strokes = len(page.lines) + len(page.rects) + len(page.curves)
    for one in page.find_tables() if 0 < strokes <= _MAX_STROKES else ():
        inside = [word for word in words if _within(word, one.bbox)]
        table = _table(one, inside)
        if table:
            tables.append(table)
            placed = {word for row in table.rows for cell in row for word in cell}
            words = [word for word in words if word not in placed]
    return Page(page.page_number, page.width, page.height, tuple(words), tuple(tables), bool(page.images))


def rows_of_words(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand side by side, from top to bottom, each row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.top, one.x0)):
        for row in rows[-3:]:
            if _beside(row[0], word):
                row.append(word)
                if word.size > row[0].size:
                    row[0], row[-1] = row[-1], row[0]
                break
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _beside(one: Word, other: Word) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)


def _word(found: dict[str, Any]) -> Word:
    font = found["fontname"].rpartition("+")[2].casefold()
    bold = any(mark in font for mark in ("bold", "black", "heavy", "semibold", "demi", "gras"))
    return Word(
        found["text"], found["x0"], found["x1"], found["top"], found["bottom"], round(found["size"], 1), bold
    )


def _linked(words: Sequence[Word], links: Iterable[dict[str, Any]]) -> list[Word]:
    """The words, those that lie on a link with its target; a sign behind the link is a word of its own."""
    found = list(words)
    for link in links:
        box = (link["x0"], link["top"], link["x1"], link["bottom"])
        target = str(link.get("uri") or "")
        if target:
            found = [
                part for word in found for part in (_cut(word, box[2], target) if _within(word, box) else (word,))
            ]
    return found


def _cut(word: Word, edge: float, target: str) -> tuple[Word, ...]:
    core = word.text.rstrip(_SIGNS)
    if word.x1 - edge < 1 or not core or core == word.text:
        return (replace(word, link=target),)
    return replace(word, text=core, x1=edge, link=target), replace(word, text=word.text[len(core) :], x0=edge)


def _within(word: Word, box: tuple[float, float, float, float]) -> bool:
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _table(found: Any, words: list[Word]) -> Table | None:
    """The table, when it has two columns and two rows with text at least."""
    lefts = _edges([cell[0] for cell in found.cells])
    tops = _edges([cell[1] for cell in found.cells])
    if len(lefts) < 2 or len(tops) < 2:
        return None
    grid: list[list[tuple[Word, ...]]] = [[() for _ in lefts] for _ in tops]
    for cell in found.cells:
        inside = tuple(word for word in words if _within(word, cell))
        for row, top in enumerate(tops):
            for column, left in enumerate(lefts):
                if cell[0] - 1 <= left < cell[2] - 1 and cell[1] - 1 <= top < cell[3] - 1:
                    grid[row][column] = inside
    rows = [tuple(row) for row in grid if any(row)]
    if len(rows) < 2 or sum(sum(bool(cell) for cell in row) >= 2 for row in rows) < 2:
        return None
    x0, top, x1, bottom = found.bbox
    return Table(top, bottom, x0, x1, tuple(rows))


def _edges(values: Iterable[float]) -> list[float]:
    """The values in order, those within two points of each other taken once."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2:
            edges.append(value)
    return edges
