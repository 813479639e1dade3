"""The pages on which those who work here sign in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from assistant.accounts.accounts import Accounts
from assistant.accounts.oidc import Provider
from assistant.accounts.sessions import Sessions
from assistant.engine import Engine
from assistant.errors import BadSignIn, NotSignedIn, TooManyRequests
from assistant.protection.client_address import client_of
from assistant.protection.rate_limits import RateLimits
from assistant.settings import Settings
from assistant.web.form_data import Posted, first
from assistant.web.page_route import PageRoute
from assistant.web.staff import account, provider
from assistant.web.staff.asking import Door
from assistant.web.staff.cookie import Kept, entered, left


def router(
    sessions: Sessions,
    accounts: Accounts,
    settings: Settings,
    vouching: Provider | None,
    limits: RateLimits,
    engine: Engine,
) -> APIRouter:
    """`/sign-in`, `/sign-in/provider` and back, `/sign-out`, `/account`.

    `vouching` is the organisation's provider.
    """
    door = Door(settings, by_provider=vouching is not None)
    pages = APIRouter(include_in_schema=False, route_class=PageRoute)
    _add_sign_in(pages, sessions, door, limits)
    _add_sign_out(pages, sessions)
    pages.include_router(account.router(sessions, accounts, settings, engine))
    if vouching is not None:
        pages.include_router(provider.router(sessions, vouching, door))
    return pages


def _add_sign_in(pages: APIRouter, sessions: Sessions, door: Door, limits: RateLimits) -> None:
    @pages.get("/sign-in")
    def ask(request: Request, next: str = "", cookie: Kept = "") -> Response:
        wanted = door.way_in(next)
        try:
            sessions.current(cookie)
        except NotSignedIn:
            return door.page(request, wanted)
        return RedirectResponse(wanted, status_code=303)

    @pages.post("/sign-in")
    def enter(request: Request, values: Posted, cookie: Kept = "") -> Response:
        wanted, name = door.way_in(first(values, "next")), first(values, "name").strip()[:100]
        account_name = name.lower() if name.isascii() else name
        try:
            limits.count("sign_in", f"{client_of(request.scope)} {account_name}")
            signed = sessions.sign_in(account_name, first(values, "password"))
        except (BadSignIn, TooManyRequests) as error:
            return door.page(request, wanted, error, name)
        sessions.end(cookie)
        return entered(request, door.settings, signed, wanted)


def _add_sign_out(pages: APIRouter, sessions: Sessions) -> None:
    @pages.post("/sign-out")
    def leave(values: Posted, cookie: Kept = "") -> Response:
        try:
            sessions.current(cookie).check_csrf(first(values, "csrf"))
        except NotSignedIn:
            return left(values)
        sessions.end(cookie)
        return left(values)
