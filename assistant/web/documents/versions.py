"""What the document page says of a document's versions: which there are, what one changed, where a passage went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import MesdroitsError, UnknownDocument
from assistant.web.documents.places import Places, address, same_words
from ingest.changes import ChangeKind, PassageChange, word_changes

if TYPE_CHECKING:
    from assistant.documents import DocumentView, VersionView
    from assistant.engine import Engine

SHOWN = 40
"""Of a version's changes at most; the rest is counted."""


@dataclass(frozen=True)
class ShownChange:
    """A passage that a version added, removed or reworded."""

    kind: ChangeKind
    section: str
    runs: tuple[tuple[str, str], ...]
    """Its words: ("same" | "removed" | "added", words)."""
    url: str | None
    """Where it stands in this version; None for one that is gone."""


@dataclass(frozen=True)
class ShownChanges:
    """What a version changed in the one before it."""

    same_file: bool
    """Whether only our reading of the same published file differs."""
    passages: tuple[ShownChange, ...]
    more: int
    """How many changes of passages are not shown."""


@dataclass(frozen=True)
class CurrentPassage:
    """Where the opened passage of an earlier version stands now."""

    url: str | None
    """In the current version; None where its words no longer stand there."""


def versions_of(engine: Engine, view: DocumentView) -> list[VersionView]:
    """The versions of a document, the current one first; none where nothing is known of them."""
    try:
        return [one for one in engine.documents(view.insurer) if one.document == view.document]
    except MesdroitsError:  # the page has the document itself, which is what was asked for
        return []


def current_version(engine: Engine, insurer: str, document: str | None) -> VersionView:
    """The current version of a document, of the insurer's first one where none is named.

    Raises UnknownInsurer, InsurerUnavailable, or UnknownDocument when there is none.
    """
    known = (one for one in engine.documents(insurer) if one.current and document in (None, one.document))
    found = next(known, None)
    if found is None:
        raise UnknownDocument(insurer=insurer, version=document or "current")
    return found


def changes_of(engine: Engine, view: DocumentView, versions: Sequence[VersionView]) -> ShownChanges | None:
    """What the version shown changed in the one before it; None for a first one, or where that is not known."""
    version = next((one for one in versions if one.version == view.version), None)
    try:
        changes = engine.changes(view.insurer, version) if version else None
    except MesdroitsError:
        return None
    if changes is None:
        return None
    shown = tuple(_shown(view, one) for one in changes.passages[:SHOWN])
    return ShownChanges(changes.same_file, shown, len(changes.passages) - len(shown))


def current_passage(
    engine: Engine, view: DocumentView, marked: Places, versions: Sequence[VersionView], language: str
) -> CurrentPassage | None:
    """Where the opened passage of an earlier version stands now; None where there is nothing to compare."""
    current = next((one.version for one in versions if one.current), None)
    if marked.cited is None or current in (None, view.version):
        return None
    try:
        text = engine.document(view.insurer, str(current)).text
    except MesdroitsError:
        return None
    found = same_words(view.text, marked.cited, text)
    there = Places(found, (), bad=False)
    return CurrentPassage(address(view.insurer, str(current), there, language) if found else None)


def _shown(view: DocumentView, change: PassageChange) -> ShownChange:
    old, new = change.old, change.new
    runs = tuple(word_changes(old.text if old else "", new.text if new else ""))
    url = address(view.insurer, view.version, Places(new.span, (), bad=False)) if new else None
    return ShownChange(change.kind, change.shown.section, runs, url)
