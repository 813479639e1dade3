"""The agents' pages beside the console: filing for whoever calls or writes, papers of a request, the queue as CSV.

They are pages, not parts of the console, because Gradio's file routes are closed, and because the members' form
asks each question already, with the policy's passages and every fault at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from assistant.accounts.sessions import Sessions, SignedIn
from assistant.engine import Engine
from assistant.errors import NotAllowed, NotSignedIn
from assistant.protection.rate_limits import RateLimits
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import Filed, RequestDesk
from assistant.requests.exporting import as_csv, exported
from assistant.requests.letters.content import kept
from assistant.requests.letters.steps import route, steps
from assistant.requests.queue_views import VIEWS, Wanted, found
from assistant.requests.records import STAFF, RequestType, State
from assistant.web.filing.pages import pdf, written_in
from assistant.web.filing.visit import Counter, Visit
from assistant.web.form_data import Posted, Values, first
from assistant.web.page_route import PageRoute, language_of
from assistant.web.rendering import page_headers, render, words
from assistant.web.staff.cookie import signed_in_of, to_sign_in

BASE = "/desk"
EXPORTED = 100_000
"""Requests in a file at most."""


class DeskRoute(PageRoute):
    """Leads whoever is not signed in to the sign-in page, and back to what they wanted to see."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def page(request: Request) -> Response:
            response = await handler(request)
            lost = response.status_code == NotSignedIn.status and request.method == "GET"
            return to_sign_in(request) if lost else response

        return page


def router(engine: Engine, desk: RequestDesk, sessions: Sessions, limits: RateLimits) -> APIRouter:
    """`/desk/new` → `/desk/review` → `/desk` → `/desk/filed/…`; the papers of a request, and the queue as CSV."""
    pages = APIRouter(prefix=BASE, include_in_schema=False, route_class=DeskRoute)

    def agent(request: Request) -> SignedIn:
        signed = signed_in_of(request, sessions)
        if signed.actor.role not in STAFF:
            raise NotAllowed
        return signed

    def visit(request: Request, signed: SignedIn, values: Values) -> Visit:
        counter = Counter(BASE, signed.actor, signed.csrf)
        insurer = first(values, "insurer")
        if insurer and not counter.serves(insurer):
            raise NotAllowed
        return Visit(engine, desk, language_of(request), values, counter)

    signed_in: Any = Depends(agent)

    def posted_by(request: Request, values: Posted, signed: SignedIn = signed_in) -> Visit:
        signed.check_csrf(first(values, "csrf"))
        limits.count("desk", signed.actor.name)
        return visit(request, signed, values)

    own: Any = Depends(posted_by)

    @pages.get("/new")
    def new(
        request: Request,
        insurer: str = "",
        types: Annotated[list[str] | None, Query(alias="type")] = None,
        role: Annotated[str, Query(alias="for")] = "self",
        signed: SignedIn = signed_in,
    ) -> Response:
        return visit(request, signed, {"insurer": [insurer], "type": types or [], "role": [role]}).form()

    @pages.post("/choice")
    def choose_again(visit: Visit = own) -> Response:
        return visit.choice()

    @pages.post("/edit")
    def edit(visit: Visit = own) -> Response:
        return visit.form()

    @pages.post("/review")
    def review(visit: Visit = own) -> Response:
        return visit.or_form_again(visit.review)

    @pages.post("")
    def file(visit: Visit = own) -> Response:
        return visit.or_form_again(visit.file)

    def within_reach(reference: str, signed: SignedIn = signed_in) -> Filed:
        return desk.filed(desk.case(signed.actor, reference).line.request.reference)

    reached: Any = Depends(within_reach)

    @pages.get("/filed/{reference}")
    def filed(request: Request, one: Filed = reached) -> Response:
        return _filed(one, language_of(request))

    @pages.get("/requests/{reference}/letter.pdf")
    def letter(one: Filed = reached, lang: str = "fr") -> Response:
        return pdf("lettre", desk.letter_pdf(one.request, written_in(lang)))

    @pages.get("/requests/{reference}/receipt.pdf")
    def receipt(request: Request, one: Filed = reached) -> Response:
        return pdf("recu", desk.receipt_pdf(one, language_of(request)))

    @pages.get("/queue.csv")
    def queue(
        insurer: str | None = None,
        type: RequestType | None = None,
        state: State | None = None,
        view: str = "open",
        signed: SignedIn = signed_in,
    ) -> Response:
        wanted = Wanted(insurer, type, state, view if view in VIEWS else "open")
        rows = exported(found(desk, signed.actor, wanted, EXPORTED).lines, signed.actor, personal=False)
        name = {"Content-Disposition": 'attachment; filename="demandes.csv"'}
        return Response(as_csv(rows, personal=False), media_type="text/csv", headers={**page_headers(), **name})

    return pages


def _filed(filed: Filed, language: str) -> Response:
    """What to read to the caller: the reference and the due date, then what comes next."""
    request = filed.request
    return render(
        "desk_filed.html",
        language,
        d=words(language, "console_desk"),
        filed=filed,
        request=request,
        due_on=due_dates(request).original,
        route=route(request, language, filed.sent_by_email),
        todo=steps(request, kept(request), language, filed.sent_by_email),
    )
