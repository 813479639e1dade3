"""HEAD tells what GET would, and nothing of the content."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.protection.head_requests import HeadRequests


@pytest.fixture
def client():
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def there(request: Request) -> str:
        return request.method

    app.add_middleware(HeadRequests)
    return TestClient(app)


def test_its_headers_are_those_of_get_without_the_content(client):
    asked, got = client.head("/a"), client.get("/a")
    assert (asked.status_code, dict(asked.headers), asked.content) == (200, dict(got.headers), b"")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_methods_stay_what_they_are(client, method):
    assert client.request(method, "/a").json() == method


def test_gradio_whose_replies_may_never_end_answers_for_itself(client):
    assert client.head("/console/gradio_api/heartbeat/x").status_code == 405
