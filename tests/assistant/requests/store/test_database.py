"""How the database is opened."""

from __future__ import annotations

import datetime as dt
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from assistant.errors import BadSettings, StoreUnavailable
from assistant.requests.store.database import downgrade, for_reading, migrate, open_database
from assistant.requests.store.store import RequestStore
from tests.assistant.requests.filed_by_hand import a_request, file


@pytest.fixture
def sqlite(tmp_path):
    engine = open_database(None, tmp_path / "data")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.mark.usefixtures("sqlite")
def test_without_a_url_requests_are_in_a_file_of_the_data_folder_that_only_its_owner_reads(tmp_path):
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert files["requests.sqlite3"] == 0o600
    assert set(files.values()) == {0o600}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
        ("secure_delete", 1),
    ],
)
def test_sqlite_settings_are_in_force_on_every_connection(sqlite, pragma, value):
    with for_reading(sqlite).connect() as one, for_reading(sqlite).connect() as other:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        assert other.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_sqlite_write_transaction_holds_the_lock_before_it_reads(sqlite, keys):
    store = RequestStore(sqlite, keys)
    with store.writing() as writing, for_reading(sqlite).connect() as other:
        writing.find("R-1")
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        assert other.exec_driver_sql("SELECT count(*) FROM requests").scalar() == 0
        with pytest.raises(Exception, match="locked"):
            other.exec_driver_sql("DELETE FROM requests")


def test_a_postgresql_url_is_taken_to_mean_psycopg(tmp_path):
    for name in ("postgresql", "postgres", "postgresql+psycopg"):
        assert open_database(f"{name}://u:p@127.0.0.1/requests", tmp_path).driver == "psycopg"


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/n", "secret", "sqlite://", "sqlite:///:memory:", "postgresql+pg8000://u:secret@h/n"]
)
def test_other_databases_are_refused_without_repeating_the_password(url, tmp_path):
    with pytest.raises(BadSettings) as refused:
        open_database(url, tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.integration
def test_the_operators_own_connection_settings_come_before_ours(postgres_url, tmp_path):
    engine = open_database(f"{postgres_url}&options=-c%20lock_timeout%3D7s", tmp_path)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "7s"
    engine.dispose()


def test_a_database_that_does_not_answer_is_unavailable(tmp_path, keys):
    store = RequestStore(open_database("postgresql://u:p@127.0.0.1:9/requests", tmp_path), keys)
    with pytest.raises(StoreUnavailable), store.reading() as reading:
        reading.find("R-1")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        open_database(None, tmp_path / "file")


def test_a_database_without_tables_is_unavailable(tmp_path, keys):
    store = RequestStore(open_database(None, tmp_path), keys)
    with pytest.raises(StoreUnavailable), store.reading() as reading:
        reading.find("R-1")


def test_errors_of_the_database_repeat_nothing_personal(store):
    file(store, a_request())
    with pytest.raises(IntegrityError) as error:
        file(store, a_request())
    assert "Lilas" not in str(error.value)
    assert "chloe" not in str(error.value)


def test_processes_that_start_at_once_make_the_schema_once(empty_url, tmp_path):
    barrier = Barrier(4)
    engines = [open_database(empty_url, tmp_path) for _ in range(4)]

    def start(engine):
        barrier.wait()
        with engine.connect():
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, engines))
        list(pool.map(migrate, engines))
    assert "requests" in inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_an_instant_without_a_time_zone_is_refused(store):
    with pytest.raises(Exception, match="time zone"):
        file(store, a_request(recorded_at=dt.datetime(2026, 3, 5)))


def test_a_schema_change_that_fails_leaves_the_schema_as_it_was(engine):
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE notes"))
    with pytest.raises((StoreUnavailable, ProgrammingError)):
        downgrade(engine, "0001")
    assert {"accounts", "marketing_objections"} <= set(inspect(engine).get_table_names())
