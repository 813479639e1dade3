"""What the shield lets through to Gradio: accounts, routes that its page needs, our own pages' posts."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.web.console.shield import ACCOUNT, ConsoleShield
from assistant.web.staff.cookie import COOKIE

CLOSED = (
    "/console/gradio_api/upload",
    "/console/gradio_api/file=/etc/passwd",
    "/console/gradio_api/file/etc/passwd",
    "/console/file=/etc/passwd",
    "/console/gradio_api/proxy=https://example.org/",
    "/console/config",
    "/console/gradio_api/info",
    "/console/gradio_api/openapi.json",
    "/console/gradio_api/call/ask",
    "/console/gradio_api/run/predict",
    "/console/gradio_api/component_server",
    "/console/gradio_api/deep_link",
    "/console/gradio_api/vibe-code",
    "/console/gradio_api/runs",
    "/console/monitoring",
    "/console/login",
    "/console/en/gradio_api/upload",
    "/console/en/monitoring/summary",
)
DATA = ("/console/gradio_api/queue/data", "/console/en/gradio_api/queue/data", "/console/reports/abc")


@pytest.fixture
def client(back):
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def inside(path: str, request: Request) -> str:
        return f"{path} {request.scope.get(ACCOUNT)}"

    app.add_middleware(ConsoleShield, path="/console", actor_of=lambda cookie: back.sessions.current(cookie).actor)
    return TestClient(app, follow_redirects=False, base_url="http://console.test")


def signed_in(client, role):
    client.cookies.set(COOKIE, role)
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_need_does_not_exist_even_for_administrators(client, method, path):
    assert signed_in(client, "administrator").request(method, path).status_code == 404


@pytest.mark.parametrize("path", DATA)
def test_data_are_for_those_who_signed_in(client, path):
    assert client.get(path).status_code == 401
    assert signed_in(client, "agent").get(path).text.endswith('agent-1"')


@pytest.mark.parametrize(("path", "after"), [("/console/", "/console/"), ("/console/en/", "/console/en/")])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(client, path, after):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={after}")


def test_the_console_opens_in_the_language_of_the_browser(client):
    headers = {"Accept-Language": "en-GB"}
    assert signed_in(client, "agent").get("/console", headers=headers).headers["location"] == "/console/en/"
    assert client.get("/console").headers["location"] == "/console/"


def test_a_program_has_no_console(client):
    assert signed_in(client, "program").get("/console/").status_code == 403


def test_a_session_that_ended_reaches_nothing_more(client, back):
    assert signed_in(client, "agent").get("/console/reports/abc").status_code == 200
    del back.sessions.actors["agent"]
    assert client.get("/console/reports/abc").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
    ],
)
def test_other_sites_post_nothing(client, headers):
    answer = signed_in(client, "agent").post("/console/gradio_api/queue/join", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://console.test"}])
def test_our_own_page_posts(client, headers):
    answer = signed_in(client, "agent").post("/console/gradio_api/queue/join", headers=headers)
    assert answer.status_code == 200


def test_other_pages_are_left_alone(client):
    assert "content-security-policy" not in client.get("/consoles").headers


@pytest.mark.parametrize("address", ["queue/data?session_hash=s1", "heartbeat/s1"])
def test_a_session_of_another_account_is_out_of_reach(client, address):
    assert signed_in(client, "agent").post("/console/gradio_api/queue/join", json={"session_hash": "s1"}).is_success
    address = f"/console/gradio_api/{address}"
    assert client.get(address).is_success
    signed_in(client, "supervisor")
    assert client.get(address).status_code == 403
    assert client.post("/console/gradio_api/queue/join", json={"session_hash": "s1"}).status_code == 403
    assert client.post("/console/gradio_api/queue/join", json={"session_hash": "s2"}).is_success


@pytest.mark.parametrize("path", DATA)
def test_no_cache_keeps_what_an_account_sees(client, path):
    assert signed_in(client, "agent").get(path).headers["cache-control"] == "no-store"


def test_caches_may_keep_the_files_of_gradio(client):
    assert "cache-control" not in client.get("/console/assets/index.js").headers
