"""A CSV file as spreadsheets save it → records by column, whatever the encoding, the separator and the headers."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import decoded, read_bytes
from eval.errors import BadDataset
from eval.metrics.matching import folded

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets begin: zip archives, and before them those of OLE."""
_DELIMITERS = ";,\t"
_REQUIRED = ("insurer", "question", "outcome")


@dataclass(frozen=True, slots=True)
class Record:
    """A filled line below the headers."""

    place: Place
    """Where it starts; a cell may span several lines."""
    cells: Mapping[str, str]
    """By the name of the column, outer white space left out; "" where the cell is empty or there is no column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The records of a file and what their columns are called in it."""

    records: tuple[Record, ...]
    headers: Mapping[str, str]

    def fault(self, record: Record, column: str, message: str) -> Fault:
        """A fault of one cell, under the header that its author knows."""
        return Fault(record.place, f"column {self.headers.get(column, column)}", message)


def read_sheet(path: Path) -> Sheet:
    """A file in UTF-8, UTF-16 or cp1252 with commas, semicolons or tabs.

    Raises BadDataset naming line and column.
    """
    rows = _rows(path)
    if len(rows) < 2:
        raise BadDataset(f"{path}: no question in it; the first line names the columns, each other line asks one")
    (place, headers), *lines = rows
    columns = _columns(place, headers)
    refuse([fault for at, cells in lines for fault in _misplaced(at, cells, columns)])
    names = {column: header.strip() for column, header in zip(columns, headers, strict=True) if column}
    return Sheet(tuple(Record(at, _cells(columns, cells)) for at, cells in lines), names)


@cache
def words(kind: str) -> Mapping[str, str]:
    """The name of every column, or the id of every outcome, by each form that people write, as `plain` gives it."""
    text = (files("eval") / "datasets" / "spreadsheet.toml").read_text(encoding="utf-8")
    return {plain(word): name for name, known in tomllib.loads(text)[kind].items() for word in (name, *known)}


def plain(word: str) -> str:
    """A header or a cell without case, accents, underscores and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", folded(word)))


def _rows(path: Path) -> list[tuple[Place, list[str]]]:
    text = _text(path)
    first = text.lstrip().split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    found, start = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((Place(str(path), start), cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadDataset(f"{path}, line {start}: not readable as CSV ({error}); save the table again") from error
    return found


def _text(path: Path) -> str:
    """The file as UTF-8, as UTF-16 where it says so, or else as the encoding of a Western Windows."""
    raw = read_bytes(path)
    if raw.startswith(_WORKBOOK):
        raise BadDataset(f"{path}: a workbook, not a table; open it in the spreadsheet and save it as CSV")
    if raw.startswith(_UTF_16):
        return _utf_16(raw, path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return decoded(raw, path)


def _utf_16(raw: bytes, path: Path) -> str:
    """What Excel calls "Unicode text"."""
    try:
        return raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise BadDataset(f"{path}: begins as UTF-16 and is not; save the table as CSV UTF-8") from error


def _columns(place: Place, headers: Sequence[str]) -> list[str]:
    """The name of the column below each header; "" below an empty header."""
    columns = [words("columns").get(plain(header), header.strip() and "?") for header in headers]
    known = ", ".join(dict.fromkeys(words("columns").values()))
    faults = [
        Fault(place, f"column {header}", f"unknown column; the columns are {known}")
        for header, column in zip(headers, columns, strict=True)
        if column == "?"
    ]
    faults += [
        Fault(place, f"column {column}", "stands twice; keep one")
        for column in sorted({one for one in columns if one.strip("?") and columns.count(one) > 1})
    ]
    faults += [Fault(place, f"column {one}", "missing; add it") for one in _REQUIRED if one not in columns]
    refuse(faults)
    return columns


def _misplaced(place: Place, cells: Sequence[str], columns: Sequence[str]) -> Iterator[Fault]:
    for number, cell in enumerate(cells):
        if cell.strip() and (number >= len(columns) or not columns[number]):
            message = f"no header above {cell.strip()[:40]!r}; a cell that holds a separator needs quotation marks"
            yield Fault(place, f"column {number + 1}", message)


def _cells(columns: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    given = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
    return {**dict.fromkeys(words("columns").values(), ""), **given}
