"""The store of requests: transactions that read, and transactions that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assistant.requests.keys import Keys
from assistant.requests.store.database import for_reading, store_errors
from assistant.requests.store.reading import Reading
from assistant.requests.store.writing import AlreadyFiled, Writing

__all__ = ["AlreadyFiled", "Reading", "RequestStore", "Writing"]


class RequestStore:
    """Requests, their audit trails and their e-mails in a database that is migrated. Safe for concurrent use."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._reader = for_reading(engine)
        self._writer = engine
        self._keys = keys

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One moment of the store. Raises StoreUnavailable."""
        with store_errors(), Session(self._reader) as session:
            yield Reading(session, self._keys)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction, committed when the block ends and undone when it raises. Raises StoreUnavailable."""
        with store_errors(), Session(self._writer) as session, session.begin():
            yield Writing(session, self._keys)

    def settle(self) -> None:
        """Leaves nothing of what was deleted in SQLite's write-ahead log, which else keeps it until it is full.

        Waits for those who read. Raises StoreUnavailable.
        """
        if self._writer.dialect.name == "sqlite":
            with store_errors(), self._writer.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
