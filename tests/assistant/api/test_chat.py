"""An explanation goes only to who asks for one, where the settings allow it."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.exchanges import Exchanges
from assistant.settings import Settings
from tests.assistant.traced_reply import QUESTION, traced, untraced
from tests.unlimited import UNLIMITED

CONTRACT = [
    "conversation_id", "message_id", "insurer", "language", "outcome", "answer",
    "citations", "handoff", "notices", "suggestions",
]  # fmt: skip


class OneReply:
    """An engine that knows one reply."""

    def __init__(self, settings):
        self.settings = settings
        self.exchanges = Exchanges(1, 1)

    def ask(self, *_, **__):
        return self.reply

    def steps(self, *_, **__):
        return iter(["reading", self.reply])


@pytest.fixture(scope="module", autouse=True)
def applications(tmp_path_factory):
    """A client and its engine where explanations are allowed, and where they are not."""
    for allowed in (True, False):
        folder = tmp_path_factory.mktemp("data")
        engine = OneReply(Settings(console=False, explain=allowed, data_dir=folder, **UNLIMITED))
        APPLICATIONS[allowed] = TestClient(create_app(engine.settings, engine)), engine
    yield
    APPLICATIONS.clear()


APPLICATIONS = {}


def ask(path, *, reply=None, allowed=True, **body):
    """The response to a question."""
    client, engine = APPLICATIONS[allowed]
    engine.reply = reply or traced()
    return client.post(path, json={"insurer": "fern", "question": "x", **body}, headers={"Accept-Language": "en"})


def chat(**given):
    """The body of a reply."""
    response = ask("/v1/chat", **given)
    assert response.status_code == 200, response.text
    return response.json()


def final(**given):
    """The last event of a stream."""
    name, data = ask("/v1/chat/stream", **given).text.strip().split("\n\n")[-1].split("\n", 1)
    assert name == "event: final"
    return json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize("answer", [chat, final])
@pytest.mark.parametrize("body", [{}, {"explain": False}])
@pytest.mark.parametrize("allowed", [True, False])
def test_the_contract_is_unchanged_for_who_asks_for_no_explanation(answer, body, allowed):
    assert list(answer(allowed=allowed, **body)) == CONTRACT


@pytest.mark.parametrize("answer", [chat, final])
def test_an_explanation_is_one_more_key(answer):
    reply = answer(explain=True)
    assert list(reply) == [*CONTRACT, "explanation"]
    explanation = reply["explanation"]
    assert list(explanation) == ["understood", "decision", "candidates"]
    assert explanation["understood"]["text"] == QUESTION
    assert explanation["decision"] == {
        "outcome": "answered",
        "topic": "exercise_rights",
        "reason": "asks how",
        "silent": 0.25,
        "missing": 0.25,
    }
    assert explanation["candidates"][0]["features"] == {"dense": 14.0, "agreement": -2.0}


@pytest.mark.parametrize("answer", [chat, final])
def test_the_explanation_is_null_where_no_passage_was_looked_for(answer):
    reply = answer(explain=True, reply=untraced())
    assert list(reply) == [*CONTRACT, "explanation"]
    assert reply["explanation"] is None


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
@pytest.mark.parametrize(
    ("language", "words"), [(None, "not available here"), ("fr", "ne sont pas disponibles ici")]
)
def test_an_explanation_that_the_settings_do_not_allow_is_refused(path, language, words):
    response = ask(path, allowed=False, explain=True, language=language)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["title"], problem["status"]) == ("explanation_refused", 403)
    assert words in problem["detail"]


def test_the_service_explains_nothing_unless_told_to():
    assert Settings().explain is False


def test_the_api_describes_the_explanation():
    client, _ = APPLICATIONS[True]
    described = client.get("/v1/openapi.json").json()
    shapes = described["components"]["schemas"]
    assert "explanation" in shapes["ExplainedReply"]["required"]
    assert "explanation" not in shapes["ChatReply"]["properties"]
    assert {"understood", "decision", "candidates"} <= set(shapes["Explanation"]["properties"])
