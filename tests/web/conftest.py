"""The application over the fake engine, without and with the console."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.settings import Settings
from tests.web.fake_engine import FakeEngine


@pytest.fixture(scope="session")
def client():
    """The members' pages."""
    with TestClient(create_app(Settings(console=False), FakeEngine())) as client:
        yield client


@pytest.fixture(scope="session")
def console():
    """The agents' console; importing Gradio takes seconds."""
    with TestClient(create_app(Settings(console=True), FakeEngine())) as client:
        yield client
