"""What stands between a browser and Gradio: accounts of the console only, known routes, no other host, no other
site's forms, no other account's session, a page in its language."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accept_language import page_language
from assistant.errors import MesdroitsError
from assistant.protection.bounded_bodies import Replayed
from assistant.requests.records import Actor
from assistant.web.console.backstage import CONSOLE_ROLES
from assistant.web.console.session_owners import SessionOwners, sessions_named
from assistant.web.staff.cookie import COOKIE

ENGLISH = "/en"
"""Below the path of the console, the page in English."""
ACCOUNT = "mesdroits.account"
"""In the scope of a request that came through: the name of the account, for Gradio's own check."""
ASSETS = re.compile(r"(?:/en)?/(?:theme\.css|(?:assets|static|svelte)/.*)")
"""Files of Gradio's package, the same everywhere: they need no account."""
PAGES = re.compile(r"(?:/en)?/?")
DATA = re.compile(
    r"(?:/en)?/gradio_api/(?:startup-events|cancel|reset|queue/(?:join|data)|heartbeat/\w+)/?"
    r"|/reports/[\w.:-]+"
)
# Everything else Gradio serves (configuration, uploads, files, proxy, deep links, info, run history, monitoring)
# answers 404. Gradio starts from inline scripts and styles; what matters here is that no other host is reachable.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class ConsoleShield:
    """ASGI middleware over the paths below `path`; the rest of the application passes through untouched.

    `actor_of` gives who holds a session cookie, or raises NotSignedIn.
    """

    def __init__(self, app: ASGIApp, path: str, actor_of: Callable[[str], Actor]) -> None:
        self.app = app
        self.path = path
        self.actor_of = actor_of
        self.owners = SessionOwners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _below(scope["path"], self.path):
            return await self.app(scope, receive, send)
        rest = scope["path"].removeprefix(self.path)
        refused = await self._refused(scope, rest)
        if refused:
            return await refused(scope, receive, send)
        body = await Request(scope, receive).body()  # bounded by then
        if ACCOUNT in scope and not self._owned(scope, body):
            return await PlainTextResponse("403", status_code=403)(scope, receive, send)
        outgoing = _Outgoing(send, "en" if _below(rest, ENGLISH) else "fr", is_kept=ACCOUNT not in scope)
        return await self.app(scope, Replayed(body, receive), outgoing)

    def _owned(self, scope: Scope, body: bytes) -> bool:
        named = sessions_named(scope["path"], scope["query_string"], body)
        return all(self.owners.may_use(scope[ACCOUNT], one) for one in named)

    async def _refused(self, scope: Scope, rest: str) -> Response | None:
        """Why the request goes no further; None when it may."""
        headers = Headers(scope=scope)
        if ASSETS.fullmatch(rest):
            return None
        if not PAGES.fullmatch(rest) and not DATA.fullmatch(rest):
            return PlainTextResponse("404", status_code=404)
        if scope["method"] not in ("GET", "HEAD") and not _same_site(headers):
            return PlainTextResponse("403", status_code=403)
        page = self.path + (f"{ENGLISH}/" if _below(rest, ENGLISH) or _english(rest, headers) else "/")
        try:
            actor = await run_in_threadpool(self.actor_of, HTTPConnection(scope).cookies.get(COOKIE, ""))
        except MesdroitsError as error:
            if PAGES.fullmatch(rest):
                return RedirectResponse(f"/sign-in?next={quote(page)}", status_code=303)
            return PlainTextResponse(str(error.status), status_code=error.status)
        if actor.role not in CONSOLE_ROLES:
            return PlainTextResponse("403", status_code=403)
        scope[ACCOUNT] = actor.name
        return RedirectResponse(page) if rest in ("", ENGLISH) else None


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _english(rest: str, headers: Headers) -> bool:
    """Whether who asks for the console in no language reads English rather."""
    return rest == "" and page_language(None, headers.get("accept-language")) == "en"


def _same_site(headers: Headers) -> bool:
    """Whether a page of ours posts: browsers say so, and what is no browser has no cookie to abuse."""
    fetched = headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class _Outgoing:
    """Adds the security headers, and holds a page back until its `lang` can be set."""

    def __init__(self, send: Send, language: str, *, is_kept: bool) -> None:
        """`is_kept`: it is a file that caches may keep."""
        self.send = send
        self.language = language
        self.is_kept = is_kept
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
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Content-Type-Options"] = "nosniff"
        if not self.is_kept:
            headers["Cache-Control"] = "no-store"
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
