"""Whether the process lives, and what it counts."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant.api import health
from assistant.reply import Reply
from tests.web.fake_engine import FakeEngine


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def client(engine):
    app = FastAPI()
    app.include_router(health.router(engine))
    return TestClient(app)


def test_the_counters_are_in_the_text_format_of_prometheus(engine, client):
    engine.measures.answered(Reply("c-1", "m-1", "bb", "fr", "policy_silent", "La politique n'en dit rien."))
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    answers = next(one for one in text_string_to_metric_families(response.text) if one.name == "mesdroits_answers")
    counted = [one.labels for one in answers.samples if one.name.endswith("_total")]
    assert counted == [{"outcome": "policy_silent", "mode": "quotes"}]


def test_no_counter_names_an_insurer_a_person_or_a_conversation(engine, client):
    engine.measures.answered(Reply("c-secret", "m-secret", "bb", "fr", "answered", "Écrivez à dpo@example.org."))
    shown = client.get("/metrics").text
    assert not [word for word in ("secret", "bb", "dpo", "example") if f'"{word}' in shown or word in shown.split()]
