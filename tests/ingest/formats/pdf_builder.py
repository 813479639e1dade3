"""A policy as a PDF: a small typesetter, so that columns, hyphens and running lines are exactly as wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from fpdf import FPDF

from tests.ingest.formats.policy import CALLS, Part, pieces_of

RUNNING_HEAD = "Politique de protection des données"
RUNNING_FOOT = "Mutuelle soumise au livre II du code de la mutualité"
_SIZES = {1: 18.0, 2: 14.0, 3: 12.0}
_BODY = 10.0
_MARGIN = 50.0
_TOP, _BOTTOM = 90.0, 740.0
_GUTTER = 24.0
_VOWELS = "aeiouyéèêàâîôû"


@dataclass(frozen=True)
class _Word:
    text: str
    bold: bool = False
    target: str = ""
    call: bool = False
    glued: bool = False
    """Whether no space stands before it."""


class _Typesetter:
    def __init__(self, columns: int, hyphenate: bool, running: bool) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.core_fonts_encoding = "cp1252"
        self.pdf.set_auto_page_break(False)
        self.columns, self.hyphenate, self.running = columns, hyphenate, running
        self.width = (self.pdf.w - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns
        self.column, self.y = columns - 1, _BOTTOM
        self.notes: list[str] = []

    def room(self, height: float) -> None:
        """Goes on in the next column or on the next page where `height` does not fit."""
        limit = _BOTTOM - 12 * len(self.notes)
        if self.pdf.page and self.y + height <= limit:
            return
        self.column += 1
        if self.column >= self.columns or not self.pdf.page:
            self.finish_page()
            self.pdf.add_page()
            self.column = 0
        self.y = _TOP

    def finish_page(self) -> None:
        if not self.pdf.page:
            return
        if self.running:
            self.show_running_lines()
        for place, note in enumerate(self.notes):
            mark, _, rest = note.partition(" ")
            words = [_Word(mark, call=True), *(_Word(word) for word in rest.split())]
            self.show(_MARGIN, _BOTTOM - 12 * (len(self.notes) - place) + 10, words, 8)
        self.notes = []

    def show_running_lines(self) -> None:
        self.show(_MARGIN, 40, [_Word(word) for word in RUNNING_HEAD.split()], 8)
        self.show(_MARGIN, 805, [_Word(word) for word in RUNNING_FOOT.split()], 8)
        self.show(self.pdf.w - 100, 820, [_Word("page"), _Word(str(self.pdf.page))], 8)

    def left(self) -> float:
        return _MARGIN + self.column * (self.width + _GUTTER)

    def paragraph(self, words: list[_Word], size: float, indent: float = 0.0, opening: str = "") -> None:
        for place, line in enumerate(self.wrapped(words, self.width - indent, size)):
            self.room(1.3 * size)
            if opening and not place:
                self.show(self.left() + indent - 12, self.y, [_Word(opening)], size)
            self.show(self.left() + indent, self.y, line, size)
            self.y += 1.3 * size

    def measure(self, word: _Word, size: float) -> float:
        self.pdf.set_font("Helvetica", "B" if word.bold else "", 0.6 * size if word.call else size)
        return float(self.pdf.get_string_width(_shown(word)))

    def wrapped(self, words: list[_Word], width: float, size: float) -> list[list[_Word]]:
        lines: list[list[_Word]] = [[]]
        used = 0.0
        queue = list(words)
        while queue:
            word = queue.pop(0)
            space = 0.0 if word.glued or not lines[-1] else 0.28 * size
            if not lines[-1] or used + space + self.measure(word, size) <= width:
                lines[-1].append(word)
                used += space + self.measure(word, size)
                continue
            start, end = self.cut(word, width - used - space, size)
            if start:
                lines[-1].append(start)
            lines.append([])
            used = 0.0
            queue.insert(0, end)
        return lines

    def cut(self, word: _Word, room: float, size: float) -> tuple[_Word | None, _Word]:
        """The word in two parts at a syllable, the first with its hyphen, where that fits."""
        if self.hyphenate and word.text.isalpha() and len(word.text) >= 9 and not word.target:
            for at in range(len(word.text) - 4, 3, -1):
                start = replace(word, text=word.text[:at] + "-")
                syllable = word.text[at - 1] in _VOWELS and word.text[at] not in _VOWELS
                if syllable and self.measure(start, size) <= room:
                    return start, replace(word, text=word.text[at:], glued=False)
        return None, replace(word, glued=False)

    def show(self, x: float, y: float, words: list[_Word], size: float) -> None:
        for place, word in enumerate(words):
            x += 0.0 if word.glued or not place else 0.28 * size
            wide = self.measure(word, size)
            self.pdf.text(x, y + size * (0.55 if word.call else 1.0), _shown(word))
            if word.target:
                self.pdf.link(x, y, wide, 1.2 * size, word.target)
            x += wide

    def table(self, rows: list[Part]) -> None:
        width = self.width / len(rows[0].cells)
        for part in rows:
            cells = [self.wrapped(_words(cell), width - 8, _BODY) for cell in part.cells]
            height = 13 * max(map(len, cells)) + 6
            self.room(height)
            for place, lines in enumerate(cells):
                x = self.left() + place * width
                self.pdf.rect(x, self.y, width, height)
                for number, line in enumerate(lines):
                    self.show(x + 4, self.y + 2 + 13 * number, line, _BODY)
            self.y += height
        self.y += 10


def pdf_of(parts: Iterable[Part], *, columns: int = 1, hyphenate: bool = False, running: bool = True) -> bytes:
    """The parts as a file with notes at the foot of its pages, running lines and page numbers."""
    setter = _Typesetter(columns, hyphenate, running)
    for kind, group in groupby(parts, key=lambda part: part.kind):
        rows = list(group)
        if kind == "row":
            setter.table(rows)
            continue
        for count, part in enumerate(rows, 1):
            _part(setter, part, count)
        setter.y += 6 if kind in {"item", "number"} else 0
    setter.finish_page()
    return bytes(setter.pdf.output())


def _part(setter: _Typesetter, part: Part, count: int) -> None:
    if part.kind == "heading":
        size = _SIZES[part.level]
        setter.room(4 * size)
        setter.y += 6
        setter.paragraph(_words(part.text, bold=True), size)
        setter.y += 6
    elif part.kind == "note":
        setter.notes.append(part.text)
    elif part.kind in {"item", "number"}:
        opening = "\u2022" if part.kind == "item" else f"{count}."
        for line in part.text.split("\n"):
            setter.paragraph(_words(line), _BODY, indent=14.0 * (part.level + 1), opening=opening)
            opening = ""
    else:
        setter.room(1.3 * _BODY * len(part.text.split("\n")))
        for line in part.text.split("\n"):
            setter.paragraph(_words(line, bold=part.kind == "bold"), _BODY)
        setter.y += 7


def _words(text: str, *, bold: bool = False) -> list[_Word]:
    words: list[_Word] = []
    for piece in pieces_of(text):
        for place, one in enumerate(piece.text.split()):
            glued = (
                bool(words)
                and place == 0
                and not piece.text[0].isspace()
                and not text_before_ends(text, piece.text)
            )
            words.append(_Word(one, bold, piece.target, piece.call, glued))
    return words


def text_before_ends(text: str, piece: str) -> bool:
    """Whether a space, or the bracket of a link after a space, stands before the piece."""
    at = text.find(piece)
    return text[:at].rstrip("[")[-1:].isspace()


def _shown(word: _Word) -> str:
    return str(CALLS.index(word.text) + 1) if word.call else word.text
