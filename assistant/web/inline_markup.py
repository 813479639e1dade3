"""A run of a document's text as inert HTML: emphasis, noise, hidden marks and cited passages as layers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from ingest.records import Span

# **bold** or *italic*, as Markdown writes them; an asterisk that calls a footnote is neither.
EMPHASIS = re.compile(
    r"\*\*(?=[^\s*])(?P<strong>[^\n]{0,500}?[^\s*])\*\*|(?<![\w*])\*(?=\w)(?P<em>[^*\n]{0,500}\w)\*(?![\w*])"
)

KEPT = re.compile(r"§ [0-9]+|\b[Ee]-mails?\b")
"""What is kept on one line where the words are ours and no character of theirs may change: the law's."""


class Layers(NamedTuple):
    """Where each kind of appearance applies, in offsets of the document's text."""

    marked: Sequence[Span]
    """Apart from each other."""
    noise: Sequence[Span]
    strong: Sequence[Span]
    em: Sequence[Span]
    hidden: Sequence[Span]
    kept: Sequence[Span]
    """Within which no line ends."""


class Piece(NamedTuple):
    """A run of text whose characters all look the same."""

    start: int
    text: str
    marked: bool
    noise: bool
    strong: bool
    em: bool
    hidden: bool
    kept: bool


def inline_markup(text: str, block: Span, layers: Layers, opening_mark: Callable[[Span, Span], Markup]) -> Markup:
    """The characters of one block, escaped, each run wrapped in what applies to it.

    `opening_mark` is the start tag of a `mark` for a passage and the run of it that lies in the block.
    """
    html = Markup("")
    for passage, grouped in groupby(_pieces(text, block, layers), key=lambda piece: _passage(piece, layers)):
        pieces = list(grouped)
        inner = _noted(pieces)
        if passage:
            run = Span(pieces[0].start, pieces[-1].start + len(pieces[-1].text))
            inner = opening_mark(passage, run) + inner + Markup("</mark>")
        html += inner
    return html


def _passage(piece: Piece, layers: Layers) -> Span | None:
    covering = (span for span in layers.marked if span.start <= piece.start < span.end)
    return next(covering) if piece.marked else None


def _noted(pieces: Sequence[Piece]) -> Markup:
    """The pieces with what is noise wrapped as such."""
    html = Markup("")
    for noise, run in groupby(pieces, key=lambda piece: piece.noise):
        content = Markup("").join(_piece(piece) for piece in run)
        html += Markup('<span class="noise">{}</span>').format(content) if noise else content
    return html


def emphasis_markup(text: str) -> Markup:
    """A quote away from its document: bold and italic shown, their asterisks dropped, everything else inert."""
    html, position = Markup(""), 0
    for match in EMPHASIS.finditer(text):
        html += escape(text[position : match.start()]) + _wrapped(match[str(match.lastgroup)], match.lastgroup)
        position = match.end()
    return html + escape(text[position:])


def law_markup(text: str) -> Markup:
    """Words of the statutory layer away from their document: "§ 2" and "e-mail" stay on one line."""
    html, position = Markup(""), 0
    for match in KEPT.finditer(text):
        html += emphasis_markup(text[position : match.start()]) + _kept(escape(match[0]))
        position = match.end()
    return html + emphasis_markup(text[position:])


def _kept(content: Markup) -> Markup:
    return Markup('<span class="kept">{}</span>').format(content)


def _piece(piece: Piece) -> Markup:
    if piece.hidden:
        return Markup("<span hidden>{}</span>").format(piece.text)
    content = _wrapped(piece.text, "strong" if piece.strong else "em" if piece.em else None)
    return _kept(content) if piece.kept else content


def _wrapped(text: str, tag: str | None) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(tag, text) if tag else escape(text)


def _pieces(text: str, block: Span, layers: Layers) -> Iterator[Piece]:
    inside = [[span for span in spans if span.start < block.end and block.start < span.end] for spans in layers]
    edges = {
        edge
        for spans in inside
        for span in spans
        for edge in (span.start, span.end)
        if block.start < edge < block.end
    }
    for start, end in pairwise(sorted(edges | {block.start, block.end})):
        flags = (any(span.start <= start < span.end for span in spans) for spans in inside)
        yield Piece(start, text[start:end], *flags)
