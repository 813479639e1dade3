"""What a request counts as is read from its method and path alone."""

from __future__ import annotations

import pytest

from assistant.protection.limited_routes import limited_deed


@pytest.mark.parametrize(
    ("method", "path", "deed"),
    [
        ("POST", "/v1/requests", "filing"),
        ("POST", "/requests", "filing"),
        ("POST", "/requests/review", "draft"),
        ("POST", "/v1/requests/draft", "draft"),
        ("POST", "/v1/requests/MD-1/code", "code"),
        ("POST", "/requests/track", "code"),
        ("POST", "/v1/requests/MD-1/session", "code_entry"),
        ("POST", "/requests/track/code", "code_entry"),
        ("POST", "/sign-in", "arrival"),
        ("GET", "/sign-in/provider", "arrival"),
        ("POST", "/v1/feedback", "feedback"),
        ("POST", "/chat/feedback", "feedback"),
        ("POST", "/chat/tilleuls/feedback", "feedback"),
    ],
)
def test_what_costs_something_counts(method, path, deed):
    assert limited_deed(method, path) == deed


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/requests"),
        ("GET", "/sign-in"),
        ("POST", "/v1/queue"),
        ("POST", "/v1/chat"),
        ("GET", "/static/a.css"),
    ],
)
def test_reading_and_what_is_counted_elsewhere_does_not(method, path):
    assert limited_deed(method, path) is None
