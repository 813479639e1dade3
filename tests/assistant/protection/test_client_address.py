"""Who a client is: the address that the last trusted proxy saw, whatever the client writes itself."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.errors import BadSettings
from assistant.protection.client_address import UNKNOWN, client_of
from assistant.protection.installing import protect
from assistant.protection.rate_limits import RateLimits
from assistant.settings import Settings
from assistant.sites import Sites


def application(tmp_path, *proxies):
    """An application behind these proxies that says whose request it is."""
    settings = Settings(corpus_dir=tmp_path, trusted_proxies=proxies)
    app = FastAPI()

    @app.get("/who")
    def who(request: Request) -> tuple[str, str]:
        return client_of(request.scope), request.url.scheme

    protect(app, settings, Sites(tmp_path, {}), RateLimits(settings))
    return app


def who(app, peer, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return tuple(TestClient(app, client=(peer, 1), headers=sent).get("/who").json())


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_an_address_counts_as_one_line(host, client):
    assert client_of({"type": "http", "client": (host, 1)}) == client


def test_a_socket_without_address_is_nobody_in_particular():
    assert client_of({"type": "http", "client": None}) == UNKNOWN


def test_without_trusted_proxies_no_header_is_believed(tmp_path):
    forged = {"x_forwarded_for": "198.51.100.1", "x_forwarded_proto": "https"}
    assert who(application(tmp_path), "127.0.0.1", **forged) == ("127.0.0.1", "http")


def test_a_client_that_forges_the_header_is_still_the_one_the_proxy_saw(tmp_path):
    app = application(tmp_path, "10.0.0.0/8")
    forwarded = "198.51.100.1, 127.0.0.1, 203.0.113.7, 10.2.2.2"
    assert who(app, "10.1.1.1", x_forwarded_for=forwarded, x_forwarded_proto="https") == ("203.0.113.7", "https")


def test_one_who_is_no_proxy_of_ours_is_not_believed(tmp_path):
    app = application(tmp_path, "10.1.1.1")
    assert who(app, "203.0.113.7", x_forwarded_for="198.51.100.1") == ("203.0.113.7", "http")


@pytest.mark.parametrize("proxy", ["*", "proxy.example.org", "10.0.0.1/8", ""])
def test_proxies_are_named_by_address(tmp_path, proxy):
    with pytest.raises(BadSettings):
        application(tmp_path, proxy)
