"""The members' pages: the chat, and each published document as the citations open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.accept_language import page_language
from assistant.answering.notices import GDPR_APPLIES
from assistant.catalogue import long_date
from assistant.errors import MesdroitsError
from assistant.law import LAW
from assistant.web.document_markup import Heading, contents, document_markup
from assistant.web.rendering import render, static_file
from ingest.records import Span

if TYPE_CHECKING:
    from assistant.documents import DocumentView
    from assistant.engine import Engine


def router(engine: Engine) -> APIRouter:
    """The routes of the chat page, the document pages and their static files."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/")
    def chat(request: Request, insurer: str | None = None, lang: str | None = None) -> Response:
        return _chat_page(engine, _language(request, lang), insurer)

    @pages.get("/documents/{insurer}/{version}")
    def document(
        request: Request,
        insurer: str,
        version: str,
        start: str | None = None,
        end: str | None = None,
        lang: str | None = None,
    ) -> Response:
        language = _language(request, lang)
        try:
            view = engine.document(insurer, version)
        except MesdroitsError as error:
            return _unavailable(language, error)
        return _document_page(language, view, start, end)

    @pages.get("/static/{name}")
    def static(name: str) -> Response:
        return static_file(name) or PlainTextResponse("404", status_code=404)

    @pages.get("/favicon.ico")  # asked for by browsers where no page names an icon: the console, a JSON answer
    def icon() -> Response:
        return static("icon.svg")

    return pages


def _language(request: Request, requested: str | None) -> str:
    return page_language(requested, request.headers.get("accept-language"))


def _chat_page(engine: Engine, language: str, insurer: str | None) -> Response:
    insurers = engine.insurers()
    chosen = next((known for known in insurers if known.id == insurer), None)
    unknown = insurer if insurer and chosen is None else None
    return render(
        "chat.html",
        language,
        status=404 if unknown else 200,
        insurers=insurers,
        chosen=chosen,
        unknown=unknown,
    )


def _document_page(language: str, view: DocumentView, start: str | None, end: str | None) -> Response:
    cited = _cited(start, end, len(view.text))
    headings = contents(view)
    bad_range = cited is None and not (start is None and end is None)
    return render(
        "document.html",
        language,
        status=422 if bad_range else 200,
        document=view,
        title=_title(view, headings, language),
        headings=headings,
        body=document_markup(view, cited),
        cited=cited,
        bad_range=bad_range,
        published=long_date(language, view.date) if view.date else None,
        replaced=long_date(language, view.replaced_on) if view.replaced_on else None,
        is_law=view.insurer == LAW,
        is_old=view.date is not None and view.date < GDPR_APPLIES,
    )


def _title(view: DocumentView, headings: list[Heading], language: str) -> str:
    """The title; a law document, which holds the article in each language, is named in the page's."""
    own = (heading.title for heading in headings if heading.level == 1 and heading.language == language)
    return next(own, view.title) if view.insurer == LAW else view.title


def _cited(start: str | None, end: str | None, length: int) -> Span | None:
    """The passage an address asks for, or None when it is absent or does not lie inside the text."""
    if not (start and end and start.isdecimal() and end.isdecimal() and len(start + end) < 20):
        return None
    first, last = int(start), int(end)
    return Span(first, last) if first < last <= length else None


def _unavailable(language: str, error: MesdroitsError) -> Response:
    detail = error.detail(language)
    return render("error.html", language, status=error.status, detail=detail)
