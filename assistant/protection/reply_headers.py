"""Headers that every reply has, whoever made it; those of a page or of the console that say more stand."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OFF = ("camera", "display-capture", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""The security policy is that of replies that are no page. A frame has no use for the opener policy: nothing
breaks in the widget."""
HSTS = "max-age=31536000"
"""For a year, as is usual; not for subdomains, which are not ours to speak for (RFC 6797, section 6.1)."""


class ReplyHeaders:
    """ASGI middleware that adds what a reply has not got. Web sockets, which nothing here speaks, are refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), https=scope["scheme"] == "https")
            await send(message)

        return await self.app(scope, receive, with_headers)


def _add(headers: MutableHeaders, *, https: bool) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", HSTS)
