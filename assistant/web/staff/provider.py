"""Signing in through the organisation's provider: the way there, and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Request
from fastapi.responses import RedirectResponse, Response

from assistant.accounts.oidc import Provider, ProviderRefused
from assistant.accounts.sessions import Sessions, SignedIn
from assistant.errors import BadSignIn, SignInUnavailable
from assistant.settings import Settings
from assistant.web.page_route import PageRoute, language_of
from assistant.web.staff.asking import Door
from assistant.web.staff.cookie import Kept, entered, is_secure

_AWAY = "mesdroits_sign_in"
"""Ties the way to the provider and back to one browser; for the sign-in pages only."""
_AWAY_SECONDS = 600


def router(sessions: Sessions, provider: Provider, door: Door) -> APIRouter:
    """A link leads there, not a form: browsers hold a form's redirect to `form-action` of the page's policy."""
    pages = APIRouter(route_class=PageRoute)
    settings = door.settings

    @pages.get("/sign-in/provider")
    def away(request: Request, next: str = "") -> Response:
        journey = provider.set_out(_address_back(request, settings), door.way_in(next), language_of(request))
        leaving = RedirectResponse(journey.url, status_code=303)
        leaving.set_cookie(
            _AWAY,
            journey.cookie,
            max_age=_AWAY_SECONDS,
            path="/sign-in",
            secure=is_secure(request, settings),
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
            response = door.page(request, door.way_in(""), error)
        else:
            sessions.end(cookie)
            response = entered(request, settings, signed, door.way_in(arrived.wanted))
        response.delete_cookie(_AWAY, path="/sign-in")
        return response

    return pages


def _begun(sessions: Sessions, name: str) -> SignedIn:
    """Raises ProviderRefused where the provider's word is good and no account here has the name."""
    try:
        return sessions.begin(name)
    except BadSignIn as error:
        raise ProviderRefused("no_account") from error


def _address_back(request: Request, settings: Settings) -> str:
    """Where the provider sends people back to, as it is registered there."""
    base = str(settings.public_url or request.base_url)
    return f"{base.rstrip('/')}/sign-in/back"
