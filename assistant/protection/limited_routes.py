"""Which routes count against a client whatever is posted to them, and keys that are nobody's.

Questions count where their insurer is known, names where the sign-in page reads them, agents at their desk.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import NotSignedIn, TooManyRequests
from assistant.protection.client_address import client_of
from assistant.protection.rate_limits import Deed, RateLimits
from assistant.protection.refusals import refusal

_ROUTES: tuple[tuple[str, Deed], ...] = (
    (r"POST (/v1)?/requests", "filing"),
    (r"POST (/v1/requests/draft|/requests/(new|choice|edit|review))", "draft"),
    (r"POST (/v1/requests/[^/]+/code|/requests/track)", "code"),
    (r"POST (/v1/requests/[^/]+/session|/requests/track/code)", "code_entry"),
    (r"POST /sign-in|(GET|POST) /sign-in/.+", "arrival"),
    (r"POST (/v1|/chat|/chat/[^/]+)/feedback", "feedback"),
)
_LIMITED = tuple((re.compile(route), deed) for route, deed in _ROUTES)


def limited_deed(method: str, path: str) -> Deed | None:
    """What a request to this path counts as, if it counts."""
    return next((deed for route, deed in _LIMITED if route.fullmatch(f"{method} {path}")), None)


class LimitedRoutes:
    """ASGI middleware that answers 429 to a client that does the same too often, or tries too many keys."""

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
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            return await self.app(scope, receive, send)
        watched = _Keys(self.limits, scope, send)
        await self.app(scope, receive, watched)
        return await watched.refuse(receive)


class _Keys:
    """Counts a 401 as a question of the client, and turns it into a 429 once there were too many."""

    def __init__(self, limits: RateLimits, scope: Scope, send: Send) -> None:
        self._limits = limits
        self._scope = scope
        self._send = send
        self._refused: TooManyRequests | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == NotSignedIn.status:
            try:
                self._limits.count("question", client_of(self._scope))
            except TooManyRequests as error:
                self._refused = error
        if self._refused is None:
            await self._send(message)

    async def refuse(self, receive: Receive) -> None:
        """Sends the refusal in place of what was held back."""
        if self._refused is not None:
            await refusal(self._scope, self._refused)(self._scope, receive, self._send)
