"""HEAD is answered wherever GET is, without the content (RFC 9110, section 9.3.2)."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GRADIO = "/console/"
"""Some of its GET routes never end; it answers HEAD for its page itself."""


class HeadRequests:
    """ASGI middleware that hands a HEAD request on as GET, and sends the headers of the reply alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].startswith(_GRADIO):
            return await self.app(scope, receive, send)

        async def without_content(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET"}, receive, without_content)
