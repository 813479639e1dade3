"""The text of an answer as inert HTML: paragraphs, lists, quotes marked in their own language, markers linked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from assistant.answering.grounding import QUOTE_MARKS
from assistant.catalogue import LANGUAGES, message
from assistant.law import LAW
from assistant.reply import Citation, Quote
from assistant.web.inline_markup import EMPHASIS, emphasis_markup, law_markup
from assistant.web.rendering import tied

_TOKEN = re.compile(r" ?\[(?P<marker>[0-9]{1,4})\]|(?P<address>https?://[^\s»”\"<>]*[^\s»”\"<>.,;:!?)])")
_OPENING_MARKS = tuple(opening for opening, _ in QUOTE_MARKS.values())
_ITEM = "– "
_MARKER = re.compile(r"\[[0-9]{1,4}\]")
_QUOTED = re.compile(r"[»”] ?\[[0-9]")
Marked = Callable[[int], Markup]
"""What a marker such as [1] looks like."""


class Line(NamedTuple):
    """One line of an answer; `language` is None where it is the answer's."""

    is_item: bool
    is_summary: bool
    content: Markup
    language: str | None


def prose(
    text: str, citations: Sequence[Citation], marked: Marked, language: str, author: Markup | None = None
) -> Markup:
    """An answer in `language`: lines that begin with a dash become a list, the others paragraphs.

    `author` tells who wrote the summary, the first lines that have markers and no quote: both stand in one frame.
    """
    lines = list(_lines(text, citations, marked, language))
    if author is None:
        return _blocks(lines)
    start = next((place for place, line in enumerate(lines) if line.is_summary), len(lines))
    end = next((place for place, line in enumerate(lines) if place > start and not line.is_summary), len(lines))
    summary = Markup('<div class="summary">{}{}</div>').format(_blocks(lines[start:end]), author)
    return _blocks(lines[:start]) + summary + _blocks(lines[end:])


def _blocks(lines: Sequence[Line]) -> Markup:
    html = Markup("")
    for is_item, run in groupby(lines, key=lambda line: line.is_item):
        blocks = Markup("").join(_block(line) for line in run)
        html += Markup("<ul>{}</ul>").format(blocks) if is_item else blocks
    return html


def own_words(text: str, marked: Marked) -> Markup:
    """Words of ours: [1] becomes what `marked` makes of it, an address of a site a link."""
    html, position = Markup(""), 0
    for token in _TOKEN.finditer(text):
        html += emphasis_markup(tied(text[position : token.start()]))
        html += _site(token["address"]) if token["address"] else _tied_marker(token, marked)
        position = token.end()
    return html + emphasis_markup(tied(text[position:]))


def quoted(quote: Quote) -> Markup:
    """A quote with its lines, each highlighted for itself, so that the blank ones between them are not."""
    written = law_markup if quote.insurer == LAW else emphasis_markup
    lines = Markup("\n").join(
        Markup("<span>{}</span>").format(written(line)) if line.strip() else escape(line)
        for line in quote.text.split("\n")
    )
    kind = Markup(' class="law"') if quote.insurer == LAW else ""
    return Markup('<q lang="{}"{}>{}</q>').format(quote.language, kind, lines)


def plain(text: str) -> str:
    """The text without the asterisks of bold and italic."""
    return EMPHASIS.sub(lambda found: found[str(found.lastgroup)], text)


def _lines(text: str, citations: Sequence[Citation], marked: Marked, language: str) -> Iterator[Line]:
    """The lines of an answer; a quote belongs to the line that it begins in, with all its own lines."""
    lines: list[list[str | Citation]] = [[]]
    position = 0
    for start, end, citation in _quotes_in(text, citations):
        _write(text[position:start], lines)
        lines[-1].append(citation)
        position = end
    _write(text[position:], lines)
    return (_line(parts, marked, language) for parts in lines if any(parts))


def _write(words: str, lines: list[list[str | Citation]]) -> None:
    first, *rest = words.split("\n")
    lines[-1].append(first)
    lines.extend([line] for line in rest)


def _line(parts: list[str | Citation], marked: Marked, language: str) -> Line:
    first = parts[0] if isinstance(parts[0], str) else ""
    is_item = first.startswith(_ITEM)
    words = [first.removeprefix(_ITEM), *parts[1:]] if first else parts
    content = Markup("").join(
        _with_gloss(part, marked, language) if isinstance(part, str) else quoted(part.quote) for part in words
    )
    is_summary = not is_item and len(parts) == 1 and summarises(first)
    return Line(is_item, is_summary, content, _other_language(first, language))


def summarises(text: str) -> bool:
    """Whether a line of the text is plain words with the markers of what proves them, and quotes nothing."""
    return any(_MARKER.search(line) and not _QUOTED.search(line) for line in text.split("\n"))


def _with_gloss(text: str, marked: Marked, language: str) -> Markup:
    """Words of ours, with what is a machine's translation of the quote before it set apart."""
    words, label, gloss = text.partition(message(language, "answer.gloss", text="").rstrip())
    if not label:
        return own_words(text, marked)
    html = Markup('{} <span class="gloss" lang="{}"><span class="label">{}</span>{}</span>')
    return html.format(own_words(words.rstrip(), marked), language, tied(label), own_words(gloss, marked))


def _other_language(line: str, language: str) -> str | None:
    """The language of a line that is said in every language, so that each is read aloud rightly."""
    others = (one for one in LANGUAGES if one != language)
    return next((one for one in others if line == message(one, "answer.clarify.language")), None)


def _block(line: Line) -> Markup:
    tag = "li" if line.is_item else "p"
    language = Markup(' lang="{}"').format(line.language) if line.language else ""
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), language, line.content)


def _quotes_in(text: str, citations: Sequence[Citation]) -> list[tuple[int, int, Citation]]:
    """Where each quote stands in the answer, in order; the longest where they overlap."""
    found: list[tuple[int, int, Citation]] = []
    for citation in sorted(citations, key=lambda one: -len(one.quote.text)):
        for match in re.finditer(re.escape(citation.quote.text), text):
            start, end = match.span()
            if not text[:start].endswith(_OPENING_MARKS):
                continue  # words of a model that are the policy's, as a summary has them
            if all(end <= other[0] or other[1] <= start for other in found):
                found.append((start, end, citation))
    return sorted(found, key=lambda one: one[0])


def _site(address: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(address)


def _tied_marker(token: re.Match[str], marked: Marked) -> Markup:
    """A marker on the line of what it proves."""
    return Markup("\u00a0" if token[0].startswith(" ") else "") + marked(int(token["marker"]))
