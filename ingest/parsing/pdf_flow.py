"""The lines and tables of all pages → blocks: paragraphs flow again over lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingest.parsing.canonical import Block, row_text, title_or_text
from ingest.parsing.lines import folded
from ingest.parsing.pdf_columns import PdfLine, lines_of_page
from ingest.parsing.pdf_page import Page, Table, Word
from ingest.parsing.pdf_text import cell_text, joined, known_words, line_text, texts_of
from ingest.records import LeftOut

_LARGER = 1.08
_SMALLER = 0.93
_MAX_HEADING = 200
_GLYPHS = "•●▪■◦‣·➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d"
_BULLET = re.compile(rf"^(?:[{_GLYPHS}]|[-–—*o](?=\s))\s*(?=\S)")
_LONE_BULLET = re.compile(rf"^[{_GLYPHS}–-]$")
_NUMBER = re.compile(r"^\(?(?P<number>\d{1,2}|[a-z])[.)]\s+(?=\S)")
_NOTE = re.compile(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s*\S")
_ENDS = (".", "!", "?", ":", ";", "…", "»", ".)", ".»")


@dataclass
class _Draft:
    """A block in the making."""

    kind: str
    page: int
    lines: list[PdfLine]
    breaks: list[bool]
    skip: int = 0
    """Characters of the bullet or number that opens it."""
    mark: str = "-"
    level: int = 0

    @property
    def last(self) -> PdfLine:
        return self.lines[-1]


@dataclass
class _Shape:
    """What is usual in the document: measured once, over all its lines."""

    body: float
    pitch: float
    levels: dict[float, int]
    known: frozenset[str]


@dataclass
class _Flow:
    shape: _Shape
    left_out: list[LeftOut]
    blocks: list[Block] = field(default_factory=list)
    draft: _Draft | None = None
    notes: list[_Draft] = field(default_factory=list)
    offsets: list[float] = field(default_factory=list)
    """Where the bullets of the open list stand, from the outermost in."""
    header: list[str] = field(default_factory=list)
    """The header of the table that the last block belongs to."""

    def line(self, line: PdfLine, page: int) -> None:
        text = line_text(line.words)
        if self._is_note(line, text):
            self.notes.append(_Draft("note", page, [line], [False]))
            return
        if self.notes and line.size < _SMALLER * self.shape.body and self._follows(self.notes[-1].last, line):
            self.notes[-1].lines.append(line)
            self.notes[-1].breaks.append(False)
            return
        draft = self._opened(line, text, page)
        if self.draft and self._goes_on(self.draft, draft, line, text):
            self.draft.breaks.append(self._is_break(self.draft.last, line))
            self.draft.lines.append(line)
            return
        self.flush()
        self._place(draft, line)
        self.draft = draft

    def table(self, table: Table, page: int) -> None:
        """The rows of a table; one that goes on from the page before does not repeat its header."""
        self.flush(notes=False)
        goes_on = bool(self.blocks and self.blocks[-1].kind == "row")
        rows = [[cell_text(cell, self.shape.known) if cell else "" for cell in row] for row in table.rows]
        if goes_on and self.header and len(rows[0]) == len(self.header):
            if list(map(folded, rows[0])) == list(map(folded, self.header)):
                self.left_out.append(LeftOut("running-header", row_text(rows.pop(0))))
        else:
            self._write_notes()
            self.header = rows[0]
        self.blocks += [Block("row", row_text(row), page=page) for row in rows]

    def flush(self, *, notes: bool = True) -> None:
        """Writes the block in the making, then the notes that stood at the foot of its page."""
        if self.draft:
            self.blocks.append(self._block(self.draft))
            self.draft = None
        if notes:
            self._write_notes()

    def _write_notes(self) -> None:
        self.blocks += [self._block(note) for note in self.notes]
        self.notes = []

    def _is_note(self, line: PdfLine, text: str) -> bool:
        return _NOTE.match(text) is not None and line.size < _SMALLER * self.shape.body

    def _opened(self, line: PdfLine, text: str, page: int) -> _Draft:
        level = self.shape.levels.get(line.size, 0)
        if level:
            return _Draft("heading", page, [line], [False], level=level)
        bullet = _BULLET.match(text)
        if bullet:
            return _Draft("item", page, [line], [False], skip=bullet.end())
        number = _NUMBER.match(text)
        if number and not line.bold:
            return _Draft("item", page, [line], [False], skip=number.end(), mark=number[0].strip())
        return _Draft("paragraph", page, [line], [False])

    def _goes_on(self, draft: _Draft, new: _Draft, line: PdfLine, text: str) -> bool:
        """Whether `line` belongs to the block in the making."""
        last = draft.last
        if new.kind == "heading" or draft.kind == "heading":
            same = new.kind == draft.kind and new.level == draft.level and not self._changes_weight(last, line)
            apart = not self._adjacent(last, line) and not self._is_short(last, line)
            return same and (apart or self._follows(last, line))
        if new.kind == "item" and not self._only_looks_like_an_item(draft, line, text):
            return False
        if self._changes_weight(last, line) and (line.bold or self._is_short(last, line)):
            return False
        if not self._adjacent(last, line):
            return text[0].islower() or (not self._ended(last) and not self._is_short(last, line) and not line.bold)
        if not self._follows(last, line):
            return False
        if self._is_short(last, line):
            hangs = draft.kind == "item" and line.x0 > draft.lines[0].x0 + 2
            return hangs or not self._ended(last)
        return not (line.x0 > line.left + 8 and last.x0 <= last.left + 2 and self._ended(last))

    def _only_looks_like_an_item(self, draft: _Draft, line: PdfLine, text: str) -> bool:
        """Whether a dash or a number opens the line because the sentence was cut right there."""
        if text[0] in _GLYPHS or self._is_short(draft.last, line) or self._ended(draft.last):
            return False
        return draft.kind != "item" or abs(draft.lines[0].x0 - line.x0) > 2

    @staticmethod
    def _changes_weight(last: PdfLine, line: PdfLine) -> bool:
        return last.bold != line.bold and last.has_letters and line.has_letters

    @staticmethod
    def _adjacent(last: PdfLine, line: PdfLine) -> bool:
        """Whether both stand in one column, the second below the first."""
        return last.column == line.column and last.left == line.left and line.top > last.top

    def _follows(self, last: PdfLine, line: PdfLine) -> bool:
        size = max(line.size, last.size)
        pitch = self.shape.pitch * max(1.0, size / self.shape.body)
        return self._adjacent(last, line) and line.top - last.top <= max(1.3 * pitch, 1.25 * size)

    @staticmethod
    def _is_short(last: PdfLine, line: PdfLine) -> bool:
        """Whether the first word of `line` had room at the end of `last`."""
        first = line.words[0]
        return last.x1 + 0.35 * first.size + (first.x1 - first.x0) < last.right - 1

    def _is_break(self, last: PdfLine, line: PdfLine) -> bool:
        return self._adjacent(last, line) and self._is_short(last, line)

    @staticmethod
    def _ended(line: PdfLine) -> bool:
        return line.words[-1].text.endswith(_ENDS)

    def _place(self, draft: _Draft, line: PdfLine) -> None:
        """The depth of an item, by where its bullet stands below those above it."""
        if draft.kind != "item":
            self.offsets = []
            return
        offset = line.x0 - line.left
        self.offsets = [one for one in self.offsets if one < offset - 3]
        draft.level = min(6, len(self.offsets))
        self.offsets.append(offset)

    def _block(self, draft: _Draft) -> Block:
        text = joined(texts_of(draft.lines), draft.breaks, self.shape.known)[draft.skip :]
        if draft.kind == "note":
            mark = re.match(r"^[⁰¹²³⁴⁵⁶⁷⁸⁹]+", text)
            text = f"{mark[0]} {text[mark.end() :].strip()}" if mark else text
        if draft.kind == "paragraph":
            text = title_or_text(text, bold=all(line.bold for line in draft.lines))
        return Block(draft.kind, text, draft.level, draft.mark, page=draft.page)


def blocks_of(pages: Sequence[Page], left_out: list[LeftOut]) -> list[Block]:
    """The blocks of the document in reading order. Header rows that a table repeats are added to `left_out`."""
    parts = [(page.number, part) for page in pages for part in _parts(page)]
    lines = [part for _, part in parts if isinstance(part, PdfLine)]
    flow = _Flow(_shape(lines), left_out)
    for number, part in _bullets_joined(parts):
        if isinstance(part, PdfLine):
            flow.line(part, number)
        else:
            flow.table(part, number)
    flow.flush()
    return flow.blocks


def _parts(page: Page) -> Iterator[PdfLine | Table]:
    """The lines and the tables of a page. A table takes its turn as a word without text at its upper edge does."""
    tables = {_place_of(table): table for table in page.tables}
    for line in lines_of_page((*page.words, *tables)):
        words = tuple(word for word in line.words if word.text)
        if words:
            yield replace(line, words=words)
        yield from (tables[word] for word in line.words if word in tables)


def _place_of(table: Table) -> Word:
    return Word("", table.x0, table.x1, table.top, table.top + 3, 0.0, bold=False)


def _bullets_joined(parts: Sequence[tuple[int, PdfLine | Table]]) -> Iterator[tuple[int, PdfLine | Table]]:
    """The parts; a bullet that makes a line of its own opens the next line."""
    waiting: PdfLine | None = None
    for number, part in parts:
        if isinstance(part, PdfLine) and _LONE_BULLET.match(line_text(part.words)):
            waiting = part
            continue
        if waiting and isinstance(part, PdfLine):
            part = PdfLine((*waiting.words, *part.words), part.left, part.right, part.column)
        waiting = None
        yield number, part


def _shape(lines: Sequence[PdfLine]) -> _Shape:
    weight: Counter[float] = Counter()
    for line in lines:
        weight[line.size] += sum(len(word.text) for word in line.words)
    body = max(weight, key=lambda size: (weight[size], size), default=10.0)
    steps = [
        line.top - last.top
        for last, line in pairwise(lines)
        if last.column == line.column and last.size == line.size == body and 0 < line.top - last.top < 2 * body
    ]
    headed = (line for line in lines if line.size > _LARGER * body and len(line_text(line.words)) <= _MAX_HEADING)
    sizes = sorted({line.size for line in headed}, reverse=True)
    levels = {size: min(6, place) for place, size in enumerate(sizes, 1)}
    return _Shape(body, median(steps) if steps else 1.3 * body, levels, known_words(texts_of(lines)))
