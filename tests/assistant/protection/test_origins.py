"""A browser lets another site's page read the API only where the site is an insurer's, and only of that insurer."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.protection.origins import Origins, comes_from_own_page, insurers_of_site
from assistant.sites import Sites

SITE = "https://www.tilleuls.example"
ORIGINS = {"tilleuls": (SITE, "https://group.example"), "fougeres": ("https://group.example",)}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = FastAPI()

    @app.get("/v1/insurers")
    @app.get("/v1/queue")
    @app.get("/page")
    def seen(request: Request) -> dict:
        reach = insurers_of_site(request.scope)
        return {"reach": reach and sorted(reach), "own": comes_from_own_page(request.scope)}

    app.add_middleware(Origins, sites=Sites(tmp_path_factory.mktemp("corpus"), ORIGINS))
    return TestClient(app, base_url="http://service.example")


def get(client, path="/v1/insurers", **headers):
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_program_is_not_asked_where_it_comes_from(client):
    response = get(client)
    assert response.json() == {"reach": None, "own": False}
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("headers", [{"origin": "http://service.example"}, {"sec_fetch_site": "same-origin"}])
def test_our_own_pages_reach_every_insurer(client, headers):
    assert get(client, **headers).json() == {"reach": None, "own": True}


def test_a_site_reads_what_is_of_its_insurer(client):
    response = get(client, origin=SITE, sec_fetch_site="cross-site")
    assert response.json() == {"reach": ["tilleuls"], "own": False}
    assert response.headers["access-control-allow-origin"] == SITE
    assert response.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in response.headers


def test_a_site_of_two_insurers_reaches_both(client):
    assert get(client, origin="https://group.example").json()["reach"] == ["fougeres", "tilleuls"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://www.tilleuls.example",
        "https://www.tilleuls.example.evil.example",
        "https://www.tilleuls.example:8443",
        "https://evil.example@service.example",
        "https://service.example.evil.example",
    ],
)
def test_a_stranger_gets_neither_data_nor_leave_to_read(client, origin):
    response = get(client, origin=origin)
    assert (response.status_code, response.json()["title"]) == (403, "foreign_origin")
    assert "access-control-allow-origin" not in response.headers


def test_two_origins_are_no_origin(client):
    response = client.get("/v1/insurers", headers=[("Origin", SITE), ("Origin", "https://evil.example")])
    assert response.status_code == 403


def test_a_site_does_not_reach_what_is_for_programs(client):
    assert get(client, "/v1/queue", origin=SITE).status_code == 403


def test_pages_are_no_matter_of_cors(client):
    response = get(client, "/page", origin="https://evil.example")
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


def test_a_preflight_is_answered_for_a_site(client):
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/chat", headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == SITE
    assert response.headers["access-control-allow-methods"] == "GET, POST"


def test_a_preflight_of_a_stranger_is_refused(client):
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/chat", headers=asked)
    assert response.status_code == 403
    assert "access-control-allow-methods" not in response.headers
