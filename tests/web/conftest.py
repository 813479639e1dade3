"""The application over the fake engine, without the console."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.settings import Settings
from tests.unlimited import UNLIMITED
from tests.web.fake_engine import FakeEngine


@pytest.fixture(scope="session")
def client(tmp_path_factory):
    """The members' pages."""
    settings = Settings(console=False, data_dir=tmp_path_factory.mktemp("data"), **UNLIMITED)
    with TestClient(create_app(settings, FakeEngine())) as client:
        yield client
