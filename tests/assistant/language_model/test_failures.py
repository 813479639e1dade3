"""What the errors of libraries mean, whichever provider they are of."""

from __future__ import annotations

import json

import httpx
import pytest

from assistant.language_model.failures import ModelFailed, reason_of

SECRET = "la question d'un adhérent"


def of_status(status):
    """As httpx tells of a status."""
    request = httpx.Request("POST", "http://model.example")
    return httpx.HTTPStatusError(SECRET, request=request, response=httpx.Response(status, request=request))


class ProviderError(Exception):
    """As the client of a provider that nobody foresaw tells of one."""

    def __init__(self, status_code: object) -> None:
        super().__init__(SECRET)
        self.status_code = status_code


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "refused"), (401, "refused"), (403, "refused"), (404, "refused"), (408, "timeout"),
        (422, "refused"), (429, "rate_limited"), (500, "server_error"), (502, "server_error"),
        (503, "server_error"), (504, "timeout"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("error_of", [of_status, ProviderError])
def test_a_status_says_what_went_wrong(error_of, status, reason):
    assert reason_of(error_of(status), begun=False) == reason


@pytest.mark.parametrize("code", [None, "401", 200, True, 7])
def test_what_is_no_refusal_is_no_status(code):
    assert reason_of(ProviderError(code), begun=False) == "malformed"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "timeout"),
        (httpx.ReadTimeout(SECRET), "timeout"),
        (httpx.ConnectTimeout(SECRET), "timeout"),
        (ConnectionRefusedError(), "unreachable"),
        (httpx.ConnectError(SECRET), "unreachable"),
        (httpx.RemoteProtocolError(SECRET), "unreachable"),
        (json.JSONDecodeError(SECRET, "", 0), "malformed"),
        (KeyError(SECRET), "malformed"),
    ],
)
def test_errors_without_a_status(error, reason):
    assert reason_of(error, begun=False) == reason


def test_a_connection_that_breaks_after_words_came_cuts_the_reply_short():
    assert reason_of(httpx.RemoteProtocolError(SECRET), begun=True) == "truncated"


def test_the_cause_tells_where_the_error_does_not():
    wrapped = ValueError(SECRET)
    wrapped.__cause__ = of_status(429)
    assert reason_of(wrapped, begun=False) == "rate_limited"


def test_a_failure_says_its_reason_and_nothing_else():
    assert str(ModelFailed("refused")) == "refused"
    assert repr(ModelFailed("refused")) == "ModelFailed('refused')"
