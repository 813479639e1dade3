"""Every reply says how far a browser may trust it; what a page says itself stands."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.protection.reply_headers import HEADERS, ReplyHeaders


@pytest.fixture(scope="module")
def app():
    app = FastAPI()

    @app.get("/plain")
    def plain() -> str:
        return "x"

    @app.get("/page")
    def page() -> Response:
        return Response("x", headers={"Content-Security-Policy": "default-src 'self'"})

    @app.websocket("/socket")
    async def socket(socket: WebSocket) -> None:
        await socket.accept()

    app.add_middleware(ReplyHeaders)
    return app


@pytest.mark.parametrize("path", ["/plain", "/page", "/nowhere"])
@pytest.mark.parametrize("header", HEADERS)
def test_every_reply_has_every_header(app, path, header):
    assert header in TestClient(app).get(path).headers


def test_the_policy_of_a_page_stands(app):
    assert TestClient(app).get("/page").headers["content-security-policy"] == "default-src 'self'"


@pytest.mark.parametrize(("address", "sent"), [("http://x", False), ("https://x", True)])
def test_browsers_are_told_to_stay_with_https_only_where_it_is_spoken(app, address, sent):
    headers = TestClient(app, base_url=address).get("/plain").headers
    assert ("strict-transport-security" in headers) == sent


def test_a_web_socket_is_refused(app):
    with pytest.raises(WebSocketDisconnect), TestClient(app).websocket_connect("/socket"):
        pass
