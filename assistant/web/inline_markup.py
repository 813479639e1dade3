"""A run of a document's text as inert HTML: bold, noise, hidden marks and the cited passage as layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from ingest.records import Span

BOLD = re.compile(r"\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*")


class Layers(NamedTuple):
    """Where each kind of appearance applies, in offsets of the document's text."""

    cited: Sequence[Span]
    noise: Sequence[Span]
    bold: Sequence[Span]
    hidden: Sequence[Span]


class Piece(NamedTuple):
    """A run of text whose characters all look the same."""

    text: str
    cited: bool
    noise: bool
    bold: bool
    hidden: bool


def inline_markup(text: str, block: Span, layers: Layers) -> Markup:
    """The characters of one block, escaped, each run wrapped in what applies to it."""
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
    return Markup("").join(
        Markup("<strong>{}</strong>").format(part) if n % 2 else part for n, part in enumerate(parts)
    )


def _piece(piece: Piece) -> Markup:
    if piece.hidden:
        return Markup("<span hidden>{}</span>").format(piece.text)
    return Markup("<strong>{}</strong>").format(piece.text) if piece.bold else escape(piece.text)


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
        yield Piece(text[start:end], *flags)
