"""Routes that carry personal data: nothing that goes out is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

NO_STORE = {"Cache-Control": "no-store"}


class PrivateRoute(APIRoute):
    """A route that marks its replies `no-store`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def private(request: Request) -> Response:
            response = await handler(request)
            response.headers.update(NO_STORE)
            return response

        return private
