"""Backstage of the console over the fake engine, with accounts of every role; no Gradio."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.exchanges import Exchanges
from assistant.requests.records import Actor
from assistant.settings import Settings
from assistant.web.console.backstage import Backstage
from tests.web.fake_engine import FakeEngine, FakeInsurer


class KnownSessions:
    """Whoever has a cookie of this name; ending one works at once."""

    def __init__(self):
        self.actors = {
            role: Actor(f"{role}-1", role, frozenset({"bb"}) if role == "agent" else None)
            for role in ("agent", "supervisor", "dpo", "evaluator", "administrator", "program")
        }

    def current(self, cookie):
        from assistant.accounts.sessions import SignedIn
        from assistant.errors import NotSignedIn

        if cookie not in self.actors:
            raise NotSignedIn
        return SignedIn(self.actors[cookie], cookie, "csrf", dt.datetime.max.replace(tzinfo=dt.UTC))


class ConsoleEngine(FakeEngine):
    """Two insurers, and the exchanges that the console reads."""

    def __post_init__(self):
        super().__post_init__()
        self.known = [*self.known, FakeInsurer(id="cc", name="CC")]
        self.exchanges = Exchanges(10, 10)


@pytest.fixture
def back(tmp_path):
    engine = ConsoleEngine()
    return Backstage(Settings(data_dir=tmp_path), engine, None, None, KnownSessions())


@pytest.fixture
def actors(back):
    return back.sessions.actors
