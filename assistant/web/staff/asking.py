"""The page that asks who somebody is, and where they go once they have said so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from assistant.errors import MesdroitsError
from assistant.settings import Settings
from assistant.web.page_route import language_of
from assistant.web.rendering import render, words

_OURS = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""A path of this service, in ASCII: nothing that a browser could read as another host, no backslash, no control."""


def own_path(wanted: str, otherwise: str) -> str:
    """Where to go after signing in: an address of ours as it was wanted, else the other one."""
    return wanted if _OURS.fullmatch(wanted) else otherwise


@dataclass(frozen=True)
class Door:
    """What whoever is not signed in stands before. `by_provider`: an organisation vouches for people too."""

    settings: Settings
    by_provider: bool

    def way_in(self, wanted: str) -> str:
        """Where to go after signing in: what was wanted, else the console, or the account where there is none."""
        return own_path(wanted, "/console/" if self.settings.console else "/account")

    def page(self, request: Request, wanted: str, error: MesdroitsError | None = None, name: str = "") -> Response:
        """The sign-in page, with what went wrong before."""
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
            by_provider=self.by_provider,
            minutes=self.settings.session_minutes,
        )
        page.headers.update(error.headers if error else {})
        return page
