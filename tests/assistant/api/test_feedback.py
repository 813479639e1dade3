"""Opinions over HTTP: one on an answer that was given, in the shape that is asked for."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import feedback, problems
from assistant.errors import NotSignedIn, UnknownMessage
from assistant.exchanges import Exchanges
from assistant.protection.admission import Admission
from assistant.protection.bounded_bodies import BoundedBodies
from assistant.protection.rate_limits import RateLimits
from assistant.settings import Settings


class Box:
    """Knows the answer "m1" and keeps what is said about it."""

    def __init__(self) -> None:
        self.kept: list[dict[str, object]] = []

    def leave(self, message_id, **said):
        """Keeps it, or raises UnknownMessage."""
        if message_id != "m1":
            raise UnknownMessage
        self.kept.append(said)


def accounts_of_nobody(_key):
    raise NotSignedIn


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def client(box):
    app = FastAPI()
    problems.install(app)
    app.add_middleware(BoundedBodies)
    admission = Admission(RateLimits(Settings()), Exchanges(1, 1), accounts_of_nobody, key_required=False)
    app.include_router(feedback.router(box, admission))
    return TestClient(app, headers={"Accept-Language": "fr"})


def test_an_opinion_is_kept_and_nothing_is_said_back(client, box):
    said = {"useful": False, "reason": "wrong", "comment": "Faux.", "share": True}
    response = client.post("/v1/feedback", json={"message_id": "m1", **said})
    assert (response.status_code, response.content) == (204, b"")
    assert box.kept == [said]


def test_nothing_is_shared_unless_the_member_says_so(client, box):
    client.post("/v1/feedback", json={"message_id": "m1", "useful": True})
    assert box.kept == [{"useful": True, "reason": None, "comment": "", "share": False}]


@pytest.mark.parametrize(("language", "word"), [("fr", "Posez la question"), ("en", "Ask the question")])
def test_an_unknown_answer_is_a_problem_in_the_members_language(client, language, word):
    response = client.post("/v1/feedback", json={"message_id": "m2", "useful": True, "language": language})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert word in response.json()["detail"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"useful": "perhaps"},
        {"useful": 1},
        {"share": "yes"},
        {"reason": "boring"},
        {"message_id": "../m1"},
        {"message_id": ""},
        {"insurer": "alpha"},
        {"comment": None},
    ],
    ids=str,
)
def test_another_shape_is_refused(client, box, wrong):
    response = client.post("/v1/feedback", json={"message_id": "m1", "useful": True} | wrong)
    assert (response.status_code, response.json()["title"]) == (422, "bad_request")
    assert box.kept == []


def test_a_body_that_is_too_large_is_refused(client, box):
    response = client.post("/v1/feedback", json={"message_id": "m1", "useful": True, "comment": "a" * 300_000})
    assert (response.status_code, box.kept) == (413, [])
