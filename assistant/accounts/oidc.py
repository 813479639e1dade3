"""Signing in through an OpenID Connect provider: the code flow with PKCE (OpenID Connect Core 1.0, RFC 7636).

What ties the way back to the way there is kept by the browser in a signed cookie: a random id, of which state,
nonce and code verifier are keyed digests.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from itsdangerous import BadData, URLSafeSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assistant.accounts.discovery import Discovery, Endpoints
from assistant.catalogue import message
from assistant.errors import BadSignIn, SignInUnavailable
from assistant.requests.keys import Keys
from assistant.settings import Settings

_AGE = dt.timedelta(minutes=10)
"""How long somebody may take at the provider."""
_LEEWAY_S = 60
"""By how much its clock may be off."""
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that only the provider can make; never "none", nor one under a secret that we know as well."""
_SCOPE = "openid email profile"
_WAIT_S = 10


class ProviderRefused(BadSignIn):
    """The provider does not vouch for an account here: `reason` is a key of the catalogue "account.provider"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(minutes=0)

    def detail(self, language: str) -> str:
        return message(language, f"account.provider.{self.reason}")


@dataclass(frozen=True)
class Journey:
    """The address at the provider, and what the browser keeps until it comes back."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True)
class Arrived:
    """For whom the provider vouches, where they wanted to go, and in which language they set out."""

    name: str
    wanted: str
    language: str


class Provider:
    """The provider of the settings, asked for its addresses and keys at the first use. Safe for concurrent use."""

    def __init__(self, settings: Settings, keys: Keys, now: Callable[[], dt.datetime]) -> None:
        self._issuer = str(settings.oidc_issuer)
        self._client_id = settings.oidc_client_id or ""
        self._secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
        self._claim = settings.oidc_claim
        self._keys = keys
        self._now = now
        self._discovery = Discovery(self._issuer, now)
        self._cookies = URLSafeSerializer(
            keys.derived("sign-in journey"),
            salt="journey",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def set_out(self, back: str, wanted: str, language: str) -> Journey:
        """The way to the provider. Raises SignInUnavailable where it cannot be reached."""
        id_ = secrets.token_urlsafe(32)
        endpoints = self._discovery.endpoints()
        url = prepare_grant_uri(
            endpoints.authorization,
            self._client_id,
            "code",
            redirect_uri=back,
            scope=_SCOPE,
            state=self._tie("state", id_),
            nonce=self._tie("nonce", id_),
            code_challenge=create_s256_code_challenge(self._tie("verifier", id_)),
            code_challenge_method="S256",
            ui_locales=language,
        )
        until = (self._now() + _AGE).timestamp()
        cookie = self._cookies.dumps([id_, until, wanted, language])
        return Journey(url, cookie if isinstance(cookie, str) else cookie.decode("ascii"))

    def arrive(self, cookie: str, given: Mapping[str, str], back: str) -> Arrived:
        """What the provider says of whoever comes back. Raises ProviderRefused, SignInUnavailable."""
        id_, wanted, language = self._read(cookie)
        if not hmac.compare_digest(given.get("state", "").encode(), self._tie("state", id_).encode()):
            raise ProviderRefused("journey")
        if "code" not in given:
            raise ProviderRefused("declined")
        endpoints = self._discovery.endpoints()
        token = self._token(endpoints, back, given["code"], self._tie("verifier", id_))
        return Arrived(self._name(self._claims(endpoints, token, self._tie("nonce", id_))), wanted, language)

    def _read(self, cookie: str) -> tuple[str, str, str]:
        try:
            id_, until, wanted, language = self._cookies.loads(cookie)
        except BadData:
            raise ProviderRefused("journey") from None
        if until < self._now().timestamp():
            raise ProviderRefused("journey")
        return id_, wanted, language

    def _token(self, endpoints: Endpoints, back: str, code: str, verifier: str) -> str:
        """The identity token that the code is good for."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        try:
            answer = self._posted(endpoints, form)
            if answer.is_client_error:
                raise ProviderRefused("token")
            said = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInUnavailable from error
        return str(said.get("id_token", "")) if isinstance(said, dict) else ""

    def _posted(self, endpoints: Endpoints, form: dict[str, str]) -> httpx.Response:
        """What the provider answers to us, who we say we are (RFC 6749, section 2.3.1)."""
        if endpoints.token_method == "client_secret_post":
            ours = {"client_id": self._client_id, "client_secret": self._secret}
            return httpx.post(endpoints.token, data=form | ours, timeout=_WAIT_S)
        login = quote_plus(self._client_id), quote_plus(self._secret)
        return httpx.post(endpoints.token, data=form, auth=login, timeout=_WAIT_S)

    def _claims(self, endpoints: Endpoints, token: str, nonce: str) -> dict[str, Any]:
        """What the token says, once its signature, issuer, audience, time and nonce are right (Core, 3.1.3.7)."""
        try:
            try:
                decoded = jwt.decode(token, self._provider_keys(renewed=False), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):  # it may have changed its keys
                decoded = jwt.decode(token, self._provider_keys(renewed=True), algorithms=_ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(self._now().timestamp()),
                leeway=_LEEWAY_S,
                iss={"essential": True, "value": endpoints.issuer},
                aud={"essential": True, "value": self._client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise ProviderRefused("token") from error
        if decoded.claims.get("azp", self._client_id) != self._client_id:
            raise ProviderRefused("token")
        return decoded.claims

    def _provider_keys(self, *, renewed: bool) -> KeySet:
        return KeySet.import_key_set(self._discovery.key_set(renewed=renewed))  # type: ignore[arg-type]

    def _name(self, claims: Mapping[str, Any]) -> str:
        """The name of the account: letters beyond ASCII are no account's, and could be taken for one's."""
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.isascii():
            raise ProviderRefused("no_account")
        if self._claim == "email" and claims.get("email_verified") is not True:
            raise ProviderRefused("unverified")
        return name.strip().lower()

    def _tie(self, what: str, id_: str) -> str:
        return self._keys.digest(f"sign-in {what}", id_)
