"""Routes of pages that hold personal data: no cache keeps them, and what goes wrong on the way is a page too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.routing import APIRoute

from assistant.accept_language import page_language
from assistant.errors import ForeignPage, MesdroitsError
from assistant.web.rendering import render


class PageRoute(APIRoute):
    """Shows a MesdroitsError as a page, in the language of the form or of the address, else the browser's."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def page(request: Request) -> Response:
            try:
                _refuse_foreign(request)
                response = await handler(request)
            except MesdroitsError as error:
                response = _error_page(request, error)
            response.headers["Cache-Control"] = "no-store"
            return response

        return page


def _refuse_foreign(request: Request) -> None:
    """Raises ForeignPage for a form that another site's page posts, as the browser says itself."""
    if request.method != "POST":
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none")
    if foreign or (site is None and origin and urlsplit(origin).netloc != request.headers.get("host")):
        raise ForeignPage


def language_of(request: Request) -> str:
    """The language of the page: the one posted or asked for in the address, else the browser's."""
    asked = getattr(request.state, "language", None) or request.query_params.get("lang")
    return page_language(asked, request.headers.get("accept-language"))


def _error_page(request: Request, error: MesdroitsError) -> Response:
    language = language_of(request)
    page = render("request_error.html", language, status=error.status, detail=error.detail(language))
    page.headers.update(error.headers)
    return page
