"""What stands between a browser and Gradio: known routes, no other host, a page in its language."""

from __future__ import annotations

import re

from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything else Gradio serves (uploads, files, proxy, deep links, run history, monitoring) answers 404.
OPEN_ROUTES = re.compile(
    r"(?:/(?:config|theme\.css|favicon\.ico|(?:assets|static|svelte)/[^?]*)?"
    r"|/gradio_api/(?:info|app_id|startup-events|cancel|reset|queue/(?:join|data)|heartbeat/\w+))/?"
)
# Gradio starts from inline scripts and styles; what matters here is that no other host is reachable.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class ConsoleShield:
    """ASGI middleware over the paths below `path`; the rest of the application passes through untouched."""

    def __init__(self, app: ASGIApp, path: str, language: str) -> None:
        self.app = app
        self.path = path
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _below(scope["path"], self.path):
            return await self.app(scope, receive, send)
        if scope["path"] == self.path:
            return await RedirectResponse(f"{self.path}/")(scope, receive, send)
        if not OPEN_ROUTES.fullmatch(scope["path"].removeprefix(self.path)):
            return await PlainTextResponse("404", status_code=404)(scope, receive, send)
        return await self.app(scope, receive, _Outgoing(send, self.language))


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


class _Outgoing:
    """Adds the security headers, and holds a page back until its `lang` can be set."""

    def __init__(self, send: Send, language: str) -> None:
        self.send = send
        self.language = language
        self.start: Message | None = None
        self.page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self.start is None:
            await self.send(message)
        else:
            await self._page(self.start, message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers["Content-Security-Policy"] = POLICY
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        if headers.get("content-type", "").startswith("text/html"):
            self.start = message
        else:
            await self.send(message)

    async def _page(self, start: Message, message: Message) -> None:
        self.page += message.get("body", b"")
        if message.get("more_body"):
            return
        page = self.page.replace(b'lang="en"', f'lang="{self.language}"'.encode(), 1)
        MutableHeaders(scope=start)["Content-Length"] = str(len(page))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})
