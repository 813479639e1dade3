"""What goes wrong is a page where a browser shows it, and a problem for everything else."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

from assistant.api import problems
from assistant.errors import TooManyRequests
from assistant.web.error_pages import error_page

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def client():
    app = FastAPI()
    problems.install(app, error_page)

    @app.get("/there")
    @app.get("/v1/there")
    def there(number: int = Query(0)) -> int:
        if number == 1:
            raise TooManyRequests(17)
        return 1 // (number - 2)

    return TestClient(app, raise_server_exceptions=False)


FAULTS = [("GET", "nowhere", 404), ("POST", "there", 405), ("GET", "there?number=<b>", 422),
          ("GET", "there?number=1", 429), ("GET", "there?number=2", 500)]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "status"), FAULTS)
@pytest.mark.parametrize(("language", "word"), [("fr", "affichée"), ("en", "cannot be shown")])
def test_a_browser_gets_a_page_in_the_language_of_its_reader(client, method, path, status, language, word):
    page = client.request(method, f"/{path}", headers={"Accept": BROWSER, "Accept-Language": language})
    assert (page.status_code, page.headers["cache-control"]) == (status, "no-store")
    assert page.headers["content-type"].startswith("text/html")
    assert word in page.text
    assert "<b>" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(("method", "path", "status"), FAULTS)
def test_a_program_and_whoever_calls_the_api_get_a_problem(client, method, path, status):
    for address, accept in ((f"/{path}", "*/*"), (f"/v1/{path}", BROWSER)):
        reply = client.request(method, address, headers={"Accept": accept})
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")


def test_what_the_error_asks_for_stands_in_the_headers(client):
    assert client.get("/there?number=1", headers={"Accept": BROWSER}).headers["retry-after"] == "17"
    assert client.post("/there", headers={"Accept": BROWSER}).headers["allow"] == "GET"
