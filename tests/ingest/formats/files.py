"""The files that one policy makes, and what may differ between them: layout only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from ingest.build import parse_document
from ingest.parsing.formats import canonical_of
from ingest.records import Document, ParsedDocument
from tests.ingest.formats.docx_builder import docx_of
from tests.ingest.formats.html_builder import html_of
from tests.ingest.formats.markdown_builder import markdown_of
from tests.ingest.formats.pdf_builder import pdf_of
from tests.ingest.formats.policy import Part

BUILDERS: dict[str, Callable[[Iterable[Part]], bytes]] = {
    "policy.md": markdown_of,
    "policy.html": html_of,
    "policy.docx": docx_of,
    "policy.pdf": pdf_of,
    "columns.pdf": partial(pdf_of, columns=2, hyphenate=True),
}


def parsed_file(raw: bytes, name: str, like: Document) -> ParsedDocument:
    """The file as ingestion understands it, for the insurer and the languages of `like`."""
    canonical = canonical_of(raw, name)
    return parse_document(
        replace(
            like,
            text=canonical.text,
            format=canonical.format,
            places=canonical.places,
            left_out=canonical.left_out,
        )
    )


def readings(parsed: ParsedDocument) -> list[tuple[str, str, str | None]]:
    """Section, words and introduction of each passage, without the marks of layout."""
    return [
        (
            one.section,
            _words(parsed.passage_text(one)),
            _words(parsed.document.slice(one.introduction)) if one.introduction else None,
        )
        for one in parsed.passages
    ]


def _words(text: str) -> str:
    return " ".join(re.sub(r"(?m)^\s*(?:[-•]\s)?|\*\*|\||(?<=\s)•\s", " ", text).split())


def statements(parsed: ParsedDocument) -> list[tuple[str, str, str, str]]:
    """Kind, role, subject and normalised value of each fact, sorted."""
    return sorted((fact.kind, fact.role, fact.subject, fact.normalised) for fact in parsed.facts)
