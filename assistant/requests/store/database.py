"""The database of requests: how it is opened and brought to the schema of this version."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from assistant.errors import BadSettings, StoreUnavailable

_FILE = "requests.sqlite3"
_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_WAIT_S = 30
"""How long to wait for another writer."""
_PRAGMAS = (
    f"busy_timeout={_WAIT_S * 1000}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is purged does not stay in free pages
)
_POSTGRESQL = {"connect_timeout": "10", "options": f"-c lock_timeout={_WAIT_S}s"}
_READING = "mesdroits_reading"
_MIGRATIONS = "assistant.requests.store:migrations"
_MIGRATION_LOCK = 6_016_002_679
"""Any number, the same in every version."""
_OWN_FAULTS = (IntegrityError, ProgrammingError, DataError, NotSupportedError)
"""Errors that say that a statement is wrong rather than that the database is unwell."""


def _without_rows(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# When debugging is on, SQLAlchemy logs every row that it reads, whatever `hide_parameters` says of those it writes.
logging.getLogger("sqlalchemy.engine.Engine").addFilter(_without_rows)


def open_database(url: str | None, data_dir: Path) -> Engine:
    """The database at a URL, else the SQLite file in the data folder. Connects to nothing yet.

    Raises BadSettings for a URL that is neither SQLite's nor PostgreSQL's.
    """
    address = _address(url) if url else URL.create("sqlite", database=str(data_dir / _FILE))
    return _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)


def for_reading(engine: Engine) -> Engine:
    """The same database, on which a transaction sees one moment of it and keeps nobody from writing."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Brings the schema up to a revision; several processes may do so at once. Raises StoreUnavailable."""
    from alembic import command  # needed at the start and never again

    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes the schema back to a revision, "base" for none. Raises StoreUnavailable."""
    from alembic import command

    _run(engine, command.downgrade, revision)


@contextmanager
def store_errors() -> Iterator[None]:
    """Raises what the database's own troubles raise in the block as StoreUnavailable."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, _OWN_FAULTS):
            raise
        raise StoreUnavailable from error
    except NoConnectionLeft as error:
        raise StoreUnavailable from error


def _run(engine: Engine, change: Callable[..., None], revision: str) -> None:
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    with store_errors(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # SQLite's transaction holds the write lock by itself
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config.attributes["connection"] = connection
        try:
            change(config, revision)
        except CommandError as error:  # the database is of a newer version than the program
            raise StoreUnavailable from error


def _address(url: str) -> URL:
    fault = "MESDROITS_REQUESTS_URL: neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/NAME"
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadSettings(faults=fault) from error
    driver = _DRIVERS.get(address.drivername)
    if driver is None or (driver == "sqlite" and address.database in {None, "", ":memory:"}):
        raise BadSettings(faults=fault)
    return address.set(drivername=driver)


def _postgresql(address: URL) -> Engine:
    ours = {name: value for name, value in _POSTGRESQL.items() if name not in address.query}
    return create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=ours)


def _sqlite(address: URL) -> Engine:
    path = Path(address.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # the log beside it gets the same rights
    except OSError as error:
        raise StoreUnavailable from error
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, and never around DDL
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log. SQLite does not wait when several do so at the same first start."""
    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    """Takes the write lock at once: a transaction that reads first and writes later could not get it any more."""
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
