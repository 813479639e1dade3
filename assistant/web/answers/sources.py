"""The passages that an answer cites, each with the text it stands in and the way to its document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import shorten
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from assistant.answering.notices import version_words
from assistant.law import LAW
from assistant.reply import Citation, Quote, Reply

MOST_ALSO = 20
"""How many other passages a link to a document highlights at most."""
_AROUND = 280
"""Characters of the document shown before a quote and after it, at most."""
_BEGINNING = 70
"""Characters."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*\r?\n")


@dataclass(frozen=True)
class Source:
    """One passage as the list of an answer shows it. The texts are exact slices of its document."""

    marker: int
    anchor: str
    """Unique on a page: it has the id of the message."""
    section: str
    language: str
    begins: str
    """The first words of the quote, which tell passages of one section apart."""
    before: str
    quote: str
    after: str
    title: str
    title_language: str
    version: str
    """"version of 1 October 2017"; "" for the law."""
    page: int | None
    address: str
    in_answer: bool
    """Whether the answer itself shows the quote."""


@dataclass(frozen=True)
class Layer:
    """The sources of one insurer, or of the law; `insurer` is its name."""

    is_law: bool
    insurer: str
    sources: tuple[Source, ...]


def layers(
    reply: Reply, language: str, spoken: str, names: Mapping[str, str], also: Sequence[Citation]
) -> list[Layer]:
    """The policy's passages, then the law's: on a page in `language`, the answer in `spoken`."""
    ordered = sorted(reply.citations, key=lambda one: (one.quote.insurer == LAW, one.quote.insurer))
    others = (*reply.citations, *also)
    return [
        Layer(
            is_law=insurer == LAW,
            insurer=names.get(insurer, insurer),
            sources=tuple(
                _source(reply, one, document_address(one.quote, others, language), spoken) for one in run
            ),
        )
        for insurer, run in groupby(ordered, key=lambda one: one.quote.insurer)
    ]


def anchor(reply: Reply, marker: int) -> str:
    """The id of a passage in the list of its answer."""
    return f"source-{reply.message_id}-{marker}"


def document_address(quote: Quote, others: Sequence[Citation], language: str) -> str:
    """The document page at the quote, with the other passages of that version that were cited highlighted too."""
    place = (quote.insurer, quote.document.version)
    spans = dict.fromkeys(
        one.quote.span for one in others if (one.quote.insurer, one.quote.document.version) == place
    )
    spans.pop(quote.span, None)
    fields: list[tuple[str, object]] = [("start", quote.span.start), ("end", quote.span.end)]
    fields += [("also", f"{span.start}-{span.end}") for span in list(spans)[:MOST_ALSO]]
    path = "/".join(percent_encoded(part, safe="") for part in place)
    return f"/documents/{path}?{urlencode([*fields, ('lang', language)])}#cited"


def surroundings(quote: Quote) -> tuple[str, str]:
    """What stands before and after a quote in its paragraph, "…" where it goes on; nothing for the law's rules."""
    text, span = quote.document.text, quote.span
    if quote.insurer == LAW:
        return "", ""
    before = text[max(0, span.start - _AROUND) : span.start]
    after = text[span.end : span.end + _AROUND]
    *_, near_before = _BLANK_LINE.split(before)
    near_after, *_ = _BLANK_LINE.split(after)
    if near_before == before and span.start > _AROUND:
        near_before = "… " + before.partition(" ")[2]
    if near_after == after and span.end + _AROUND < len(text):
        near_after = after.rpartition(" ")[0] + " …"
    return near_before.lstrip(), near_after.rstrip()


def _source(reply: Reply, citation: Citation, address: str, spoken: str) -> Source:
    quote = citation.quote
    before, after = surroundings(quote)
    place = quote.document.place(quote.span.start)
    return Source(
        marker=citation.marker,
        anchor=anchor(reply, citation.marker),
        section=quote.section,
        language=quote.language,
        begins=shorten(quote.text, _BEGINNING, placeholder=" …"),
        before=before,
        quote=quote.text,
        after=after,
        title=quote.document.title,
        title_language=next(iter(quote.document.languages), quote.language),
        version="" if quote.insurer == LAW else version_words(quote.document, spoken),
        page=place.page if place else None,
        address=address,
        in_answer=quote.text in reply.answer,
    )
