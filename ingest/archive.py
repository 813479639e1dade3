"""Every version of every document that was ever published, so that an old citation can still be opened.

    <data>/archive/<insurer>/<document>/history.json             the versions, oldest first, with their dates
    <data>/archive/<insurer>/<document>/<version>.json           the version as it was first read; never changes
    <data>/archive/<insurer>/<document>/<version>.changes.json   what it changed in the version before it

Nothing is ever removed, not even for an insurer that is retired.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ingest.changes import Changes, changes_between
from ingest.entries import DocumentEntry, EarlierEntry, InsurerEntry
from ingest.errors import IndexFault
from ingest.files import write_atomically
from ingest.records import Document, ParsedDocument
from ingest.sources import read_document

T = TypeVar("T")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class VersionRecord(BaseModel):
    """When a version of a document was in service."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    sha256: str
    title: str
    format: str
    date: dt.date | None
    """The date the document gives itself."""
    since: dt.date | None
    """The day it was put into service, the last time if it came back; None before there was an archive."""
    replaced_on: dt.date | None = None
    """The day the next version took its place; None for the latest version."""


class History(BaseModel):
    """The versions of one document, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    insurer: str
    name: str
    document: str
    versions: tuple[VersionRecord, ...] = ()

    def changed_on(self, version: str) -> dt.date | None:
        """The day the file of `version` took the place of another one; None when it was the first."""
        known = [one.version for one in self.versions]
        place = known.index(version) if version in known else 0
        while place > 0 and self.versions[place - 1].sha256 == self.versions[place].sha256:
            place -= 1
        return self.versions[place].since if place > 0 else None


@dataclass(frozen=True)
class Succession:
    """What the archive says of a document from the moment its version is in service."""

    history: History
    changes: Changes | None
    """Against the version in service before; None for a first version."""


class Archive:
    """The archive below a data folder. One process writes at a time; readers need not wait."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "archive"

    def histories(self, insurer: str) -> list[History]:
        """The documents of an insurer with their versions, by id. Raises IndexFault when one is damaged."""
        if not _SLUG.fullmatch(insurer):
            return []
        return [_read(path, _adapter(History)) for path in sorted((self.root / insurer).glob("*/history.json"))]

    def find(self, insurer: str, version: str) -> tuple[History, ParsedDocument] | None:
        """A version with the history it belongs to; None when it was never published. Raises IndexFault."""
        for history in self.histories(insurer):
            if any(one.version == version for one in history.versions):
                return history, self._parsed(history, version)
        return None

    def changes(self, insurer: str, document: str, version: str) -> Changes | None:
        """What `version` changed in the version before it; None for a first version. Raises IndexFault."""
        path = self.root / insurer / document / f"{version}.changes.json"
        return _read(path, _adapter(Changes)) if path.exists() else None

    def record(
        self, insurer: InsurerEntry, parsed: ParsedDocument, previous: ParsedDocument | None, today: dt.date
    ) -> Changes | None:
        """Keeps a version that is in service, and says what it changes; see `prepare`."""
        succession = self.prepare(insurer, parsed, previous, today)
        self.commit(succession)
        return succession.changes or None

    def prepare(
        self,
        insurer: InsurerEntry,
        parsed: ParsedDocument,
        previous: ParsedDocument | None,
        today: dt.date,
        earlier: Iterable[tuple[ParsedDocument, dt.date]] = (),
    ) -> Succession:
        """Keeps the texts of a version that goes into service; its history is not touched before `commit`.

        `previous` is what was in service until now, None when that cannot be read; `earlier` are versions that the
        manifest names, with the day each was replaced. Doing it again changes nothing. Raises IndexFault when the
        archive is damaged.
        """
        history = self._history(insurer, parsed.document)
        for old, replaced in earlier:
            self._keep(old)
            history = _preceded(history, old.document, replaced)
        if previous and not history.versions and previous.document.version != parsed.document.version:
            history = history.model_copy(update={"versions": (record_of(previous.document, None, None),)})
            self._keep(previous)
        last = history.versions[-1] if history.versions else None
        known = last is not None and last.version == parsed.document.version and last.replaced_on is None
        untold = previous is None or previous.document.version == parsed.document.version
        if untold and last is not None and not known:
            previous = self._parsed(history, last.version)
        changes = changes_between(previous, parsed) if previous else None
        self._keep(parsed)
        return Succession(history if known else _succeeded(history, parsed.document, today), changes)

    def commit(self, succession: Succession) -> None:
        """Says that a version is in service now, and since when."""
        history, changes = succession.history, succession.changes
        if changes is not None and changes.new_version != changes.old_version:
            self._write(history, f"{changes.new_version}.changes.json", _adapter(Changes), changes)
        self._write(history, "history.json", _adapter(History), history)

    def latest(self, insurer: str) -> dict[str, str]:
        """The version in service of each document of an insurer, by document. Raises IndexFault."""
        return {
            history.document: history.versions[-1].version
            for history in self.histories(insurer)
            if history.versions and history.versions[-1].replaced_on is None
        }

    def holds(self, insurer: str, document: str, sha256: str) -> bool:
        """Whether a version of this file was ever recorded. Raises IndexFault."""
        return any(
            one.sha256 == sha256
            for history in self.histories(insurer)
            if history.document == document
            for one in history.versions
        )

    def _history(self, insurer: InsurerEntry, document: Document) -> History:
        path = self.root / insurer.id / document.id / "history.json"
        if path.exists():
            history: History = _read(path, _adapter(History))
            return history.model_copy(update={"name": insurer.name})
        return History(insurer=insurer.id, name=insurer.name, document=document.id)

    def _parsed(self, history: History, version: str) -> ParsedDocument:
        path = self.root / history.insurer / history.document / f"{version}.json"
        parsed: ParsedDocument = _read(path, _adapter(ParsedDocument))
        return parsed

    def _keep(self, parsed: ParsedDocument) -> None:
        document = parsed.document
        path = self.root / document.insurer / document.id / f"{document.version}.json"
        if not path.exists():
            write_atomically(path, [_adapter(ParsedDocument).dump_json(parsed)])

    def _write(self, history: History, name: str, adapter: TypeAdapter[Any], value: object) -> None:
        write_atomically(self.root / history.insurer / history.document / name, [adapter.dump_json(value)])


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


def keep_versions(
    archive: Archive,
    corpus: Path,
    insurer: InsurerEntry,
    documents: Iterable[ParsedDocument],
    previous: Iterable[ParsedDocument],
    parse: Callable[[Document], ParsedDocument],
    today: dt.date,
) -> tuple[Succession, ...]:
    """Keeps the texts of the documents that go into service and of the earlier versions that the manifest names.

    Gives what is to be committed once they are in service; `previous` are the documents in service until now.
    Raises CorpusError for an earlier file that cannot be read, IndexFault when the archive is damaged.
    """
    before = {one.document.id: one for one in previous}
    entries = {entry.id: entry for entry in insurer.document}
    found = []
    for parsed in documents:
        entry = entries[parsed.document.id]
        earlier = [
            (parse(read_document(corpus, insurer, entry.as_published(one))), one.replaced)
            for one in _unarchived(archive, corpus, insurer, entry)
        ]
        found.append(archive.prepare(insurer, parsed, before.get(entry.id), today, earlier))
    return tuple(found)


def _unarchived(
    archive: Archive, corpus: Path, insurer: InsurerEntry, entry: DocumentEntry
) -> Iterator[EarlierEntry]:
    """The earlier versions that are not yet in the archive; a file that is there is not parsed again."""
    for earlier in entry.earlier:
        path = corpus / earlier.file
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if not archive.holds(insurer.id, entry.id, digest):
            yield earlier


def _preceded(history: History, document: Document, replaced: dt.date) -> History:
    """The history with `document` before the version in service, unless it is known already."""
    if any(one.version == document.version for one in history.versions):
        return history
    ongoing = [one for one in history.versions if one.replaced_on is None][-1:]
    past = [one for one in history.versions if one not in ongoing]
    record = record_of(document, past[-1].replaced_on if past else None, replaced)
    return history.model_copy(update={"versions": (*past, record, *ongoing)})


def _succeeded(history: History, document: Document, today: dt.date) -> History:
    """The history with `document` as the latest version, even if it was in service before."""
    past = [one for one in history.versions if one.version != document.version]
    since = today
    if past and past[-1].replaced_on is None:
        past[-1] = past[-1].model_copy(update={"replaced_on": today})
    elif past:
        since = past[-1].replaced_on or today
    return history.model_copy(update={"versions": (*past, record_of(document, since, None))})


def record_of(document: Document, since: dt.date | None, replaced_on: dt.date | None) -> VersionRecord:
    """When `document` was in service, as its history says it."""
    return VersionRecord(
        version=document.version,
        sha256=document.sha256,
        title=document.title,
        format=document.format,
        date=document.date,
        since=since,
        replaced_on=replaced_on,
    )


def _read(path: Path, adapter: TypeAdapter[Any]) -> Any:
    try:
        return adapter.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise IndexFault(f"{path}: unreadable ({type(error).__name__}); restore it from a backup") from error
