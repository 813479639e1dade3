"""The pages on which a member prepares, checks and files a request, and gets the receipt. They need no script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.engine import Engine
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import RequestDesk
from assistant.requests.letters.content import kept
from assistant.requests.letters.steps import route, steps
from assistant.web.filing.visit import Visit
from assistant.web.form_data import Posted
from assistant.web.page_route import PageRoute, language_of
from assistant.web.rendering import page_headers, render


def router(engine: Engine, desk: RequestDesk) -> APIRouter:
    """`/requests/new` → `/requests/review` → `/requests` → `/requests/receipt/…`."""
    pages = APIRouter(prefix="/requests", include_in_schema=False, route_class=PageRoute)

    @pages.get("/new")
    def new(
        request: Request,
        insurer: str = "",
        types: Annotated[list[str] | None, Query(alias="type")] = None,
        role: Annotated[str, Query(alias="for")] = "self",
    ) -> Response:
        values = {"insurer": [insurer], "type": types or [], "role": [role]}
        return Visit(engine, desk, language_of(request), values).form()

    @pages.post("/new")
    def from_chat(request: Request, values: Posted) -> Response:
        return Visit(engine, desk, language_of(request), values).form_from_chat()

    @pages.post("/choice")
    def choose_again(request: Request, values: Posted) -> Response:
        return Visit(engine, desk, language_of(request), values).choice()

    @pages.post("/edit")
    def edit(request: Request, values: Posted) -> Response:
        return Visit(engine, desk, language_of(request), values).form()

    @pages.post("/review")
    def review(request: Request, values: Posted) -> Response:
        visit = Visit(engine, desk, language_of(request), values)
        return visit.or_form_again(visit.review)

    @pages.post("")
    def file(request: Request, values: Posted) -> Response:
        visit = Visit(engine, desk, language_of(request), values)
        return visit.or_form_again(visit.file)

    @pages.get("/receipt/{token}")
    def receipt(request: Request, token: str) -> Response:
        return _receipt(desk, token, language_of(request))

    @pages.get("/receipt/{token}/letter.pdf")
    def letter(token: str, lang: str = "fr") -> Response:
        return pdf("lettre", desk.letter_pdf(desk.receipt(token).request, written_in(lang)))

    @pages.get("/receipt/{token}/receipt.pdf")
    def receipt_file(request: Request, token: str) -> Response:
        return pdf("recu", desk.receipt_pdf(desk.receipt(token), language_of(request)))

    return pages


def written_in(lang: str) -> str:
    """The language of a letter: French, which is the one to send, unless its reading copy is asked for."""
    return "en" if lang == "en" else "fr"


def pdf(name: str, content: bytes) -> Response:
    """A PDF that browsers show."""
    headers = {**page_headers(), "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _receipt(desk: RequestDesk, token: str, language: str) -> Response:
    filed = desk.receipt(token)
    request = filed.request
    return render(
        "request_receipt.html",
        language,
        filed=filed,
        request=request,
        token=token,
        due_on=due_dates(request).original,
        letter=desk.letter_text(request, "fr"),
        route=route(request, language, filed.sent_by_email),
        todo=steps(request, kept(request), language, filed.sent_by_email),
    )
