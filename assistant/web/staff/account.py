"""The page on which those who work here see their account, change its password and end its sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from assistant.accounts.accounts import Accounts
from assistant.accounts.passwords import LONGEST, SHORTEST, BadPassword
from assistant.accounts.sessions import Sessions, SignedIn
from assistant.catalogue import long_date, message
from assistant.engine import Engine
from assistant.errors import BadSignIn, MesdroitsError, NotSignedIn
from assistant.settings import Settings
from assistant.web.form_data import Posted, first
from assistant.web.page_route import PageRoute, language_of
from assistant.web.rendering import render, words
from assistant.web.staff.cookie import Kept, entered, language_in, left, signed_in_of, to_sign_in

_PARIS = ZoneInfo("Europe/Paris")


def router(sessions: Sessions, accounts: Accounts, settings: Settings, engine: Engine) -> APIRouter:
    """`/account` and what its forms do."""
    pages = APIRouter(route_class=PageRoute)
    sheet = _Sheet(accounts, settings, engine)

    @pages.get("/account")
    def account(request: Request) -> Response:
        try:
            return sheet.page(request, signed_in_of(request, sessions))
        except NotSignedIn:
            return to_sign_in(request)

    @pages.post("/account/password")
    def password(request: Request, values: Posted, cookie: Kept = "") -> Response:
        try:
            signed = sessions.current(cookie)
            signed.check_csrf(first(values, "csrf"))
            new = sessions.change_password(cookie, first(values, "password"), first(values, "new"))
        except NotSignedIn:
            return RedirectResponse(f"/sign-in?lang={language_in(values)}&next=%2Faccount", status_code=303)
        except (BadSignIn, BadPassword) as error:
            return sheet.page(request, signed, error)
        return entered(request, settings, new, f"/account?lang={language_of(request)}&changed=1")

    @pages.post("/account/sign-out-everywhere")
    def everywhere(values: Posted, cookie: Kept = "") -> Response:
        with suppress(NotSignedIn):
            sessions.current(cookie).check_csrf(first(values, "csrf"))
            sessions.end_all(cookie)
        return left(values)

    return pages


@dataclass(frozen=True)
class _Sheet:
    """What is shown of an account."""

    accounts: Accounts
    settings: Settings
    engine: Engine

    def page(self, request: Request, signed: SignedIn, error: MesdroitsError | None = None) -> Response:
        """The account, with what went wrong before."""
        language = language_of(request)
        account = self.accounts.find(signed.actor.name)
        return render(
            "account.html",
            language,
            status=error.status if error else 200,
            a=words(language, "account"),
            account=account,
            insurers=None if account.insurers is None else self._named(account.insurers),
            signed=signed,
            until=_clock(signed.expires_at, language),
            wrong=error.detail(language) if error else "",
            wrong_field="password" if isinstance(error, BadSignIn) else "new",
            changed="changed" in request.query_params,
            shortest=SHORTEST,
            longest=LONGEST,
            home="/console/" if self.settings.console else "",
        )

    def _named(self, insurers: Collection[str]) -> list[str]:
        """The names of insurers; the id of one that cannot be served at the moment."""
        names = {one.id: one.name for one in self.engine.insurers()}
        return sorted((names.get(one, one) for one in insurers), key=str.casefold)


def _clock(at: dt.datetime, language: str) -> str:
    """An instant in words, in Paris."""
    there = at.astimezone(_PARIS)
    return message(language, "account.clock", day=long_date(language, there), time=f"{there:%H:%M}")
