"""The document pages: each published document in each of its versions, as citations open it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.answering.notices import GDPR_APPLIES
from assistant.errors import MesdroitsError
from assistant.law import LAW
from assistant.sites import Sites
from assistant.web.documents.anchors import Heading, contents
from assistant.web.documents.markup import Words, document_markup
from assistant.web.documents.places import Places, address, places
from assistant.web.documents.versions import changes_of, current_passage, current_version, versions_of
from assistant.web.page_route import language_of
from assistant.web.rendering import render, words
from assistant.web.themes import theme_url
from ingest.records import Span

if TYPE_CHECKING:
    from assistant.documents import DocumentView
    from assistant.engine import Engine


@dataclass(frozen=True)
class Steps:
    """The opened passage among those that are cited, and the addresses of its neighbours."""

    number: int
    """From 1."""
    count: int
    before: str | None
    after: str | None
    alone: str
    """The address of this passage without the others, to pass on."""


def router(engine: Engine, sites: Sites) -> APIRouter:
    """`/documents/{insurer}/{version}`, and `/documents/{insurer}/current` that leads to the version in service."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/documents/{insurer}/current")
    def current(request: Request, insurer: str, document: str | None = None) -> Response:
        try:
            found = current_version(engine, insurer, document)
        except MesdroitsError as error:
            return _unavailable(language_of(request), error)
        path = f"/documents/{quote(insurer, safe='')}/{quote(found.version, safe='')}"
        asked = request.query_params.get("lang")
        return RedirectResponse(f"{path}?{urlencode({'lang': asked})}" if asked else path, status_code=302)

    @pages.get("/documents/{insurer}/{version}")
    def document(
        request: Request,
        insurer: str,
        version: str,
        start: str | None = None,
        end: str | None = None,
        also: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        language = language_of(request)
        try:
            view = engine.document(insurer, version)
        except MesdroitsError as error:
            return _unavailable(language, error)
        return _page(engine, sites, language, view, places(start, end, also or (), view.text))

    return pages


def _page(engine: Engine, sites: Sites, language: str, view: DocumentView, marked: Places) -> Response:
    headings = contents(view)
    is_law = view.insurer == LAW
    versions = [] if is_law else versions_of(engine, view)
    word = words(language, "document")
    said = Words(**{one: word(one) for one in Words.__dataclass_fields__})
    return render(
        "document.html",
        language,
        status=422 if marked.bad and marked.cited is None and not marked.also else 200,
        d=word,
        document=view,
        speaks=next(iter(view.languages), "fr"),
        title=_title(view, headings, language),
        headings=headings,
        body=document_markup(view, marked, said),
        marked=marked,
        steps=_steps(view, marked, language),
        here=lambda code: address(view.insurer, view.version, marked, code),
        other=lambda version: address(view.insurer, version, Places(None, (), bad=False), language),
        versions=versions,
        changes=changes_of(engine, view, versions),
        now_at=current_passage(engine, view, marked, versions, language),
        theme=None if is_law else theme_url(view.insurer, sites.of(view.insurer)),
        is_law=is_law,
        is_old=view.date is not None and view.date < GDPR_APPLIES,
    )


def _steps(view: DocumentView, marked: Places, language: str) -> Steps | None:
    """None where no passage is opened."""
    if marked.cited is None:
        return None

    def to(span: Span | None) -> str | None:
        return address(view.insurer, view.version, marked.opened_at(span), language) if span else None

    padded = [None, *marked.all, None]
    before = next(one for one, after in pairwise(padded) if after == marked.cited)
    after = next(after for one, after in pairwise(padded) if one == marked.cited)
    alone = address(view.insurer, view.version, Places(marked.cited, (), bad=False))
    return Steps(padded.index(marked.cited), len(marked.all), to(before), to(after), alone)


def _title(view: DocumentView, headings: list[Heading], language: str) -> str:
    """The title; a law document, which holds the article in each language, is named in the page's."""
    own = (heading.title for heading in headings if heading.level == 1 and heading.language == language)
    return next(own, view.title) if view.insurer == LAW else view.title


def _unavailable(language: str, error: MesdroitsError) -> Response:
    detail = error.detail(language)
    title = words(language)("document_missing")
    return render("error.html", language, status=error.status, title=title, detail=detail)
