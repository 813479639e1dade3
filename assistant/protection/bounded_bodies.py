"""No route reads more than a form can hold, whatever length was promised, or none."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import BodyTooLarge
from assistant.protection.refusals import refusal

LIMIT_KB = 256
"""What a body may weigh at most; `intake` bounds each field of a form far below."""
_LIMIT = LIMIT_KB * 1_000
_READ_OUT = 16 * _LIMIT
"""How much of a body that is too large is read and dropped, so that its sender gets to read the answer."""
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods of which no route here reads a body."""


class BoundedBodies:
    """ASGI middleware that hands on a body once it is there as a whole, and answers 413 to one above the limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            return await self.app(scope, receive, send)
        try:
            body = await _read(receive)
        except BodyTooLarge as error:
            return await refusal(scope, error)(scope, receive, send)
        if body is not None:
            await self.app(scope, Replayed(body, receive), send)
        return None


async def _read(receive: Receive) -> bytes | None:
    """The body; None when its sender went away. Raises BodyTooLarge after its end, or after `_READ_OUT`."""
    chunks, size, more = [], 0, True
    while more and size <= _READ_OUT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size, more = size + len(chunk), message.get("more_body", False)
        if size <= _LIMIT:
            chunks.append(chunk)
    if size > _LIMIT:
        raise BodyTooLarge(limit=LIMIT_KB)
    return b"".join(chunks)


class Replayed:
    """Gives the body in one piece, then whatever comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message or await self._receive()
