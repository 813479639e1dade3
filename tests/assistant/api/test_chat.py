"""An answer streams as it is written; an explanation goes only to who asks for one, where the settings allow it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.app import create_app
from assistant.exchanges import Exchanges
from assistant.reply import Generation, Partial
from assistant.settings import Settings
from tests.assistant.traced_reply import QUESTION, traced, untraced
from tests.unlimited import UNLIMITED

CONTRACT = [
    "conversation_id", "message_id", "insurer", "language", "outcome", "answer",
    "citations", "handoff", "notices", "suggestions",
]  # fmt: skip


class OneReply:
    """An engine that knows one reply, and the pieces that it comes in."""

    def __init__(self, settings):
        self.settings = settings
        self.exchanges = Exchanges(1, 1)
        self.pieces = ()

    def ask(self, *_, **__):
        return self.reply

    def steps(self, *_, **__):
        return iter(["reading", *(Partial(one, "fr") for one in self.pieces), self.reply])


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


def ask(path, *, reply=None, pieces=(), allowed=True, **body):
    """The response to a question."""
    client, engine = APPLICATIONS[allowed]
    engine.reply, engine.pieces = reply or traced(), pieces
    return client.post(path, json={"insurer": "fern", "question": "x", **body}, headers={"Accept-Language": "en"})


def chat(**given):
    """The body of a reply."""
    response = ask("/v1/chat", **given)
    assert response.status_code == 200, response.text
    return response.json()


def events(**given):
    """The events of a stream by name, with their data."""
    blocks = [block.split("\n", 1) for block in ask("/v1/chat/stream", **given).text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def final(**given):
    """The last event of a stream."""
    name, data = events(**given)[-1]
    assert name == "final"
    return data


def written(answer, pieces):
    """The tokens of an answer that comes in these pieces."""
    streamed = events(reply=replace(traced(), answer=answer), pieces=pieces)
    return [data["text"] for name, data in streamed if name == "token"]


@settings(max_examples=40, deadline=None)
@given(pieces=st.lists(st.text(max_size=20), max_size=5), rest=st.text(max_size=20))
def test_the_tokens_together_are_the_answer_whatever_pieces_it_was_written_in(pieces, rest):
    answer = "".join([*pieces, rest])
    assert "".join(written(answer, pieces)) == answer


def test_what_is_written_is_sent_once_and_word_by_word():
    assert written("Un mois. [1]\nFin.", ["Un mois.", " [1]"]) == ["Un ", "mois.", " ", "[1]", "\n", "Fin."]


def test_the_sources_follow_the_whole_text():
    names = [name for name, _ in events(reply=replace(traced(), answer="Un. Deux."), pieces=["Un."])]
    assert names == ["status", "token", "token", "token", "final"]


GENERATION = Generation("mistral", 2, {"negation": 1}, "timeout", 812.5, 900, 60, "Et pour mon père ?", 1)


@pytest.mark.parametrize("answer", ["chat", "final"])
def test_what_the_language_model_did_is_told_in_an_explanation_only(answer):
    reply = replace(traced(), generation=GENERATION)
    told = {"chat": chat, "final": final}[answer]
    assert "generation" not in told(reply=reply)
    assert told(reply=reply, explain=True)["explanation"]["generation"] == {
        "model": "mistral",
        "shown": 2,
        "dropped": {"negation": 1},
        "failure": "timeout",
        "first_sentence": 812.5,
        "input_tokens": 900,
        "output_tokens": 60,
        "rewritten": "Et pour mon père ?",
        "glosses": 1,
    }


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
    assert list(explanation) == ["understood", "decision", "candidates", "generation"]
    assert explanation["generation"] is None
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
