"""Where sentences end, in French and English policy prose."""

from __future__ import annotations

import re

from ingest.records import Span

_END = re.compile(r"[.!?…](?:[»\")\]*]|\s»)*(?=\s+[«\"“(\[*]*[A-ZÀ-ÝА-Я0-9•\-–])|;\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|al|cf|ex|etc|not|tél|tel|fax|n|p|pp|ch|éd|réf|env|min|max|m|mm|mme|dr|me|st|ste|av|bd|no|vol|inc|ltd"
    r"|i\.e|e\.g)|\b[A-Z]|\b\d{1,2})\.$",
    re.IGNORECASE,
)


def sentence_spans(text: str, span: Span) -> list[Span]:
    """The sentences of `text[span]`, in order, without the white space between them; at least one."""
    found: list[Span] = []
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        piece = text[start : match.end()]
        if _ABBREVIATION.search(piece.rstrip()) and not piece.rstrip().endswith(("etc.", "»")):
            continue
        _append(found, text, start, match.end())
        start = match.end()
    _append(found, text, start, span.end)
    return found


def _append(found: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if stripped:
        found.append(Span(start + lead, start + lead + len(stripped)))
