"""Where an OpenID Connect provider wants to be asked, and its public keys (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from assistant.errors import SignInUnavailable

_KEPT = dt.timedelta(hours=1)
_RENEWED_EVERY = dt.timedelta(seconds=30)
"""How often a token that no key fits makes us ask for the keys again."""


@dataclass(frozen=True)
class Endpoints:
    """What of its metadata is used."""

    issuer: str
    authorization: str
    token: str
    token_method: str
    keys: str


class _Metadata(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class Discovery:
    """The provider's metadata and keys, each kept for an hour."""

    def __init__(self, issuer: str, now: Callable[[], dt.datetime]) -> None:
        self._issuer = issuer.rstrip("/")
        self._now = now
        self._lock = threading.Lock()
        self._endpoints: tuple[Endpoints, dt.datetime] | None = None
        self._keys: tuple[dict[str, Any], dt.datetime] | None = None

    def endpoints(self) -> Endpoints:
        """Raises SignInUnavailable where the provider cannot be reached, or is not the one of the settings."""
        with self._lock:
            if self._endpoints is None or self._endpoints[1] + _KEPT < self._now():
                self._endpoints = self._discovered(), self._now()
            return self._endpoints[0]

    def key_set(self, *, renewed: bool) -> dict[str, Any]:
        """Its keys as a JWK set, asked for again where those kept do not fit. Raises SignInUnavailable."""
        address = self.endpoints().keys
        with self._lock:
            kept = _RENEWED_EVERY if renewed else _KEPT
            if self._keys is None or self._keys[1] + kept < self._now():
                self._keys = _fetched(address), self._now()
            return self._keys[0]

    def _discovered(self) -> Endpoints:
        try:
            said = _Metadata.model_validate(_fetched(f"{self._issuer}/.well-known/openid-configuration"))
        except ValidationError as error:
            raise SignInUnavailable from error
        addresses = (said.authorization_endpoint, said.token_endpoint, said.jwks_uri)
        scheme = urlsplit(self._issuer).scheme
        if said.issuer.rstrip("/") != self._issuer or any(urlsplit(one).scheme != scheme for one in addresses):
            raise SignInUnavailable
        known = said.token_endpoint_auth_methods_supported
        method = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return Endpoints(said.issuer, said.authorization_endpoint, said.token_endpoint, method, said.jwks_uri)


def _fetched(address: str) -> dict[str, Any]:
    try:
        answer = httpx.get(address, timeout=10).raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SignInUnavailable from error
    if not isinstance(answer, dict):
        raise SignInUnavailable
    return answer
