"""Errors as OpenAI's clients read them, on the routes that speak as its API does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ROUTES = re.compile(r"/v1/(?:chat/completions|models(?:/.*)?)")
_CODES = {
    "not_signed_in": "invalid_api_key",
    "too_many_requests": "rate_limit_exceeded",
    "unknown_model": "model_not_found",
}
"""Those that OpenAI has a name for; the others keep ours."""


def is_openai_route(path: str) -> bool:
    """Whether programs call this path that were written for OpenAI's API."""
    return _ROUTES.fullmatch(path) is not None


def openai_status(status: int) -> int:
    """The status that its clients expect: a body that cannot be used is 400 there, not 422."""
    return 400 if status == 422 else status


def openai_error(problem: Mapping[str, Any], param: str | None = None) -> dict[str, Any]:
    """Problem details in OpenAI's form; `param` is the field of the body that is wrong."""
    code = problem["title"]
    told = {
        "message": problem["detail"],
        "type": _type(problem["status"]),
        "param": param,
        "code": _CODES.get(code, code),
    }
    return {"error": told}


def _type(status: int) -> str:
    if status >= 500:
        return "server_error"
    return "requests" if status == 429 else "invalid_request_error"
