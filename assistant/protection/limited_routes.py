"""Which routes count against a client whatever is posted to them; questions count where their insurer is known."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import TooManyRequests
from assistant.protection.client_address import client_of
from assistant.protection.rate_limits import Deed, RateLimits
from assistant.protection.refusals import refusal

_ROUTES: tuple[tuple[str, Deed], ...] = (
    (r"POST (/v1)?/requests", "filing"),
    (r"POST (/v1/requests/draft|/requests/(new|choice|edit|review))", "draft"),
    (r"POST (/v1/requests/[^/]+/code|/requests/track)", "code"),
    (r"POST (/v1/requests/[^/]+/session|/requests/track/code)", "code_entry"),
    (r"POST /sign-in|(GET|POST) /sign-in/.+", "sign_in"),
    (r"POST (/v1|/chat|/chat/[^/]+)/feedback", "feedback"),
)
_LIMITED = tuple((re.compile(route), deed) for route, deed in _ROUTES)


def limited_deed(method: str, path: str) -> Deed | None:
    """What a request to this path counts as, if it counts."""
    return next((deed for route, deed in _LIMITED if route.fullmatch(f"{method} {path}")), None)


class LimitedRoutes:
    """ASGI middleware that answers 429 to a client that does the same too often."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        deed = limited_deed(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if deed:
            try:
                self.limits.count(deed, client_of(scope))
            except TooManyRequests as error:
                return await refusal(scope, error)(scope, receive, send)
        return await self.app(scope, receive, send)
