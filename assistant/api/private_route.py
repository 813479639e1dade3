"""Routes that carry personal data: a bounded body comes in, and nothing that goes out is kept by a cache."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.bounded_body import bounded
from assistant.errors import BodyTooLarge

NO_STORE = {"Cache-Control": "no-store"}


class PrivateRoute(APIRoute):
    """A route that refuses a body above the limit while it arrives, and marks its replies `no-store`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def private(request: Request) -> Response:
            try:
                response = await handler(_BoundedRequest(request.scope, request.receive))
            except _Overlong as error:
                raise error.fault from error
            response.headers.update(NO_STORE)
            return response

        return private


class _Overlong(HTTPException):
    """Of FastAPI's own kind, so that it is not taken for a body that is not JSON."""

    def __init__(self, fault: BodyTooLarge) -> None:
        self.fault = fault
        super().__init__(fault.status)


class _BoundedRequest(Request):
    async def stream(self) -> AsyncGenerator[bytes, None]:
        try:
            async for chunk in bounded(super().stream()):
                yield chunk
        except BodyTooLarge as fault:
            raise _Overlong(fault) from fault
