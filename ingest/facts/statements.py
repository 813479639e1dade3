"""What every fact rule looks at: a sentence, list item or table row with what gives it its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.records import Document, Fact, Passage, Sentence, Span
from ingest.views import View, clean, view_of

_CELL = re.compile(r"[^\t]+")
_PIPED = re.compile(r"(?<=\|)[^|]*(?=\|)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: where it stands in the statement's view, and the header above it."""

    start: int
    end: int
    text: str
    header: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, list item or table row of a passage. Rules match on `text`; offsets of it make facts."""

    document: Document
    passage: Passage
    view: View
    kind: str
    """"sentence", "item" or "row"."""
    lead: str
    """The sentence that introduces a list item, the header of a table row; otherwise the sentence before."""
    first: str
    """The first sentence of the passage, or what introduces the passage."""
    cells: tuple[Cell, ...]
    """Of a row; empty otherwise."""

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def section(self) -> str:
        """The title of the section, clean."""
        return clean(self.passage.section)

    @property
    def path(self) -> tuple[str, ...]:
        """The titles from the outermost heading down, clean."""
        return tuple(clean(title) for title in self.passage.path)

    def fact(
        self,
        kind: str,
        at: tuple[int, int],
        normalised: str,
        *,
        role: str = "",
        subject: str = "",
        audience: str = "",
        details: tuple[tuple[str, str], ...] = (),
    ) -> Fact:
        """A fact whose evidence is `text[at[0]:at[1]]`, white space and closing commas or full stops trimmed."""
        start, end = at
        while start < end and self.text[start] in " \n.,;:":
            start += 1
        while start < end and self.text[end - 1] in " \n.,;:":
            end -= 1
        evidence = self.view.span(start, end)
        value = " ".join(self.text[start:end].split())
        return Fact(kind, role, value, normalised, evidence, self.passage.id, subject, audience, details)


def statements_of(document: Document, passages: Iterable[Passage]) -> Iterator[Statement]:
    """The statements of a document, in order."""
    for passage in passages:
        introduction = _text(document, (passage.introduction,)) if passage.introduction else ""
        first = introduction or _text(document, passage.sentences[0].spans)
        lead, before = introduction, ""
        header = _header(document, passage)
        for sentence in passage.sentences:
            kind = _kind(document, passage, sentence)
            view = view_of(document.text, sentence.spans, keep="\t" if kind == "row" else "")
            if not view.text.strip():
                continue
            cells = tuple(_cells(view.text, header)) if kind == "row" else ()
            shown = lead if kind == "item" else (before or introduction)
            yield Statement(document, passage, view, kind, shown, first, cells)
            if kind == "sentence":
                lead = view.text
            before = view.text


def _text(document: Document, spans: tuple[Span, ...]) -> str:
    return view_of(document.text, spans).text


def _kind(document: Document, passage: Passage, sentence: Sentence) -> str:
    text = document.slice(sentence.spans[0])
    if "\t" in text or (text.startswith("|") and text.count("|") > 2):
        return "row"
    line_start = document.text.rfind("\n", 0, sentence.spans[0].start) + 1
    before = document.text[line_start : sentence.spans[0].start].strip()
    return "item" if passage.kind == "list" and before and not any(map(str.isalpha, before)) else "sentence"


def _header(document: Document, passage: Passage) -> tuple[str, ...]:
    """The header cells of a table passage: those that introduce it, or its first row."""
    if passage.kind != "table":
        return ()
    span = passage.introduction or next(
        (one.spans[0] for one in passage.sentences if _kind(document, passage, one) == "row"), None
    )
    return tuple(cell.text for cell in _cells(view_of(document.text, (span,), keep="\t").text, ())) if span else ()


def _cells(text: str, header: tuple[str, ...]) -> Iterator[Cell]:
    pattern = _PIPED if text.count("|") > 2 else _CELL
    for place, match in enumerate(pattern.finditer(text)):
        above = header[place] if place < len(header) else ""
        lead = len(match[0]) - len(match[0].lstrip())
        content = match[0].strip()
        yield Cell(match.start() + lead, match.start() + lead + len(content), content, above)
