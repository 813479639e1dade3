"""What is answered where no route was reached: problem details to programs, a page to people."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.types import Scope

from assistant.api.problems import caller_language, problem_response
from assistant.errors import MesdroitsError
from assistant.web.rendering import render


def refusal(scope: Scope, error: MesdroitsError) -> Response:
    """The error as this caller reads it, which no cache keeps."""
    request = Request(scope)
    if _is_read_by_a_program(scope["path"]):
        return problem_response(request, error)
    language = caller_language(request)
    page = render("request_error.html", language, status=error.status, detail=error.detail(language))
    page.headers.update({"Cache-Control": "no-store", **error.headers})
    return page


def _is_read_by_a_program(path: str) -> bool:
    """Whether it is the API, Gradio's, or what the chat's script listens to."""
    return path.startswith(("/v1/", "/console/")) or path.endswith("/stream")
