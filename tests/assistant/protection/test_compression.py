"""Public replies are compressed; what holds a secret or streams is not."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from assistant.protection.compression import PublicCompression

TEXT = "Vos droits. " * 500


@pytest.fixture(scope="module")
def client():
    app = FastAPI()

    @app.get("/v1/chat/stream")
    def stream() -> Response:
        return Response(TEXT, media_type="text/event-stream")

    @app.get("/{_:path}")
    def any_page() -> Response:
        return Response(TEXT, media_type="text/html")

    app.add_middleware(PublicCompression)
    return TestClient(app)


@pytest.mark.parametrize(
    "path", ["/", "/chat/x", "/documents/x/1", "/static/a.css", "/widget.js", "/v1/chat", "/v1/insurers/x/facts"]
)
def test_what_everybody_may_read_is_small(client, path):
    response = client.get(path)
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.text == TEXT


@pytest.mark.parametrize(
    "path",
    [
        "/requests/new",
        "/requests",
        "/v1/requests",
        "/v1/queue",
        "/v1/feedback",
        "/sign-in",
        "/account",
        "/console/",
    ],
)
def test_the_size_of_what_is_private_tells_nothing(client, path):
    assert "content-encoding" not in client.get(path).headers


def test_a_stream_is_not_held_back(client):
    assert "content-encoding" not in client.get("/v1/chat/stream").headers
