"""Sections → passages: self-sufficient pieces that never overlap, with exact offsets.

A section's lines become units (a paragraph line, a list item, a table row), units become blocks (an introduced
list stays one block), and blocks are packed into passages of a bounded size. Each row of a table is a passage that
its header introduces; a list that is cut goes on under the item or the sentence that introduces what follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.language import language_of
from ingest.parsing.lines import Line, folded, lines_of, numbered_items
from ingest.records import Document, Noise, Passage, Section, Sentence, Span
from ingest.sentences import sentence_spans

TARGET_CHARACTERS = 600
MAX_CHARACTERS = 1200

_UNFINISHED = re.compile(r"[^.!?:;…»\")\]|*]$")
_DEFINITION = re.compile(r"^(?:\*\*)?[A-ZÀ-Ý][^.:;]{1,60}(?:\*\*)?\s?:\s")
_GLOSSARIES = ("glossaire", "definition", "lexique", "glossary", "vocabulaire")


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: str
    spans: tuple[Span, ...]
    tight: bool
    """Whether no blank line separates it from the unit before."""
    text: str
    head: int
    """Characters of the bullet that opens it."""
    indent: int = 0
    """White space before it: what makes an item part of the item above."""

    @property
    def size(self) -> int:
        return sum(map(len, self.spans))


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    units: tuple[_Unit, ...]
    introduced: bool
    """Whether the first unit introduces the others."""

    @property
    def size(self) -> int:
        return sum(unit.size for unit in self.units)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Units that become one passage."""

    units: tuple[_Unit, ...]
    kind: str
    introduction: Span | None


def passages_of(document: Document, sections: Iterable[Section], noise: Iterable[Noise]) -> tuple[Passage, ...]:
    """The passages of a document in order. Together with headings and noise they cover every filled line."""
    every = lines_of(document.text)
    listed = {every[index].start for index in numbered_items(every)}
    lines = [line for line in every if not line.blank]
    noisy = sorted(piece.span for piece in noise)
    said = [line for line in lines if not _inside(line.span, noisy)]
    passages = []
    for section in sections:
        own = said[_place(said, section.span.start) : _place(said, section.span.end)]
        for piece in _pieces(document.text, _blocks(_units(document.text, own, listed, section), section)):
            passages.append(_passage(document, section, piece))
    return tuple(passages)


def _place(lines: list[Line], start: int) -> int:
    return bisect_left(lines, start, key=lambda line: line.start)


def _inside(span: Span, spans: list[Span]) -> bool:
    """Whether `span` lies in one of `spans`, which are in order and apart."""
    place = bisect_right(spans, span.start, key=lambda one: one.start)
    return place > 0 and spans[place - 1].contains(span)


def _units(text: str, lines: list[Line], listed: set[int], section: Section) -> list[_Unit]:
    """The units of a section, `lines` being its own."""
    units: list[_Unit] = []
    last_end = section.heading.end if section.heading else section.span.start
    for line in lines:
        if line.span == section.heading:
            continue
        unit = _unit(line, listed=line.start in listed, tight=text.count("\n", last_end, line.start) < 2)
        last = units[-1] if units else None
        if last and _continues(last, unit, line):
            units[-1] = replace(last, spans=(*last.spans, line.span), text=f"{last.text} {line.text}")
        else:
            units.append(unit)
        last_end = line.end
    return units


def _unit(line: Line, *, listed: bool, tight: bool) -> _Unit:
    enumerated = line.enumerator and (line.text[line.enumerator].islower() or line.text.endswith((";", ",")))
    kind = "row" if line.is_row else "item" if line.bullet or enumerated or listed else "text"
    return _Unit(kind, (line.span,), tight, line.text, 0 if line.is_row else line.bullet, line.indent)


def _continues(last: _Unit, unit: _Unit, line: Line) -> bool:
    """Whether `unit` is the rest of `last`: a broken sentence, or the next line of a list item."""
    if unit.kind != "text" or last.kind == "row":
        return False
    if last.kind == "item" and unit.tight:
        return True
    return line.text[0].islower() and _UNFINISHED.search(last.text) is not None


def _blocks(units: list[_Unit], section: Section) -> list[_Block]:
    blocks: list[_Block] = []
    glossary = any(word in folded(section.title) for word in _GLOSSARIES)
    for unit in units:
        last = blocks[-1] if blocks else None
        if glossary and unit.kind != "row" and _DEFINITION.match(unit.text[unit.head :]):
            blocks.append(_Block("definition", (unit,), False))
        elif last and _belongs(last, unit):
            introduced = last.introduced or (len(last.units) == 1 and last.units[0].kind == "text")
            kind = {"item": "list", "row": "table"}.get(unit.kind, last.kind)
            blocks[-1] = _Block(kind, (*last.units, unit), (introduced and kind != "text") or last.introduced)
        else:
            blocks.append(_Block({"item": "list", "row": "table"}.get(unit.kind, "text"), (unit,), False))
    return blocks


def _belongs(block: _Block, unit: _Unit) -> bool:
    """Whether `unit` stays in `block`: an item with its list, a list with its introduction, tight lines."""
    last = block.units[-1]
    if unit.kind == "item":
        introduced = last.kind == "text" and _introduces(last.text, tight=unit.tight)
        return block.kind == "list" or introduced or last.text.endswith(":")
    if unit.kind == "row":
        return block.kind == "table" or (last.kind == "text" and _introduces(last.text, tight=unit.tight))
    return last.kind == "text" and (last.text.endswith(":") or (unit.tight and last.size < 80))


def _introduces(text: str, *, tight: bool) -> bool:
    return text.rstrip("*_ ").endswith(":") or _UNFINISHED.search(text) is not None or tight


def _pieces(text: str, blocks: list[_Block]) -> Iterator[_Piece]:
    """Blocks packed up to the target size; one that is too large is cut between its units, a table at each row."""
    waiting: list[_Block] = []
    for block in blocks:
        size = sum(one.size for one in waiting)
        alone = block.kind in {"definition", "table"} or any(one.kind != "text" for one in waiting)
        if waiting and (size + block.size > TARGET_CHARACTERS or alone):
            yield from _flush(text, waiting)
            waiting = []
        waiting.append(block)
    if waiting:
        yield from _flush(text, waiting)


def _flush(text: str, blocks: list[_Block]) -> Iterator[_Piece]:
    units = tuple(unit for block in blocks for unit in block.units)
    kind = blocks[-1].kind
    if kind == "table":
        yield from _rows(units)
        return
    if sum(unit.size for unit in units) <= MAX_CHARACTERS:
        yield _Piece(units, kind, None)
        return
    introduced = len(blocks) == 1 and blocks[0].introduced
    start = 0
    for place in range(1, len(units) + 1):
        size = sum(unit.size for unit in units[start : place + 1])
        if place == len(units) or size > TARGET_CHARACTERS:
            introduction = _introduction(text, units, start) if introduced and start else None
            yield _Piece(units[start:place], kind, introduction)
            start = place


def _rows(units: tuple[_Unit, ...]) -> Iterator[_Piece]:
    """The header with what introduces the table and the first row, then row by row."""
    header = next((place for place, unit in enumerate(units) if unit.kind == "row"), 0)
    first = header + 2 if sum(unit.size for unit in units[: header + 2]) <= MAX_CHARACTERS else header + 1
    yield _Piece(units[:first], "table", None)
    for unit in units[first:]:
        yield _Piece((unit,), "table", units[header].spans[-1])


def _introduction(text: str, units: tuple[_Unit, ...], place: int) -> Span:
    """The item that the item at `place` is part of, else the sentence that introduces the whole list."""
    unit = units[place]
    for above in reversed(units[1:place]):
        if unit.kind == above.kind == "item" and above.indent < unit.indent:
            whole = above.spans[0]
            return Span(whole.start + above.head, whole.end)
        if above.indent < unit.indent:
            break
    return sentence_spans(text, units[0].spans[-1])[-1]


def _passage(document: Document, section: Section, piece: _Piece) -> Passage:
    spans = _merged(document.text, [span for unit in piece.units for span in unit.spans])
    text = " ".join(document.slice(span) for span in spans)
    return Passage(
        id=f"{document.id}-{spans[0].start}-{spans[-1].end}",
        document=document.id,
        version=document.version,
        section=section.title,
        path=section.path,
        spans=spans,
        kind=piece.kind,
        language=language_of(text, document.languages),
        introduction=piece.introduction,
        sentences=tuple(_sentences(document.text, piece.units)),
    )


def _merged(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring spans become one where only white space lies between them."""
    merged = [spans[0]]
    for span in spans[1:]:
        if text[merged[-1].end : span.start].strip():
            merged.append(span)
        else:
            merged[-1] = Span(merged[-1].start, span.end)
    return tuple(merged)


def _sentences(text: str, units: Iterable[_Unit]) -> Iterator[Sentence]:
    for unit in units:
        spans = _merged(text, list(unit.spans))
        spans = (Span(spans[0].start + unit.head, spans[0].end), *spans[1:])
        if unit.kind == "row":
            yield Sentence(spans)
            continue
        yield from _across(text, spans)


def _across(text: str, spans: tuple[Span, ...]) -> Iterator[Sentence]:
    """The sentences of a unit; one that noise interrupts keeps both its parts."""
    pending: tuple[Span, ...] = ()
    for span in spans:
        found = sentence_spans(text, span)
        for place, one in enumerate(found):
            parts = (*pending, one)
            open_end = place == len(found) - 1 and span is not spans[-1]
            pending = parts if open_end else ()
            if not open_end:
                yield Sentence(parts)
    if pending:
        yield Sentence(pending)
