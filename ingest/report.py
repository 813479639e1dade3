"""What ingestion understood, as one HTML file that a data protection officer can read, print and disagree with.

Insurers are read and written one after the other; of all at once only what the overview says is in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.archive import Archive
from ingest.changes import Changes, word_changes
from ingest.entries import InsurerEntry
from ingest.errors import IndexFault
from ingest.files import write_atomically
from ingest.kinds import FACT_KINDS
from ingest.labels import label, labels
from ingest.outcomes import IngestReport, InsurerReport, coverage, in_percent, uncovered
from ingest.published import read_published
from ingest.readable import date_in_words, readable
from ingest.records import Fact, ParsedDocument
from ingest.releases import ReleaseStore
from ingest.summary import (
    damaged,
    flaw_counts,
    passage_languages,
    quality_of,
    quoted,
    section_of,
    set_aside,
    silences,
    stated,
    tree_of,
)

if TYPE_CHECKING:
    from jinja2 import Environment

COLUMNS = 5
"""How many insurers stand side by side in a table of the overview."""
_VALUES = 3
_COUNTED = ("purpose", "data_category", "recipient", "processor", "exclusion", "web", "post_mortem", "identity")
"""Kinds whose evidence is too long, or too many, to stand in a cell of the overview."""


@dataclass(frozen=True)
class DocumentSheet:
    """A document as its part of the report shows it."""

    parsed: ParsedDocument
    coverage: float
    quality: float
    uncovered: tuple[str, ...]
    """The pieces of the text that were not taken for anything."""
    changed_on: dt.date | None = None
    changes: Changes | None = None
    archive_fault: str = ""
    """Why nothing can be said of earlier versions."""


@dataclass(frozen=True)
class Sheet:
    """An insurer as its part of the report shows it; `entry` is None when nothing of it is in service."""

    outcome: InsurerReport
    entry: InsurerEntry | None
    documents: tuple[DocumentSheet, ...]

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else self.outcome.insurer

    @property
    def facts(self) -> list[Fact]:
        return [fact for one in self.documents for fact in one.parsed.facts]


@dataclass(frozen=True)
class Summary:
    """What the overview says of an insurer."""

    id: str
    name: str
    status: str
    detail: str
    served: bool
    cells: dict[str, str]
    """What stands in the cell of each kind; a kind that is missing is silent."""
    silent: tuple[str, ...]
    """Kinds that the law expects and that the policy says nothing about."""
    conflicts: int
    quality: float
    coverage: float


def write_report(path: Path, data_dir: Path, report: IngestReport, today: dt.date) -> None:
    """Writes the report on the insurers of an ingestion, changed or not, from what is in service below `data_dir`.

    Raises OSError when the file cannot be written.
    """
    store, archive = ReleaseStore(data_dir), Archive(data_dir)
    shown = [one for one in report.insurers if one.status != "retired"]
    overview = [_summary(_sheet(store, archive, one)) for one in shown]
    served = [one for one in overview if one.served]
    stream = (
        _environment()
        .get_template("report.html")
        .stream(
            today=today.isoformat(),
            overview=overview,
            tables=[served[start : start + COLUMNS] for start in range(0, len(served), COLUMNS)],
            retired=[one.insurer for one in report.insurers if one.status == "retired"],
            sheets=(_sheet(store, archive, one) for one in shown),
            labels=labels(),
        )
    )
    stream.enable_buffering(100)
    write_atomically(path, (piece.encode() for piece in stream))


def _sheet(store: ReleaseStore, archive: Archive, outcome: InsurerReport) -> Sheet:
    try:
        published = read_published(store.current(outcome.insurer))
    except IndexFault:
        return Sheet(outcome, None, ())
    documents = tuple(_document_sheet(archive, one) for one in published.release.documents)
    return Sheet(outcome, published.insurer, documents)


def _document_sheet(archive: Archive, parsed: ParsedDocument) -> DocumentSheet:
    document = parsed.document
    sheet = DocumentSheet(
        parsed=parsed,
        coverage=coverage(parsed),
        quality=quality_of(parsed),
        uncovered=tuple(document.slice(span) for span in uncovered(parsed)),
    )
    try:
        histories = [one for one in archive.histories(document.insurer) if one.document == document.id]
        changed_on = histories[0].changed_on(document.version) if histories else None
        changes = archive.changes(document.insurer, document.id, document.version)
    except IndexFault as error:
        return replace(sheet, archive_fault=str(error))
    return replace(sheet, changed_on=changed_on, changes=changes)


def _summary(sheet: Sheet) -> Summary:
    things = stated(sheet.facts)
    expected = labels()["expected"]
    return Summary(
        id=sheet.outcome.insurer,
        name=sheet.name,
        status=sheet.outcome.status,
        detail=sheet.outcome.detail,
        served=sheet.entry is not None,
        cells={kind: _cell(kind, [readable(one.fact) for one in found]) for kind, found in things.items()},
        silent=tuple(kind for kind in silences(sheet.facts) if kind in expected),
        conflicts=sum(len(one.parsed.conflicts) for one in sheet.documents),
        quality=min((one.quality for one in sheet.documents), default=0.0),
        coverage=min((one.coverage for one in sheet.documents), default=0.0),
    )


def _cell(kind: str, values: list[str]) -> str:
    distinct = list(dict.fromkeys(values))
    if kind in _COUNTED:
        return str(len(distinct))
    rest = len(distinct) - _VALUES
    return "\n".join([*distinct[:_VALUES], *([f"+ {rest}"] if rest > 0 else [])])


def details_of(fact: Fact) -> list[tuple[str, str]]:
    """The named parts of a fact in French; those of a postal address stand in its words already."""
    if fact.kind == "address":
        return []
    return [
        (label("detail", name), label("safeguard", value) if name == "safeguard" else value)
        for name, value in fact.details
    ]


def place_of(parsed: ParsedDocument, fact: Fact) -> str:
    """Where the evidence stands: its section and, where the file has them, its page or its anchor."""
    place = parsed.document.place(fact.evidence.start)
    parts = [section_of(parsed, fact)]
    if place and place.page:
        parts.append(f"page {place.page}")
    if place and place.anchor:
        parts.append(f"#{place.anchor}")
    return ", ".join(part for part in parts if part)


def themes() -> Iterable[tuple[str, list[str]]]:
    """The kinds of facts under the titles they are read in."""
    named = labels()
    return [(title, named["kinds_of"][theme]) for theme, title in named["theme"].items()]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ingest", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: dict[str, Any] = {
        "damaged": damaged,
        "date": date_in_words,
        "details": details_of,
        "flaw_counts": flaw_counts,
        "kinds": FACT_KINDS,
        "in_percent": in_percent,
        "label": label,
        "language": lambda code: label("language", code) if code in labels()["language"] else _language(code),
        "languages": passage_languages,
        "place": place_of,
        "quoted": quoted,
        "readable": readable,
        "set_aside": set_aside,
        "silences": silences,
        "stated": stated,
        "themes": themes,
        "tree": tree_of,
        "word_changes": word_changes,
    }
    environment.globals.update(functions)
    return environment


def _language(code: str) -> str:
    from babel import Locale

    return str(Locale("fr").languages.get(code, code))
