"""The published documents, in every version that an answer may ever have quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.errors import InsurerUnavailable, UnknownDocument, UnknownInsurer
from assistant.law import LAW, Law, sections_of
from assistant.releases import Releases
from ingest.archive import Archive, History, VersionRecord, record_of
from ingest.changes import Changes
from ingest.errors import IndexFault
from ingest.records import Document, Noise, ParsedDocument


@dataclass(frozen=True)
class SectionView:
    """A heading of a document: its title, level (1 to 4) and the characters of its line."""

    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True)
class DocumentView:
    """A document as the document page shows it."""

    insurer: str
    insurer_name: str
    document: str
    version: str
    title: str
    date: dt.date | None
    languages: tuple[str, ...]
    text: str
    sections: tuple[SectionView, ...]
    noise: tuple[NoiseView, ...]
    current: bool = True
    """Whether answers come from this version."""
    replaced_on: dt.date | None = None
    """The day a later version took its place; None for the current one, and for an insurer no longer served."""


@dataclass(frozen=True)
class VersionView:
    """A version of a document: when it was in service, and whether it still is."""

    document: str
    version: str
    title: str
    date: dt.date | None
    sha256: str
    format: str
    current: bool
    since: dt.date | None
    """The day it was put into service; None when that was before versions were kept."""
    changed_on: dt.date | None
    """The day its file took the place of another one; None for the first that was published here."""
    replaced_on: dt.date | None


@dataclass(frozen=True)
class NoiseView:
    """A part of a document that is not the policy."""

    kind: str
    start: int
    end: int


class Documents:
    """Finds a document among the releases in service, the archive and the statutory layer."""

    def __init__(self, archive: Archive, releases: Releases, law: Law) -> None:
        self._archive = archive
        self._releases = releases
        self._law = law

    def one(self, insurer: str, version: str) -> DocumentView:
        """A document in any version that was ever published, or one of the statutory layer ("law").

        Raises UnknownInsurer, UnknownDocument or InsurerUnavailable.
        """
        if insurer == LAW:
            return self._law_document(version)
        return self._served_document(insurer, version) or self._earlier_document(insurer, version)

    def versions(self, insurer: str) -> list[VersionView]:
        """The versions of an insurer's documents, of each document the current one first, then the latest.

        Raises UnknownInsurer, or InsurerUnavailable when the archive is damaged.
        """
        served = insurer in self._releases.ids()
        parsed = self._releases.index(insurer).release.release.documents if served else ()
        current = {one.document.version: one.document for one in parsed}
        histories = self._histories(insurer)
        if not served and not histories:
            self._releases.index(insurer)  # raises: nobody knows this insurer
        kept = [
            _version_view(history.document, record, current, history.changed_on(record.version))
            for history in histories
            for record in reversed(history.versions)
        ]
        known = {one.version for one in kept}
        # In service since before versions were kept.
        recent = [
            _version_view(one.id, record_of(one, None, None), current, None)
            for version, one in current.items()
            if version not in known
        ]
        return sorted([*recent, *kept], key=lambda one: (one.document, not one.current))

    def changes(self, insurer: str, document: str, version: str) -> Changes | None:
        """What a version changed in the version before it; None for a first version. Raises InsurerUnavailable."""
        try:
            return self._archive.changes(insurer, document, version)
        except IndexFault as error:
            raise InsurerUnavailable(insurer=insurer) from error

    def _histories(self, insurer: str) -> list[History]:
        try:
            return self._archive.histories(insurer)
        except IndexFault as error:
            raise InsurerUnavailable(insurer=insurer) from error

    def _served_document(self, insurer: str, version: str) -> DocumentView | None:
        """A document in service; None when it is not, or when nothing of the insurer can be served."""
        try:
            index = self._releases.index(insurer).release
        except (UnknownInsurer, InsurerUnavailable):
            return None
        found = (one for one in index.release.documents if one.document.version == version)
        return next((_view(index.insurer.name, one) for one in found), None)

    def _earlier_document(self, insurer: str, version: str) -> DocumentView:
        try:
            found = self._archive.find(insurer, version)
        except IndexFault as error:
            raise InsurerUnavailable(insurer=insurer) from error
        if found is None:
            self._releases.index(insurer)  # raises when nobody knows the insurer, or it cannot be served
            raise UnknownDocument(insurer=insurer, version=version)
        history, parsed = found
        replaced = next(one.replaced_on for one in history.versions if one.version == version)
        return replace(_view(history.name, parsed), current=False, replaced_on=replaced)

    def _law_document(self, version: str) -> DocumentView:
        document = self._law.documents.get(version)
        if document is None:
            raise UnknownDocument(insurer=LAW, version=version)
        parsed = ParsedDocument(document, tuple(sections_of(document)), (), (), (), ())
        return _view(document.title, parsed)


def _view(name: str, parsed: ParsedDocument) -> DocumentView:
    document = parsed.document
    headings = (section for section in parsed.sections if section.heading)
    return DocumentView(
        insurer=document.insurer,
        insurer_name=name,
        document=document.id,
        version=document.version,
        title=document.title,
        date=document.date,
        languages=document.languages,
        text=document.text,
        sections=tuple(
            SectionView(one.title, min(max(one.level, 1), 4), one.heading.start, one.heading.end)
            for one in headings
            if one.heading
        ),
        noise=tuple(_noise_view(one) for one in parsed.noise),
    )


def _version_view(
    document: str, record: VersionRecord, current: Mapping[str, Document], changed_on: dt.date | None
) -> VersionView:
    return VersionView(
        document=document,
        version=record.version,
        title=record.title,
        date=record.date,
        sha256=record.sha256,
        format=record.format,
        current=record.version in current,
        since=record.since,
        changed_on=changed_on,
        replaced_on=record.replaced_on,
    )


def _noise_view(noise: Noise) -> NoiseView:
    return NoiseView(noise.kind, noise.span.start, noise.span.end)
