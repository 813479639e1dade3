"""Errors over HTTP: RFC 9457 problem details in the caller's language, a page where a browser shows it, OpenAI's
form where its clients call; never a stack trace."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accept_language import page_language
from assistant.api.openai_errors import is_openai_route, openai_error, openai_status
from assistant.api.private_route import NO_STORE
from assistant.catalogue import LANGUAGES, message
from assistant.errors import BadForm, MesdroitsError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


Page = Callable[[Request, int, str], Response]
"""Makes the page that says what went wrong, of its status and its words."""


def install(app: FastAPI, page: Page | None = None) -> None:
    """Every error of `app` becomes a problem, or a page where a browser shows what it asked for."""

    def told(request: Request, problem: dict[str, Any], field: str | None = None) -> Response:
        if page and _is_shown(request):
            return page(request, problem["status"], problem["detail"])
        return _response(request, problem, field)

    @app.exception_handler(MesdroitsError)
    def business(request: Request, error: MesdroitsError) -> Response:
        response = told(request, problem_of(error, caller_language(request)), error.field)
        response.headers.update(error.headers)
        return response

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return told(request, _validation(error, caller_language(request)), _field(error))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        language = caller_language(request)
        code = {400: "bad_json", 404: "not_found", 405: "bad_method"}.get(error.status_code, "internal")
        response = told(request, _problem(error.status_code, code, message(language, f"error.{code}")))
        response.headers.update(error.headers or {})
        return response

    app.add_middleware(_Unforeseen, told=told)


def _is_shown(request: Request) -> bool:
    """Whether a browser shows the reply as a page: scripts and programs ask for other types, or for any."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


class _Unforeseen:
    """Answers an error that nobody foresaw, and logs where it was raised.

    A handler of Starlette would do so too and raise it again, for the server to log with its message, which could
    hold what a member wrote.
    """

    def __init__(self, app: ASGIApp, told: Callable[[Request, dict[str, Any]], Response]) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            log.error("unexpected %s at %s\n%s", type(error).__name__, _route(scope), _places(error))
            if begun:  # the server has to notice, to cut off what is half sent
                raise RuntimeError("the reply broke off") from None
            request = Request(scope)
            reply = self._told(request, internal_problem(caller_language(request)))
            await reply(scope, receive, send)


def _route(scope: Scope) -> str:
    """The route as it is declared: an address could hold a token or a name."""
    return str(getattr(scope.get("route"), "path", "an unknown address"))


def _places(error: Exception) -> str:
    """Where an error was raised, without its message, which could hold what a member wrote."""
    return "".join(traceback.format_tb(error.__traceback__))


def problem_response(request: Request, error: MesdroitsError) -> JSONResponse:
    """The problem details of a business error in the caller's language, with the headers that belong to it."""
    response = _response(request, problem_of(error, caller_language(request)), error.field)
    response.headers.update(error.headers)
    return response


def problem_of(error: MesdroitsError, language: str) -> dict[str, Any]:
    """The problem details of a business error; those of a form say in `errors` what is wrong with each field."""
    problem = _problem(error.status, error.code, error.detail(language))
    if isinstance(error, BadForm):
        problem["errors"] = [
            {"field": fault.field, "code": fault.code, "detail": fault.text(language)} for fault in error.faults
        ]
    return problem


def internal_problem(language: str) -> dict[str, Any]:
    """The problem details of an error that nobody foresaw."""
    return _problem(500, "internal", message(language, "error.internal"))


def _validation(error: RequestValidationError, language: str) -> dict[str, Any]:
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return _problem(400, "bad_json", message(language, "error.bad_json"))
    places = ", ".join(f"{_path(fault['loc']) or 'body'} ({fault['msg']})" for fault in faults)
    return _problem(422, "bad_request", message(language, "error.bad_request", faults=places))


def _field(error: RequestValidationError) -> str | None:
    """The first field that is wrong; None where the whole body is."""
    return next((path for fault in error.errors() if (path := _path(fault["loc"]))), None)


def _path(place: Sequence[str | int]) -> str:
    return ".".join(str(step) for step in place[1:])


def _problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": f"urn:mesdroits:problem:{code}", "title": code, "status": status, "detail": detail}


def _response(request: Request, problem: dict[str, Any], field: str | None) -> JSONResponse:
    """401 names the credentials awaited (RFC 9110, section 11.6.1); no cache keeps what a form held."""
    status = problem["status"]
    headers = NO_STORE | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    if is_openai_route(request.url.path):
        return JSONResponse(openai_error(problem, field), openai_status(status), headers=headers)
    return JSONResponse(problem, status, headers=headers, media_type=MEDIA_TYPE)


def caller_language(request: Request) -> str:
    """The language of whoever asks: of the body once it is read, `lang` in the address, then the browser's."""
    asked = getattr(request.state, "language", None) or request.query_params.get("lang")
    return page_language(asked if asked in LANGUAGES else None, request.headers.get("accept-language"))
