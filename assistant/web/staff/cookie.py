"""The cookie of a session: what it says of a browser, how it is given and taken away."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Cookie, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection

from assistant.accounts.sessions import Sessions, SignedIn
from assistant.settings import Settings
from assistant.web.form_data import Values, first

COOKIE = "mesdroits_session"
Kept = Annotated[str, Cookie(alias=COOKIE)]
"""The parameter of a route for what the browser kept; "" by default."""


def signed_in_of(request: HTTPConnection, sessions: Sessions) -> SignedIn:
    """Who is signed in with the cookie of a request. Raises NotSignedIn."""
    return sessions.current(request.cookies.get(COOKIE, ""))


def to_sign_in(request: HTTPConnection) -> Response:
    """The way of whoever is not signed in: to the sign-in page, and back to where they wanted to go."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/sign-in?next={quote(request.url.path + query, safe='')}", status_code=303)


def entered(request: Request, settings: Settings, signed: SignedIn, wanted: str) -> Response:
    """On to where they wanted to go; the cookie ends with the browser, the session in the store."""
    onward = RedirectResponse(wanted, status_code=303)
    onward.set_cookie(
        COOKIE, signed.cookie, path="/", secure=is_secure(request, settings), httponly=True, samesite="lax"
    )
    return onward


def left(values: Values) -> Response:
    """Out, to the sign-in page in the language of the form, without the cookie."""
    away = RedirectResponse(f"/sign-in?lang={language_in(values)}", status_code=303)
    away.delete_cookie(COOKIE, path="/")
    return away


def language_in(values: Values) -> str:
    """The language of the page that a form stood on."""
    return "en" if first(values, "lang") == "en" else "fr"


def is_secure(request: Request, settings: Settings) -> bool:
    """Whether browsers reach this service over https."""
    public = settings.public_url
    return "https" in (request.url.scheme, public.scheme if public else "")
