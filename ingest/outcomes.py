"""What an ingestion did, insurer by insurer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.changes import Changes
from ingest.records import ParsedDocument

_INVISIBLE = "\u200b\ufeff"


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
    covered = bytearray(len(parsed.document.text))
    spans = [span for passage in parsed.passages for span in passage.spans]
    spans += [piece.span for piece in parsed.noise]
    spans += [section.heading for section in parsed.sections if section.heading]
    for span in spans:
        covered[span.start : span.end] = b"\x01" * len(span)
    text = parsed.document.text
    filled = [place for place, one in enumerate(text) if not one.isspace() and one not in _INVISIBLE]
    return sum(covered[place] for place in filled) / max(1, len(filled))
