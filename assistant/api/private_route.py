"""Routes that carry personal data: a bounded body comes in, and nothing that goes out is kept by a cache."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.errors import BodyTooLarge

_LIMIT_KB = 256
"""What a form may weigh at most; `intake` bounds each of its fields far below."""
_LIMIT = _LIMIT_KB * 1_000
_READ_OUT = 16 * _LIMIT
"""How much of a body that is too large is read and dropped, so that its sender gets to read the answer."""
NO_STORE = {"Cache-Control": "no-store"}


class PrivateRoute(APIRoute):
    """A route that refuses a body above the limit while it arrives, and marks its replies `no-store`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def private(request: Request) -> Response:
            try:
                response = await handler(_BoundedRequest(request.scope, request.receive))
            except _Overlong as error:
                raise BodyTooLarge(limit=_LIMIT_KB) from error
            response.headers.update(NO_STORE)
            return response

        return private


class _Overlong(HTTPException):
    """Of FastAPI's own kind, so that it is not taken for a body that is not JSON."""


class _BoundedRequest(Request):
    async def stream(self) -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in super().stream():
            size += len(chunk)
            if size > _READ_OUT:
                break
            if size <= _LIMIT:
                yield chunk
        if size > _LIMIT:
            raise _Overlong(413)
