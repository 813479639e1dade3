"""The pages on which those who work here sign in and out, and see their account."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Cookie, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection

from assistant.accounts.accounts import Accounts
from assistant.accounts.oidc import Provider, ProviderRefused
from assistant.accounts.passwords import LONGEST, SHORTEST, BadPassword
from assistant.accounts.sessions import Sessions, SignedIn
from assistant.catalogue import long_date, message
from assistant.errors import BadSignIn, MesdroitsError, NotSignedIn, SignInUnavailable, TooManyRequests
from assistant.protection.client_address import client_of
from assistant.protection.rate_limits import RateLimits
from assistant.settings import Settings
from assistant.web.filing.form_data import Values, first, posted
from assistant.web.page_route import PageRoute, language_of
from assistant.web.rendering import render, words

COOKIE = "mesdroits_session"
_AWAY = "mesdroits_sign_in"
"""Ties the way to the provider and back to one browser; for the sign-in pages only."""
_AWAY_SECONDS = 600
_PARIS = ZoneInfo("Europe/Paris")
_OURS = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""A path of this service, in ASCII: nothing that a browser could read as another host, no backslash, no control."""
Posted = Annotated[Values, Depends(posted)]
Kept = Annotated[str, Cookie(alias=COOKIE)]


def signed_in_of(request: HTTPConnection, sessions: Sessions) -> SignedIn:
    """Who is signed in with the cookie of a request. Raises NotSignedIn."""
    return sessions.current(request.cookies.get(COOKIE, ""))


def to_sign_in(request: HTTPConnection) -> Response:
    """The way of whoever is not signed in: to the sign-in page, and back to where they wanted to go."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/sign-in?next={quote(request.url.path + query, safe='')}", status_code=303)


def own_path(wanted: str, otherwise: str) -> str:
    """Where to go after signing in: an address of ours as it was wanted, else the other one."""
    return wanted if _OURS.fullmatch(wanted) else otherwise


def router(
    sessions: Sessions, accounts: Accounts, settings: Settings, provider: Provider | None, limits: RateLimits
) -> APIRouter:
    """`/sign-in`, `/sign-in/provider` and back, `/sign-out`, `/account`."""
    pages = APIRouter(include_in_schema=False, route_class=PageRoute)
    home = "/console/" if settings.console else "/account"

    @pages.get("/sign-in")
    def ask(request: Request, next: str = "", cookie: Kept = "") -> Response:
        try:
            sessions.current(cookie)
        except NotSignedIn:
            return _asked(request, settings, provider, own_path(next, home))
        return RedirectResponse(own_path(next, home), status_code=303)

    @pages.post("/sign-in")
    def enter(request: Request, values: Posted, cookie: Kept = "") -> Response:
        wanted, name = own_path(first(values, "next"), home), first(values, "name").strip()[:100]
        account = name.lower() if name.isascii() else name
        try:
            limits.count("sign_in", f"{client_of(request.scope)} {account}")
            signed = sessions.sign_in(account, first(values, "password"))
        except (BadSignIn, TooManyRequests) as error:
            return _asked(request, settings, provider, wanted, error, name)
        sessions.end(cookie)
        return _entered(request, settings, signed, wanted)

    @pages.post("/sign-out")
    def leave(values: Posted, cookie: Kept = "") -> Response:
        try:
            sessions.current(cookie).check_csrf(first(values, "csrf"))
        except NotSignedIn:
            return _left(values)
        sessions.end(cookie)
        return _left(values)

    _add_account(pages, sessions, accounts, settings)
    if provider is not None:
        _add_provider(pages, sessions, settings, provider, home)
    return pages


def _add_account(pages: APIRouter, sessions: Sessions, accounts: Accounts, settings: Settings) -> None:
    def shown(request: Request, signed: SignedIn, error: MesdroitsError | None = None) -> Response:
        language = language_of(request)
        return render(
            "account.html",
            language,
            status=error.status if error else 200,
            a=words(language, "account"),
            account=accounts.find(signed.actor.name),
            signed=signed,
            until=_clock(signed.expires_at, language),
            wrong=error.detail(language) if error else "",
            wrong_field="password" if isinstance(error, BadSignIn) else "new",
            changed="changed" in request.query_params,
            shortest=SHORTEST,
            longest=LONGEST,
            home="/console/" if settings.console else "",
        )

    @pages.get("/account")
    def account(request: Request) -> Response:
        try:
            return shown(request, signed_in_of(request, sessions))
        except NotSignedIn:
            return to_sign_in(request)

    @pages.post("/account/password")
    def password(request: Request, values: Posted, cookie: Kept = "") -> Response:
        try:
            signed = sessions.current(cookie)
            signed.check_csrf(first(values, "csrf"))
            new = sessions.change_password(cookie, first(values, "password"), first(values, "new"))
        except NotSignedIn:
            return _to_account_by_sign_in(values)
        except (BadSignIn, BadPassword) as error:
            return shown(request, signed, error)
        return _entered(request, settings, new, f"/account?lang={language_of(request)}&changed=1")

    @pages.post("/account/sign-out-everywhere")
    def everywhere(values: Posted, cookie: Kept = "") -> Response:
        try:
            sessions.current(cookie).check_csrf(first(values, "csrf"))
            sessions.end_all(cookie)
        except NotSignedIn:
            pass
        return _left(values)


def _add_provider(pages: APIRouter, sessions: Sessions, settings: Settings, provider: Provider, home: str) -> None:
    """A link leads there, not a form: browsers hold a form's redirect to `form-action` of the page's policy."""

    @pages.get("/sign-in/provider")
    def away(request: Request, next: str = "") -> Response:
        journey = provider.set_out(_address_back(request, settings), own_path(next, home), language_of(request))
        leaving = RedirectResponse(journey.url, status_code=303)
        leaving.set_cookie(
            _AWAY,
            journey.cookie,
            max_age=_AWAY_SECONDS,
            path="/sign-in",
            secure=_is_secure(request, settings),
            httponly=True,
            samesite="lax",
        )
        return leaving

    @pages.get("/sign-in/back")
    def back(request: Request, cookie: Kept = "", away: Annotated[str, Cookie(alias=_AWAY)] = "") -> Response:
        try:
            arrived = provider.arrive(away, dict(request.query_params), _address_back(request, settings))
            request.state.language = arrived.language
            signed = _begun(sessions, arrived.name)
        except (ProviderRefused, SignInUnavailable) as error:
            response = _asked(request, settings, provider, home, error)
        else:
            sessions.end(cookie)
            response = _entered(request, settings, signed, own_path(arrived.wanted, home))
        response.delete_cookie(_AWAY, path="/sign-in")
        return response


def _begun(sessions: Sessions, name: str) -> SignedIn:
    """Raises ProviderRefused where the provider's word is good and no account here has the name."""
    try:
        return sessions.begin(name)
    except BadSignIn as error:
        raise ProviderRefused("no_account") from error


def _asked(
    request: Request,
    settings: Settings,
    provider: Provider | None,
    wanted: str,
    error: MesdroitsError | None = None,
    name: str = "",
) -> Response:
    """The page that asks who somebody is, with what went wrong before."""
    language = language_of(request)
    page = render(
        "sign_in.html",
        language,
        status=error.status if error else 200,
        a=words(language, "account"),
        wanted=wanted,
        wanted_quoted=quote(wanted, safe=""),
        wrong=error.detail(language) if error else "",
        name=name,
        by_provider=provider is not None,
        minutes=settings.session_minutes,
    )
    page.headers.update(error.headers if error else {})
    return page


def _clock(at: dt.datetime, language: str) -> str:
    """An instant in words, in Paris."""
    there = at.astimezone(_PARIS)
    return message(language, "account.clock", day=long_date(language, there), time=f"{there:%H:%M}")


def _entered(request: Request, settings: Settings, signed: SignedIn, wanted: str) -> Response:
    """On to where they wanted to go; the cookie ends with the browser, the session in the store."""
    entered = RedirectResponse(wanted, status_code=303)
    entered.set_cookie(
        COOKIE, signed.cookie, path="/", secure=_is_secure(request, settings), httponly=True, samesite="lax"
    )
    return entered


def _left(values: Values) -> Response:
    left = RedirectResponse(f"/sign-in?lang={_language(values)}", status_code=303)
    left.delete_cookie(COOKIE, path="/")
    return left


def _to_account_by_sign_in(values: Values) -> Response:
    return RedirectResponse(f"/sign-in?lang={_language(values)}&next=%2Faccount", status_code=303)


def _language(values: Values) -> str:
    return "en" if first(values, "lang") == "en" else "fr"


def _is_secure(request: Request, settings: Settings) -> bool:
    public = settings.public_url
    return "https" in (request.url.scheme, public.scheme if public else "")


def _address_back(request: Request, settings: Settings) -> str:
    """Where the provider sends people back to, as it is registered there."""
    base = str(settings.public_url or request.base_url)
    return f"{base.rstrip('/')}/sign-in/back"
