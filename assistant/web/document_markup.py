"""A published document as inert HTML: headings, noise and the cited passage marked, no character changed.

The text content of the result is the canonical text: the marks of Markdown emphasis and headings stay, hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from assistant.web.inline_markup import EMPHASIS, Layers, inline_markup
from ingest.records import Span

if TYPE_CHECKING:
    from assistant.documents import DocumentView, SectionView

HEADING_MARK = re.compile(r"#{1,6} (?:\[(?P<label>[a-z-]+)\] )?")
PARAGRAPH = re.compile(r"[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
SCRIPTS = {"bg": re.compile(r"[\u0400-\u04ff]"), "el": re.compile(r"[\u0370-\u03ff]")}


class Heading(NamedTuple):
    """An entry of a document's contents; `language` is None where it is the document's first."""

    title: str
    level: int
    language: str | None


def contents(document: DocumentView) -> list[Heading]:
    """The headings of a document in its order, each with the language it is read in."""
    headings = []
    spoken = None
    for section in document.sections:
        spoken = _declared_language(document, section.start) or spoken
        language = _foreign(section.title, document.languages) or spoken
        headings.append(Heading(section.title, section.level, language))
    return headings


def document_markup(document: DocumentView, cited: Span | None) -> Markup:
    """The body of the document page; the cited passage, if any, starts at `<mark id="cited">`."""
    text = document.text
    layers = _layers(document, cited)
    parts: list[Markup] = []
    position = 0
    spoken = None
    for block, tag in _blocks(text, document.sections):
        if tag.startswith("<h"):
            spoken = _declared_language(document, block.start) or spoken
        parts.append(escape(text[position : block.start]))
        parts.append(_block(document, block, tag, spoken, layers))
        position = block.end
    parts.append(escape(text[position:]))
    html = str(Markup("").join(parts))  # the text is escaped: every <mark> in it is ours
    html = html.replace("<mark>", '<mark id="cited" tabindex="-1">', 1)
    return Markup(html.replace("\r", "&#13;"))  # HTML reads a bare carriage return as a line feed


def _layers(document: DocumentView, cited: Span | None) -> Layers:
    matches = list(EMPHASIS.finditer(document.text))
    return Layers(
        cited=[cited] if cited else [],
        noise=[Span(item.start, item.end) for item in document.noise],
        strong=[Span(*match.span("strong")) for match in matches if match["strong"]],
        em=[Span(*match.span("em")) for match in matches if match["em"]],
        hidden=[*_heading_marks(document), *(span for match in matches for span in _asterisks(match))],
    )


def _asterisks(match: re.Match[str]) -> tuple[Span, Span]:
    start, end = match.span(str(match.lastgroup))
    return Span(match.start(), start), Span(end, match.end())


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


def _declared_language(document: DocumentView, start: int) -> str | None:
    """The language that a heading such as "# [en] …" declares for what follows it."""
    mark = HEADING_MARK.match(document.text, start)
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
