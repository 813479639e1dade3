"""The releases in service: loaded on first use, replaced when a new one is published, kept when it is damaged."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InsurerUnavailable, UnknownInsurer
from assistant.retrieval import PolicyIndex
from assistant.scope import Scope
from assistant.topics import QuestionBank
from ingest.embedding import Embedder
from ingest.errors import IndexFault
from ingest.index import load_release
from ingest.published import check_model
from ingest.releases import ReleaseStore

_RETRY_SECONDS = 30.0
_PREVIOUS = (0, 0)
"""In place of a pointer: the index is that of the release before the current one."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Loaded:
    index: PolicyIndex
    pointer: tuple[int, int]


class Releases:
    """Every insurer's current index. Safe for concurrent use."""

    def __init__(self, store: ReleaseStore, embedder: Embedder, bank: QuestionBank) -> None:
        self._store = store
        self._embedder = embedder
        self._bank = bank
        self._loaded: dict[str, _Loaded] = {}
        self._failed: dict[str, tuple[tuple[int, int], IndexFault, float]] = {}
        self._lock = threading.Lock()
        self._scope: tuple[tuple[str, ...], Scope] = ((), Scope([]))

    def ids(self) -> list[str]:
        """The insurers with a published release, sorted."""
        return self._store.insurers()

    def index(self, insurer: str) -> PolicyIndex:
        """The current index of an insurer; the previous one while the current release cannot be loaded.

        Raises UnknownInsurer, or InsurerUnavailable when no release can be served.
        """
        known = self.ids()
        if insurer not in known:
            self._loaded.pop(insurer, None)
            raise UnknownInsurer(insurer=insurer[:40], known=", ".join(known))
        try:
            status = self._store.pointer(insurer).stat()
        except OSError as error:
            raise InsurerUnavailable(insurer=insurer) from error
        pointer = (status.st_mtime_ns, status.st_ino)
        loaded = self._loaded.get(insurer)
        if loaded and loaded.pointer == pointer:
            return loaded.index
        with self._lock:
            return self._refreshed(insurer, pointer)

    def available(self) -> list[PolicyIndex]:
        """The indexes that can be served."""
        found = []
        for insurer in self.ids():
            try:
                found.append(self.index(insurer))
            except InsurerUnavailable:
                continue
        return found

    def scope(self) -> Scope:
        """The names of the insurers that can be served."""
        indexes = self.available()
        key = tuple(index.release.release.id for index in indexes)
        if self._scope[0] != key:
            self._scope = (key, Scope([index.release.insurer for index in indexes]))
        return self._scope[1]

    def check(self) -> dict[str, str]:
        """For each insurer "ok" or what is wrong with its index."""
        report = {}
        for insurer in self.ids():
            try:
                self.index(insurer)
                report[insurer] = "ok"
            except InsurerUnavailable:
                report[insurer] = str(self._failed[insurer][1]) if insurer in self._failed else "unavailable"
        return report

    def _refreshed(self, insurer: str, pointer: tuple[int, int]) -> PolicyIndex:
        loaded = self._loaded.get(insurer)
        failed = self._failed.get(insurer)
        if loaded and loaded.pointer == pointer:
            return loaded.index
        if failed and failed[0] == pointer and time.monotonic() - failed[2] < _RETRY_SECONDS:
            return self._fallback(insurer, failed[1])
        try:
            fresh = self._read(self._store.current(insurer))
        except IndexFault as error:
            log.error("index of %s not loaded: %s", insurer, error)
            self._failed[insurer] = (pointer, error, time.monotonic())
            return self._fallback(insurer, error)
        self._loaded[insurer] = _Loaded(fresh, pointer)
        self._failed.pop(insurer, None)
        return fresh

    def _fallback(self, insurer: str, error: IndexFault) -> PolicyIndex:
        """What was in service, or at a start the release before the damaged one."""
        if loaded := self._loaded.get(insurer):
            return loaded.index
        try:
            index = self._read(self._store.previous(insurer))
        except IndexFault:
            raise InsurerUnavailable(insurer=insurer) from error
        self._loaded[insurer] = _Loaded(index, _PREVIOUS)
        return index

    def _read(self, folder: Path) -> PolicyIndex:
        release = load_release(folder)
        check_model(release.published, self._embedder)
        return PolicyIndex(release, self._bank)
