"""A refusal is told to a program as a problem and to a person as a page, in their language."""

from __future__ import annotations

import pytest

from assistant.errors import TooManyRequests
from assistant.protection.refusals import refusal


def refused(path, language="fr", query=b""):
    headers = [(b"accept-language", language.encode())]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": query, "headers": headers}
    return refusal(scope, TooManyRequests(17))


@pytest.mark.parametrize(
    "path", ["/v1/chat", "/chat/tilleuls/stream", "/chat/stream", "/console/gradio_api/queue/join"]
)
def test_programs_and_scripts_get_problem_details(path):
    assert refused(path).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/requests", "/chat/tilleuls", "/sign-in"])
def test_people_get_a_page(path):
    page = refused(path)
    assert page.headers["content-type"].startswith("text/html")
    assert "frame-ancestors" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/v1/requests", "/requests"])
@pytest.mark.parametrize(
    ("language", "query", "words"),
    [
        ("fr", b"", "Réessayez dans 17"),
        ("en", b"", "Try again in 17"),
        ("en", b"lang=fr", "Réessayez dans 17"),
        ("fr", b"lang=en", "Try again in 17"),
    ],
)
def test_it_speaks_the_language_asked_for_and_says_how_long_to_wait(path, language, query, words):
    reply = refused(path, language, query)
    assert reply.status_code == 429
    assert words in reply.body.decode()
    assert reply.headers["retry-after"] == "17"
    assert reply.headers["cache-control"] == "no-store"
