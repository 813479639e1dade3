"""What flows through ingestion, from a published file to an index release.

Every offset counts Python characters of `Document.text`, the canonical text: the file decoded, never edited.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of characters of a canonical text; never empty.

    Raises ValueError when the range is empty or starts below 0.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text from `start` on stands in the published file: a page of a PDF or an anchor of a web page."""

    start: int
    page: int | None = None
    """From 1."""
    anchor: str | None = None
    """The `id` of the nearest element above; appended to the address of the page after "#"."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the published file that the canonical text does not have, shown so that a person can disagree."""

    kind: str
    """"navigation", "banner", "footer", "running-header", "page-number", "script" or "other"."""
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One published document of one insurer in one version."""

    insurer: str
    id: str
    version: str
    """Version date or "undated", then the first 8 hexadecimal digits of the SHA-256 of the canonical text."""
    title: str
    text: str = field(repr=False)
    sha256: str
    languages: tuple[str, ...]
    date: dt.date | None
    origin: str
    machine_translated: bool
    format: str = "text"
    """"text", "markdown", "html", "pdf" or "docx". The canonical text of the last three is Markdown made by us."""
    places: tuple[Place, ...] = field(default=(), repr=False)
    """In order of `start`; empty where the file has neither pages nor anchors."""
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)

    def place(self, offset: int) -> Place | None:
        """The place of a character of the text; None where the file has no places."""
        found = bisect_right([place.start for place in self.places], offset)
        return self.places[found - 1] if found else None

    def slice(self, span: Span) -> str:
        """The exact characters of `span`. Raises ValueError when it leaves the text."""
        if span.end > len(self.text):
            raise ValueError(f"span ends at {span.end}, the document at {len(self.text)}")
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text it governs, up to the next heading of any level."""

    title: str
    """The heading in reading form: white space folded, Markdown marks removed. "" before the first heading."""
    level: int
    path: tuple[str, ...]
    """Titles from the outermost heading down to this one."""
    heading: Span | None
    span: Span
    """The heading and the text below it."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A part that is on the page but is not the policy: kept out of passages, never removed from the text."""

    span: Span
    kind: str
    """"contents", "running-header", "footnote", "layout" or "web-residue"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a list item or a table row; more than one span only where noise interrupts it."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A self-sufficient piece of one section: the unit that is indexed, ranked and quoted from."""

    id: str
    document: str
    version: str
    section: str
    path: tuple[str, ...]
    spans: tuple[Span, ...]
    """In order; more than one only where noise interrupts the passage."""
    kind: str
    """"text", "list", "table" or "definition"."""
    language: str
    introduction: Span | None
    """The sentence or the header row that introduces this piece, when it lies in an earlier passage."""
    sentences: tuple[Sentence, ...]
    quality: float = 1.0
    """From 0 (unreadable) to 1 (nothing wrong found)."""
    flaws: tuple[str, ...] = ()
    """What is damaged, as codes of `ingest.quality`."""

    @property
    def hull(self) -> Span:
        """From the first character to the last, noise in between included."""
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the policy states, with the characters that state it.

    `docs/facts.md` defines every kind, its roles, its evidence and its normalised form.
    """

    kind: str
    role: str
    """What the thing is for or how it is meant, where the kind has roles; otherwise ""."""
    value: str
    """The evidence in reading form, white space folded."""
    normalised: str
    """Equal for two spellings of one thing: an E.164 number, an ISO 8601 period or date, an ISO 3166 country…"""
    evidence: Span
    passage: str
    """The id of the passage that holds the evidence."""
    subject: str = ""
    """What the fact is about, in the policy's words: the category of data that is kept, the data transferred…"""
    audience: str = ""
    """The people for whom it holds, in the policy's words; "" for everybody."""
    details: tuple[tuple[str, str], ...] = ()
    """Named parts: of an address, of a transfer's safeguard, of a controller's registration."""
    origin: str = "extracted"
    """"extracted", or "confirmed" or "corrected" by a person in the manifest."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts of one document that cannot all be right: the same address with its street spelt differently."""

    kind: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with everything that ingestion understood of it."""

    document: Document
    sections: tuple[Section, ...]
    noise: tuple[Noise, ...]
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]

    def passage_text(self, passage: Passage) -> str:
        """The passage without the noise that interrupts it, its parts joined by a space."""
        return " ".join(self.document.slice(span) for span in passage.spans)

    def sentence_text(self, sentence: Sentence) -> str:
        """The sentence without the noise that interrupts it."""
        return " ".join(self.document.slice(span) for span in sentence.spans)


@dataclass(frozen=True, slots=True)
class Release:
    """One insurer's published index: what a server loads and answers from."""

    id: str
    insurer: str
    fingerprint: str
    """Hash of everything the release depends on: equal means that building again would change nothing."""
    model: str
    dimension: int
    created: str
    """UTC, ISO 8601."""
    documents: tuple[ParsedDocument, ...]
