"""Stores for accounts: those of requests, since both stand in one database."""

from tests.assistant.requests.conftest import (  # noqa: F401 pytest finds fixtures by their names here
    database_url,
    engine,
    keys,
    migrated_database,
    migrated_file,
    postgres_url,
    store,
)
