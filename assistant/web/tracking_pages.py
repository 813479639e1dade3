"""The pages on which a member follows a request: reference, code by e-mail, then what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import BadCode, MesdroitsError
from assistant.requests.actions import Clarify, Withdraw
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import RequestDesk
from assistant.web.form_data import Values, first, posted
from assistant.web.rendering import render
from assistant.web.request_pages import PRIVATE, error_page, language_of, or_error_page, pdf

COOKIE = "mesdroits_request"
HALF_AN_HOUR = 30 * 60
Posted = Annotated[Values, Depends(posted)]
Token = Annotated[str, Cookie(alias=COOKIE)]


def router(desk: RequestDesk) -> APIRouter:
    """`/requests/track` → `/requests/track/code` → `/requests/followed`.

    The cookie is set once a code was right, for these pages only; SameSite=Strict keeps other sites' forms out.
    """
    pages = APIRouter(prefix="/requests", include_in_schema=False)

    @pages.get("/track")
    def ask(request: Request, lang: str | None = None, reference: str = "") -> Response:
        return _page(
            "request_track.html", language_of(request, lang), reference=reference[:40], sent=False, wrong=""
        )

    @pages.post("/track")
    def send(request: Request, values: Posted) -> Response:
        language, reference = language_of(request, first(values, "lang")), first(values, "reference")[:40]

        def sent() -> Response:
            desk.send_code(reference, language)
            return _page("request_track.html", language, reference=reference, sent=True, wrong="")

        return or_error_page(language, sent)

    @pages.post("/track/code")
    def enter(request: Request, values: Posted) -> Response:
        language, reference = language_of(request, first(values, "lang")), first(values, "reference")[:40]
        try:
            token = desk.open_session(reference, first(values, "code")[:40])
        except BadCode as error:
            detail = error.detail(language)
            return _page("request_track.html", language, 403, reference=reference, sent=True, wrong=detail)
        except MesdroitsError as error:
            return error_page(language, error)
        shown = RedirectResponse(f"/requests/followed?lang={language}", status_code=303, headers=PRIVATE)
        secure = request.url.scheme == "https"
        shown.set_cookie(
            COOKIE, token, max_age=HALF_AN_HOUR, path="/requests", secure=secure, httponly=True, samesite="strict"
        )
        return shown

    @pages.get("/followed")
    def followed(request: Request, token: Token = "", lang: str | None = None) -> Response:
        language = language_of(request, lang)
        return _followed(desk, token, language)

    @pages.post("/followed/reply")
    def reply(request: Request, values: Posted, token: Token = "") -> Response:
        return _acted(request, values, lambda: desk.member_acts(token, Clarify(first(values, "text"))), desk, token)

    @pages.post("/followed/withdrawal")
    def withdraw(request: Request, values: Posted, token: Token = "") -> Response:
        return _acted(request, values, lambda: desk.member_acts(token, Withdraw()), desk, token)

    @pages.get("/followed/letter.pdf")
    def letter(request: Request, token: Token = "", lang: str | None = None) -> Response:
        language = language_of(request, lang)
        return or_error_page(
            language, lambda: pdf("lettre", desk.letter_pdf(desk.followed(token).line.request, lang or "fr"))
        )

    @pages.post("/followed/end")
    def end(request: Request, values: Posted) -> Response:
        language = language_of(request, first(values, "lang"))
        shown = RedirectResponse(f"/requests/track?lang={language}", status_code=303, headers=PRIVATE)
        shown.delete_cookie(COOKIE, path="/requests")
        return shown

    return pages


def _acted(request: Request, values: Values, act: Callable[[], object], desk: RequestDesk, token: str) -> Response:
    """The request after what the member did; where it was refused, with what they wrote."""
    language = language_of(request, first(values, "lang"))
    try:
        act()
    except BadCode as error:
        return error_page(language, error)
    except MesdroitsError as error:
        return _followed(desk, token, language, error, first(values, "text"))
    return RedirectResponse(f"/requests/followed?lang={language}", status_code=303, headers=PRIVATE)


def _followed(
    desk: RequestDesk, token: str, language: str, error: MesdroitsError | None = None, text: str = ""
) -> Response:
    try:
        case = desk.followed(token)
    except MesdroitsError as refused:
        return error_page(language, refused)
    return _page(
        "request_followed.html",
        language,
        error.status if error else 200,
        case=case,
        request=case.line.request,
        due=due_dates(case.line.request),
        wrong=error.detail(language) if error else "",
        text=text,
    )


def _page(template: str, language: str, status: int = 200, **given: object) -> Response:
    shown = render(template, language, status=status, **given)
    shown.headers.update(PRIVATE)
    return shown
