"""A box of opinions over each kind of database, and an answer to have one on."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.exchanges import Exchange, Exchanges
from assistant.feedback import FeedbackBox
from assistant.reply import Citation, Quote, Reply
from assistant.settings import Settings
from ingest.records import Document, Span
from tests.assistant.desk_by_hand import Clock
from tests.assistant.requests.conftest import (  # noqa: F401 the same databases as those of requests
    database_url,
    engine,
    keys,
    migrated_database,
    migrated_file,
    postgres_url,
    store,
)

TEXT = "Vos données sont conservées cinq ans."


@pytest.fixture
def exchanges():
    """The answers of the last minutes."""
    return Exchanges(100, 30)


@pytest.fixture
def clock():
    """The time, which tests move."""
    return Clock()


@pytest.fixture
def box(store, exchanges, clock):  # noqa: F811
    """A box without an opinion."""
    return FeedbackBox(store, exchanges, Settings(feedback_days=30), clock)


@pytest.fixture
def answered(exchanges):
    """Remembers an answer about an insurer to a question, as the engine does; its id."""

    def remember(message: str, insurer: str | None = "alpha", question: str = "Combien de temps ?") -> str:
        document = Document(
            insurer=insurer or "",
            id="policy",
            version="2020-01-01-abc",
            title="Politique",
            text=TEXT,
            sha256="",
            languages=("fr",),
            date=dt.date(2020, 1, 1),
            origin="",
            machine_translated=False,
        )
        citation = Citation(1, Quote(document, Span(4, 11), "1", "fr"))
        reply = Reply("c", message, insurer, "fr", "answered", f"« {TEXT} » [1]", (citation,))
        exchanges.remember(Exchange(question, reply))
        return message

    return remember
