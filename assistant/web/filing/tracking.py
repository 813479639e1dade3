"""The pages on which a member follows a request: reference, code by e-mail, then what became of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import BadCode, BadForm, MesdroitsError
from assistant.requests.actions import Clarify, Withdraw
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import RequestDesk
from assistant.requests.tracking.tokens import TRACKING_AGE
from assistant.web.filing.pages import pdf, written_in
from assistant.web.form_data import Posted, first, posted
from assistant.web.page_route import PageRoute, language_of
from assistant.web.rendering import render

COOKIE = "mesdroits_request"
Token = Annotated[str, Cookie(alias=COOKIE)]


def router(desk: RequestDesk) -> APIRouter:
    """`/requests/track` → `/requests/track/code` → `/requests/followed`.

    The cookie is set once a code was right, for these pages only; SameSite=Strict keeps other sites' forms out.
    """
    pages = APIRouter(prefix="/requests", include_in_schema=False, route_class=PageRoute)

    @pages.get("/track")
    def ask(request: Request, reference: str = "") -> Response:
        return _track(language_of(request), reference, sent=False)

    @pages.post("/track")
    def send(request: Request, values: Posted) -> Response:
        language, reference = language_of(request), first(values, "reference")[:40]
        desk.send_code(reference, language)
        return _track(language, reference, sent=True)

    @pages.post("/track/code")
    def enter(request: Request, values: Posted) -> Response:
        language, reference = language_of(request), first(values, "reference")[:40]
        try:
            token = desk.open_session(reference, first(values, "code")[:40])
        except BadCode as error:
            return _track(language, reference, sent=True, wrong=error.detail(language), status=error.status)
        shown = _to_followed(language)
        public = desk.settings.public_url
        secure = "https" in (request.url.scheme, public.scheme if public else "")
        shown.set_cookie(
            COOKIE,
            token,
            max_age=int(TRACKING_AGE.total_seconds()),
            path="/requests",
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        return shown

    @pages.get("/followed")
    def followed(request: Request, token: Token = "") -> Response:
        return _followed(desk, token, language_of(request))

    @pages.post("/followed/reply")
    def reply(request: Request, values: Posted, token: Token = "") -> Response:
        return _acted(desk, token, Clarify(first(values, "text")), language_of(request))

    @pages.post("/followed/withdrawal", dependencies=[Depends(posted)])
    def withdraw(request: Request, token: Token = "") -> Response:
        return _acted(desk, token, Withdraw(), language_of(request))

    @pages.get("/followed/letter.pdf")
    def letter(token: Token = "", lang: str = "fr") -> Response:
        return pdf("lettre", desk.letter_pdf(desk.followed(token).line.request, written_in(lang)))

    @pages.post("/followed/end", dependencies=[Depends(posted)])
    def end(request: Request) -> Response:
        shown = RedirectResponse(f"/requests/track?lang={language_of(request)}", status_code=303)
        shown.delete_cookie(COOKIE, path="/requests")
        return shown

    return pages


def _track(language: str, reference: str, *, sent: bool, wrong: str = "", status: int = 200) -> Response:
    """The page that asks for the reference, then for the code."""
    return render("request_track.html", language, status=status, reference=reference[:40], sent=sent, wrong=wrong)


def _acted(desk: RequestDesk, token: str, action: Clarify | Withdraw, language: str) -> Response:
    """The request after what the member did; where it was refused, with what they wrote."""
    try:
        desk.member_acts(token, action)
    except BadCode:
        raise
    except MesdroitsError as error:
        return _followed(desk, token, language, error, action.text if isinstance(action, Clarify) else "")
    return _to_followed(language)


def _said(error: MesdroitsError, language: str) -> str:
    """What went wrong, in a sentence; of a form of one field, what is wrong with it."""
    return error.faults[0].text(language) if isinstance(error, BadForm) else error.detail(language)


def _to_followed(language: str) -> Response:
    return RedirectResponse(f"/requests/followed?lang={language}", status_code=303)


def _followed(
    desk: RequestDesk, token: str, language: str, error: MesdroitsError | None = None, text: str = ""
) -> Response:
    """The member's request as it stands. Raises BadCode."""
    case = desk.followed(token)
    return render(
        "request_followed.html",
        language,
        status=error.status if error else 200,
        case=case,
        request=case.line.request,
        due=due_dates(case.line.request),
        wrong=_said(error, language) if error else "",
        text=text,
    )
