"""The rows of a table of a web page, each whole: cells that span several rows or columns stand in all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingest.parsing.html_boilerplate import visible_text

_MAX_SPAN = 50
_MAX_CELL = 4000


def is_data_table(table: Any) -> bool:
    """Whether the table holds data, not the layout of a page: two columns and two rows, cells of text."""
    if (table.get("role") or "") in {"presentation", "none"} or next(
        table.iterdescendants("table"), None
    ) is not None:
        return False
    rows = [_cells(row) for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row]
    wide = sum(sum(_span(cell, "colspan") for cell in row) >= 2 for row in rows)
    return len(rows) >= 2 and wide >= 2 and all(len(visible_text(cell)) <= _MAX_CELL for cell in cells)


def rows_of(table: Any, text_of: Callable[[Any], str]) -> list[list[str]]:
    """The cells of each row that has text, as `text_of` reads them."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        filled, hanging = _row(_cells(row), hanging, text_of)
        if any(filled):
            rows.append(filled)
    return rows


def _row(
    cells: list[Any], hanging: dict[int, tuple[int, str]], text_of: Callable[[Any], str]
) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """One row, and for the columns where a cell hangs down: how many rows more, and its text."""
    filled: list[str] = []
    left: dict[int, tuple[int, str]] = {}
    waiting = list(cells)
    while waiting or len(filled) in hanging:
        column = len(filled)
        if column in hanging:
            rows, text = hanging[column]
            if rows > 1:
                left[column] = (rows - 1, text)
            filled.append(text)
            continue
        cell = waiting.pop(0)
        text = text_of(cell)
        for step in range(_span(cell, "colspan")):
            if _span(cell, "rowspan") > 1:
                left[column + step] = (_span(cell, "rowspan") - 1, text)
            filled.append(text)
    return filled, left


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(_MAX_SPAN, int(value))) if value.isdigit() and len(value) < 5 else 1
