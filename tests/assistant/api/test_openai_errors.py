"""Whoever refuses a call of OpenAI's clients, a route or what stands around it, does so in their form."""

from __future__ import annotations

import json

import pytest

from assistant.api.openai_errors import is_openai_route, openai_error
from assistant.errors import BodyTooLarge, ForeignOrigin, TooManyRequests
from assistant.protection.refusals import refusal


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/chat/completions", True),
        ("/v1/models", True),
        ("/v1/models/mesdroits-x", True),
        ("/v1/chat", False),
        ("/v1/chat/stream", False),
        ("/v1/modelsx", False),
        ("/chat/completions", False),
    ],
)
def test_the_routes_of_openai_are_told_from_ours(path, expected):
    assert is_openai_route(path) is expected


@pytest.mark.parametrize(
    ("status", "kind"), [(400, "invalid_request_error"), (404, "invalid_request_error"), (429, "requests"),
                         (500, "server_error"), (503, "server_error")]
)  # fmt: skip
def test_the_type_follows_from_the_status(status, kind):
    assert openai_error({"title": "x", "status": status, "detail": "y"})["error"]["type"] == kind


def test_a_name_that_openai_has_no_word_for_stays():
    told = openai_error({"title": "body_too_large", "status": 413, "detail": "Trop long."})
    assert told == {
        "error": {"message": "Trop long.", "type": "invalid_request_error", "param": None, "code": "body_too_large"}
    }


@pytest.mark.parametrize("error", [BodyTooLarge(limit=256), ForeignOrigin(), TooManyRequests(7)], ids=str)
def test_a_refusal_before_the_route_has_that_form(error):
    scope = {"type": "http", "method": "POST", "path": "/v1/chat/completions", "query_string": b"", "headers": []}
    response = refusal(scope, error)
    assert response.status_code == error.status
    assert json.loads(response.body)["error"]["message"] == error.detail("fr")
    assert response.headers.get("retry-after") == error.headers.get("Retry-After")
