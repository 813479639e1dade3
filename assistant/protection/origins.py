"""Which pages may call the API from a browser: ours, and those of an insurer's site for that insurer."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import ForeignOrigin
from assistant.protection.refusals import refusal
from assistant.sites import Sites

_OPEN = re.compile(r"/v1/(?:chat(?:/stream|/completions)?|models(?:/.*)?|search|feedback|insurers(?:/.*)?)")
"""What other sites' pages may call. Requests are filed on our own pages, and the queue is for programs."""
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Accept-Language, Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
_SITE = "mesdroits.site"


def insurers_of_site(scope: Scope) -> frozenset[str] | None:
    """The insurers of the site whose page calls; None where no page of another site does."""
    found: frozenset[str] | None = scope.get(_SITE)
    return found


def comes_from_own_page(scope: Scope) -> bool:
    """Whether the browser says that a page of this service calls; other programs can say so too."""
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-site") == "same-origin" or _own(headers)


class Origins:
    """ASGI middleware over /v1: CORS for the sites of insurers (Fetch standard, section 3.3), 403 for strangers."""

    def __init__(self, app: ASGIApp, sites: Sites) -> None:
        self.app = app
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        if "origin" not in headers or comes_from_own_page(scope):
            return await self.app(scope, receive, _Varying(send))
        insurers = self.sites.insurers_at(_origin(headers))
        if not insurers or not _OPEN.fullmatch(scope["path"]):
            return await refusal(scope, ForeignOrigin())(scope, receive, _Varying(send))
        allowed = _Varying(send, _origin(headers))
        if scope["method"] == "OPTIONS":
            return await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, allowed)
        return await self.app({**scope, _SITE: insurers}, receive, allowed)


class _Varying:
    """Says that the reply depends on the origin, and lets that origin read it where one is given."""

    def __init__(self, send: Send, origin: str | None = None) -> None:
        self._send = send
        self._origin = origin

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if self._origin:
                headers["Access-Control-Allow-Origin"] = self._origin
                headers["Access-Control-Expose-Headers"] = "Retry-After"
        await self._send(message)


def _origin(headers: Headers) -> str:
    """The origin; of several, none that any site has."""
    return ", ".join(headers.getlist("origin"))


def _own(headers: Headers) -> bool:
    parts = urlsplit(headers.get("origin", ""))
    return len(headers.getlist("origin")) == 1 and bool(parts.netloc) and parts.netloc == headers.get("host")
