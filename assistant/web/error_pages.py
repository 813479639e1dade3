"""The page that says what went wrong, where a browser asked for one that there is not."""

from __future__ import annotations

from fastapi import Request, Response

from assistant.web.page_route import language_of
from assistant.web.rendering import render, words


def error_page(request: Request, status: int, detail: str) -> Response:
    """The page, in the member's language, which no cache keeps."""
    language = language_of(request)
    title = words(language, "filing")("error_title")
    page = render("error.html", language, status=status, title=title, detail=detail)
    page.headers["Cache-Control"] = "no-store"
    return page
