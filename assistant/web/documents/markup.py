"""A published document as inert HTML: headings, noise and cited passages marked, no character changed.

The text content of the result is the canonical text: the marks of Markdown emphasis and headings stay, hidden, and
what a screen reader says around a cited passage stands in attributes that the style sheet shows to it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from assistant.law import LAW
from assistant.web.documents.anchors import Heading, contents
from assistant.web.documents.language import HEADING_MARK, declared_language, foreign
from assistant.web.documents.places import Places
from assistant.web.inline_markup import EMPHASIS, KEPT, Layers, inline_markup
from ingest.records import Span

if TYPE_CHECKING:
    from assistant.documents import DocumentView

_PARAGRAPH = re.compile(r"[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


@dataclass(frozen=True)
class Words:
    """What the marks of the page are called, in its language."""

    passage_start: str
    passage_end: str
    also_start: str
    also_end: str
    section_link: str
    """Before the title of the section that it leads to."""


class _Block(NamedTuple):
    """A heading or, where `heading` is None, a paragraph."""

    span: Span
    heading: Heading | None


def document_markup(document: DocumentView, marked: Places, words: Words) -> Markup:
    """The body of the document page; the opened passage, if any, starts at `<mark id="cited">`."""
    return _Writer(document, marked, words).body()


class _Writer:
    """Writes one document."""

    def __init__(self, document: DocumentView, marked: Places, words: Words) -> None:
        self._document = document
        self._marked = marked
        self._words = words
        self._layers = _layers(document, marked)

    def body(self) -> Markup:
        """Every character of the document, in blocks."""
        text = self._document.text
        parts: list[Markup] = []
        position = 0
        spoken = None
        for block in _blocks(self._document):
            if block.heading:
                spoken = declared_language(self._document, block.span.start) or spoken
            parts += [escape(text[position : block.span.start]), self._block(block, spoken)]
            position = block.span.end
        parts.append(escape(text[position:]))
        html = str(Markup("").join(parts))
        return Markup(html.replace("\r", "&#13;"))  # HTML reads a bare carriage return as a line feed

    def _block(self, block: _Block, spoken: str | None) -> Markup:
        text = self._document.text
        language = foreign(text[block.span.start : block.span.end], self._document.languages) or spoken
        lang = Markup(' lang="{}"').format(language) if language else Markup("")
        inner = inline_markup(text, block.span, self._layers, self._opening_mark)
        if block.heading is None:
            return Markup("<p{}>{}</p>").format(lang, inner)
        return Markup('<div class="section"><h{0} id="{1}"{2}>{3}</h{0}>{4}</div>').format(
            block.heading.level + 1, block.heading.anchor, lang, inner, self._link(block.heading)
        )

    def _link(self, heading: Heading) -> Markup:
        """A link to the section, which shows a sign of the style sheet."""
        label = f"{self._words.section_link} {heading.title}"
        return Markup('<a class="anchor" href="#{}" aria-label="{}"></a>').format(heading.anchor, label)

    def _opening_mark(self, passage: Span, run: Span) -> Markup:
        opened = passage == self._marked.cited
        words = self._words
        tag = Markup("<mark") if opened else Markup('<mark class="also"')
        if run.start == passage.start:
            anchor = "cited" if opened else f"p{passage.start}"
            said = words.passage_start if opened else words.also_start
            tag += Markup(' id="{}" tabindex="-1" data-start="{}"').format(anchor, said)
        if run.end == passage.end:
            tag += Markup(' data-end="{}"').format(words.passage_end if opened else words.also_end)
        return tag + Markup(">")


def _layers(document: DocumentView, marked: Places) -> Layers:
    matches = list(EMPHASIS.finditer(document.text))
    return Layers(
        marked=marked.all,
        noise=[Span(item.start, item.end) for item in document.noise],
        strong=[Span(*match.span("strong")) for match in matches if match["strong"]],
        em=[Span(*match.span("em")) for match in matches if match["em"]],
        hidden=[*_heading_marks(document), *(span for match in matches for span in _asterisks(match))],
        kept=[Span(*match.span()) for match in KEPT.finditer(document.text)] if document.insurer == LAW else (),
    )


def _asterisks(match: re.Match[str]) -> tuple[Span, Span]:
    start, end = match.span(str(match.lastgroup))
    return Span(match.start(), start), Span(end, match.end())


def _heading_marks(document: DocumentView) -> Iterator[Span]:
    for section in document.sections:
        if mark := HEADING_MARK.match(document.text, section.start, section.end):
            yield Span(*mark.span())


def _blocks(document: DocumentView) -> Iterator[_Block]:
    """Headings and paragraphs in the order of the text; blanks lie between."""
    position = 0
    for section, heading in zip(document.sections, contents(document), strict=True):
        yield from _paragraphs(document.text, position, section.start)
        yield _Block(Span(section.start, section.end), heading)
        position = section.end
    yield from _paragraphs(document.text, position, len(document.text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[_Block]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield _Block(Span(*match.span()), None)
