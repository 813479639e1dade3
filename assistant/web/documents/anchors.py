"""The sections of a document as its contents list them, each with an anchor that later versions keep."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.web.documents.language import declared_language, foreign

if TYPE_CHECKING:
    from assistant.documents import DocumentView

_PREFIX = "s-"
"""Keeps what a heading says apart from the ids of the page itself."""
_LONGEST = 60
"""Characters of a heading that its anchor is made of, at most."""


class Heading(NamedTuple):
    """An entry of a document's contents; `language` is None where it is the document's first."""

    title: str
    level: int
    language: str | None
    anchor: str


def contents(document: DocumentView) -> list[Heading]:
    """The headings of a document in its order, each with the language it is read in."""
    headings = []
    spoken = None
    for section, anchor in zip(document.sections, anchors(document), strict=True):
        spoken = declared_language(document, section.start) or spoken
        language = foreign(section.title, document.languages) or spoken
        headings.append(Heading(section.title, section.level, language, anchor))
    return headings


def anchors(document: DocumentView) -> list[str]:
    """The ids of the headings: their words, in small letters without accents; a number where they come again."""
    slugs = _numbered([_slug(section.title) for section in document.sections])
    return [f"{_PREFIX}{one}" for one in slugs]


def _numbered(slugs: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    taken = set(slugs)
    unique = []
    for slug in slugs:
        seen[slug] += 1
        numbered = slug
        while seen[slug] > 1 and (numbered := f"{slug}-{seen[slug]}") in taken:
            seen[slug] += 1
        taken.add(numbered)
        unique.append(numbered)
    return unique


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    kept = "".join(one for one in plain if unicodedata.category(one)[0] in "LNPSZ")
    words = re.findall(r"[^\W_]+", kept)
    slug = "-".join(words)
    return slug if len(slug) <= _LONGEST else slug[:_LONGEST].rpartition("-")[0] or slug[:_LONGEST]
