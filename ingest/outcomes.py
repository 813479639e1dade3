"""What an ingestion did, insurer by insurer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.changes import Changes
from ingest.records import ParsedDocument, Span

_INVISIBLE = "\u200b\ufeff"
_FILLED = re.compile(rf"[^\s{_INVISIBLE}]")
_RUN = re.compile(rb"\x01+")


@dataclass(frozen=True)
class InsurerReport:
    """What ingestion did for one insurer."""

    insurer: str
    status: str
    """"published", "unchanged", "retired" or "refused"."""
    detail: str = ""
    documents: int = 0
    sections: int = 0
    passages: int = 0
    embedded: int = 0
    """Texts given to the model; the others were taken over from the previous release."""
    languages: tuple[str, ...] = ()
    median_tokens: int = 0
    largest_tokens: int = 0
    coverage: float = 0.0
    """Share of the filled characters that are passages, headings or recognised noise."""
    seconds: float = 0.0
    """Work on this insurer, over all stages; what ran at the same time for others is not in it."""
    changes: tuple[Changes, ...] = ()
    """What the new release changed in each document that was published before."""


@dataclass(frozen=True)
class IngestReport:
    """What ingestion did, insurer by insurer."""

    insurers: tuple[InsurerReport, ...] = field(default_factory=tuple)

    @property
    def failed(self) -> bool:
        return any(one.status == "refused" for one in self.insurers)


def published_report(
    insurer: str, documents: Sequence[ParsedDocument], tokens: Sequence[int], *, embedded: int, seconds: float
) -> InsurerReport:
    """What is said of an insurer once these documents are published; `tokens` are counted per passage."""
    passages = [one for parsed in documents for one in parsed.passages]
    tokens = sorted(tokens)
    return InsurerReport(
        insurer=insurer,
        status="published",
        documents=len(documents),
        sections=sum(len(parsed.sections) for parsed in documents),
        passages=len(passages),
        embedded=embedded,
        languages=tuple(sorted({one.language for one in passages})),
        median_tokens=tokens[len(tokens) // 2],
        largest_tokens=tokens[-1],
        coverage=min(coverage(parsed) for parsed in documents),
        seconds=seconds,
    )


def coverage(parsed: ParsedDocument) -> float:
    """Share of the filled characters that lie in a passage, a heading or recognised noise, from 0 to 1."""
    filled = sum(1 for _ in _FILLED.finditer(parsed.document.text))
    missed = sum(1 for span in uncovered(parsed) for _ in _FILLED.finditer(parsed.document.slice(span)))
    return 1 - missed / max(1, filled)


def uncovered(parsed: ParsedDocument) -> list[Span]:
    """The pieces of the text that `coverage` lacks, in order, without white space at their ends."""
    text = parsed.document.text
    runs = (Span(*run.span()) for run in _RUN.finditer(_left(parsed)))
    pieces = ([one.start() for one in _FILLED.finditer(text, run.start, run.end)] for run in runs)
    return [Span(filled[0], filled[-1] + 1) for filled in pieces if filled]


def in_percent(share: float) -> str:
    """A share from 0 to 1 in percent with one decimal, rounded down: only what is whole reads "100.0"."""
    return f"{math.floor(1000 * share) / 10:.1f}"


def _left(parsed: ParsedDocument) -> bytearray:
    """One byte a character: 1 outside all passages, headings and noise."""
    left = bytearray(b"\x01" * len(parsed.document.text))
    spans = [span for passage in parsed.passages for span in passage.spans]
    spans += [piece.span for piece in parsed.noise]
    spans += [section.heading for section in parsed.sections if section.heading]
    for span in spans:
        left[span.start : span.end] = bytes(len(span))
    return left
