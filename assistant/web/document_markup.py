"""A published document as inert HTML: headings, noise and the cited passage marked, no character changed.

The text content of the result equals the canonical text: the asterisks of Markdown bold stay in place, hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from assistant.engine import DocumentView, SectionView

BOLD = re.compile(r"\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*")
PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
SCRIPTS = {"bg": re.compile(r"[\u0400-\u04ff]"), "el": re.compile(r"[\u0370-\u03ff]")}


class Span(NamedTuple):
    start: int
    end: int


class Piece(NamedTuple):
    """A run of text whose characters all look the same."""

    text: str
    cited: bool
    noise: bool
    bold: bool
    hidden: bool


class Layers(NamedTuple):
    """Where each kind of appearance applies, in offsets of the document's text."""

    cited: Sequence[Span]
    noise: Sequence[Span]
    bold: Sequence[Span]
    hidden: Sequence[Span]


def document_markup(document: DocumentView, cited: Span | None) -> Markup:
    """The body of the document page; the cited passage, if any, starts at `<mark id="cited">`."""
    text = document.text
    layers = _layers(document, cited)
    parts: list[Markup] = []
    position = 0
    for block, tag in _blocks(text, document.sections):
        parts.append(escape(text[position : block.start]))
        parts.append(_block(document, block, tag, layers))
        position = block.end
    parts.append(escape(text[position:]))
    html = str(Markup("").join(parts))  # the text is escaped: every <mark> in it is ours
    return Markup(html.replace("<mark>", '<mark id="cited" tabindex="-1">', 1))


def _layers(document: DocumentView, cited: Span | None) -> Layers:
    matches = list(BOLD.finditer(document.text))
    return Layers(
        cited=[cited] if cited else [],
        noise=[Span(item.start, item.end) for item in document.noise],
        bold=[Span(*match.span(1)) for match in matches],
        hidden=[
            span
            for match in matches
            for span in (Span(match.start(), match.start(1)), Span(match.end(1), match.end()))
        ],
    )


def _blocks(text: str, sections: Sequence[SectionView]) -> Iterator[tuple[Span, str]]:
    """Headings and paragraphs in the order of the text, each with its opening tag; blank space lies between."""
    position = 0
    for number, section in enumerate(sections):
        yield from _paragraphs(text, position, section.start)
        yield Span(section.start, section.end), f'<h{section.level + 1} id="s{number}">'
        position = section.end
    yield from _paragraphs(text, position, len(text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    for match in PARAGRAPH.finditer(text, start, end):
        yield Span(*match.span()), "<p>"


def _block(document: DocumentView, block: Span, tag: str, layers: Layers) -> Markup:
    text = document.text[block.start : block.end]
    foreign = _foreign(text, document.languages)
    opening = f'{tag[:-1]} lang="{foreign}">' if foreign else tag
    closing = f"</{tag[1:].split()[0].rstrip('>')}>"
    return Markup(opening) + _inline(document.text, block, layers) + Markup(closing)


def _foreign(text: str, languages: Sequence[str]) -> str | None:
    """The document's language whose script most letters of a block are in, so that it is read aloud rightly."""
    letters = sum(character.isalpha() for character in text)
    for language in languages:
        script = SCRIPTS.get(language)
        if script and 2 * len(script.findall(text)) > letters:
            return language
    return None


def _inline(text: str, block: Span, layers: Layers) -> Markup:
    html = Markup("")
    for cited, pieces in groupby(_pieces(text, block, layers), key=lambda piece: piece.cited):
        inner = Markup("")
        for noise, run in groupby(pieces, key=lambda piece: piece.noise):
            content = Markup("").join(_piece(piece) for piece in run)
            inner += Markup('<span class="noise">{}</span>').format(content) if noise else content
        html += Markup("<mark>{}</mark>").format(inner) if cited else inner
    return html


def bold_markup(text: str) -> Markup:
    """A quote away from its document: bold shown, its asterisks dropped, everything else inert."""
    parts = BOLD.split(text)  # text and bold text by turns
    return Markup("").join(Markup("<strong>{}</strong>").format(part) if n % 2 else part for n, part in enumerate(parts))


def _piece(piece: Piece) -> Markup:
    if piece.hidden:
        return Markup("<span hidden>{}</span>").format(piece.text)
    return Markup("<strong>{}</strong>").format(piece.text) if piece.bold else escape(piece.text)


def _pieces(text: str, block: Span, layers: Layers) -> Iterator[Piece]:
    inside = [[span for span in spans if span.start < block.end and block.start < span.end] for spans in layers]
    edges = {edge for spans in inside for span in spans for edge in span if block.start < edge < block.end}
    for start, end in pairwise(sorted(edges | {block.start, block.end})):
        flags = (any(span.start <= start < span.end for span in spans) for spans in inside)
        yield Piece(text[start:end], *flags)
