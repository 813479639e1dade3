"""A published document as inert HTML: headings, noise and the cited passage marked, no character changed.

The text content of the result is the canonical text: the marks of Markdown bold and headings stay, hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from assistant.web.inline_markup import BOLD, Layers, inline_markup
from ingest.records import Span

if TYPE_CHECKING:
    from assistant.engine import DocumentView, SectionView

HEADING_MARK = re.compile(r"#{1,6} (?:\[(?P<label>[a-z-]+)\] )?")
PARAGRAPH = re.compile(r"[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
SCRIPTS = {"bg": re.compile(r"[\u0400-\u04ff]"), "el": re.compile(r"[\u0370-\u03ff]")}


def document_markup(document: DocumentView, cited: Span | None) -> Markup:
    """The body of the document page; the cited passage, if any, starts at `<mark id="cited">`."""
    text = document.text
    layers = _layers(document, cited)
    parts: list[Markup] = []
    position = 0
    spoken = None
    for block, tag in _blocks(text, document.sections):
        spoken = _declared_language(document, block, tag) or spoken
        parts.append(escape(text[position : block.start]))
        parts.append(_block(document, block, tag, spoken, layers))
        position = block.end
    parts.append(escape(text[position:]))
    html = str(Markup("").join(parts))  # the text is escaped: every <mark> in it is ours
    html = html.replace("<mark>", '<mark id="cited" tabindex="-1">', 1)
    return Markup(html.replace("\r", "&#13;"))  # HTML reads a bare carriage return as a line feed


def _layers(document: DocumentView, cited: Span | None) -> Layers:
    matches = list(BOLD.finditer(document.text))
    return Layers(
        cited=[cited] if cited else [],
        noise=[Span(item.start, item.end) for item in document.noise],
        bold=[Span(*match.span(1)) for match in matches],
        hidden=[*_heading_marks(document), *(span for match in matches for span in _asterisks(match))],
    )


def _asterisks(match: re.Match[str]) -> tuple[Span, Span]:
    return Span(match.start(), match.start(1)), Span(match.end(1), match.end())


def _heading_marks(document: DocumentView) -> Iterator[Span]:
    """What stands before the words of a Markdown heading, our labels in the law documents included."""
    for section in document.sections:
        if mark := HEADING_MARK.match(document.text, section.start, section.end):
            yield Span(*mark.span())


def _blocks(text: str, sections: Sequence[SectionView]) -> Iterator[tuple[Span, str]]:
    """Headings and paragraphs in the order of the text, each with its opening tag; blanks lie between."""
    position = 0
    for number, section in enumerate(sections):
        yield from _paragraphs(text, position, section.start)
        yield Span(section.start, section.end), f'<h{section.level + 1} id="s{number}">'
        position = section.end
    yield from _paragraphs(text, position, len(text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    for match in PARAGRAPH.finditer(text, start, end):
        yield Span(*match.span()), "<p>"


def _declared_language(document: DocumentView, block: Span, tag: str) -> str | None:
    """The language that a heading such as "# [en] …" declares for the blocks from there on."""
    mark = HEADING_MARK.match(document.text, block.start) if tag.startswith("<h") else None
    return mark["label"] if mark and mark["label"] in document.languages else None


def _block(document: DocumentView, block: Span, tag: str, spoken: str | None, layers: Layers) -> Markup:
    text = document.text[block.start : block.end]
    language = _foreign(text, document.languages) or spoken
    opening = f'{tag[:-1]} lang="{language}">' if language else tag
    closing = f"</{tag[1:].split()[0].rstrip('>')}>"
    return Markup(opening) + inline_markup(document.text, block, layers) + Markup(closing)


def _foreign(text: str, languages: Sequence[str]) -> str | None:
    """The language whose script most letters of a block are in, so that it is read aloud rightly."""
    letters = sum(character.isalpha() for character in text)
    for language in languages:
        script = SCRIPTS.get(language)
        if script and 2 * len(script.findall(text)) > letters:
            return language
    return None
