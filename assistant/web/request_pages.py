"""The pages on which a member prepares, checks and files a request, and gets the receipt. They need no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.accept_language import page_language
from assistant.engine import Engine
from assistant.errors import BadForm, Fault, MesdroitsError
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import RequestDesk
from assistant.requests.intake.checking import carried
from assistant.requests.intake.questions import field_label, questions, takes_details
from assistant.requests.records import REQUEST_TYPES, RequesterRole
from assistant.web.form_data import Values, first, posted, request_form
from assistant.web.rendering import SECURITY_HEADERS, render

ROLES: tuple[RequesterRole, ...] = ("self", "parent", "representative", "heir")
PRIVATE = {"Cache-Control": "no-store"}
Posted = Annotated[Values, Depends(posted)]


def router(engine: Engine, desk: RequestDesk) -> APIRouter:
    """`/requests/new` → `/requests/review` → `/requests` → `/requests/receipt/…`."""
    pages = APIRouter(prefix="/requests", include_in_schema=False)

    @pages.get("/new")
    def new(
        request: Request,
        insurer: str = "",
        types: Annotated[list[str] | None, Query(alias="type")] = None,
        role: Annotated[str, Query(alias="for")] = "self",
        lang: str = "",
    ) -> Response:
        values = {"insurer": [insurer], "type": types or [], "role": [role], "lang": [lang]}
        return _Visit(engine, desk, request, values).form()

    @pages.post("/new")
    def from_chat(request: Request, values: Posted) -> Response:
        return _Visit(engine, desk, request, values).form_from_chat()

    @pages.post("/review")
    def review(request: Request, values: Posted) -> Response:
        visit = _Visit(engine, desk, request, values)
        return visit.or_form_again(visit.review)

    @pages.post("/edit")
    def edit(request: Request, values: Posted) -> Response:
        return _Visit(engine, desk, request, values).form()

    @pages.post("")
    def file(request: Request, values: Posted) -> Response:
        visit = _Visit(engine, desk, request, values)
        return visit.or_form_again(visit.file)

    @pages.get("/receipt/{token}")
    def receipt(request: Request, token: str, lang: str | None = None) -> Response:
        language = language_of(request, lang)
        return or_error_page(language, lambda: _receipt(desk, token, language))

    @pages.get("/receipt/{token}/letter.pdf")
    def letter(request: Request, token: str, lang: str | None = None) -> Response:
        language = language_of(request, lang)
        return or_error_page(
            language, lambda: pdf("lettre", desk.letter_pdf(desk.receipt(token).request, lang or "fr"))
        )

    @pages.get("/receipt/{token}/receipt.pdf")
    def receipt_file(request: Request, token: str, lang: str | None = None) -> Response:
        language = language_of(request, lang)
        return or_error_page(language, lambda: pdf("recu", desk.receipt_pdf(desk.receipt(token), language)))

    return pages


def language_of(request: Request, lang: str | None) -> str:
    """The language of the page: the one asked for, else the browser's."""
    return page_language(lang or None, request.headers.get("accept-language"))


def or_error_page(language: str, page: Callable[[], Response]) -> Response:
    """The page, or what went wrong as a page."""
    try:
        return page()
    except MesdroitsError as error:
        return error_page(language, error)


def error_page(language: str, error: MesdroitsError) -> Response:
    """What went wrong, as a page."""
    return render("request_error.html", language, status=error.status, detail=error.detail(language))


def pdf(name: str, content: bytes) -> Response:
    """A PDF that browsers show and nobody keeps on the way."""
    headers = {**SECURITY_HEADERS, **PRIVATE, "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@dataclass(frozen=True)
class _Visit:
    """One request of a browser to the form's pages. `values` is what was typed so far."""

    engine: Engine
    desk: RequestDesk
    request: Request
    values: Values

    @property
    def language(self) -> str:
        return language_of(self.request, first(self.values, "lang"))

    def form_from_chat(self) -> Response:
        """The form with what the member wrote in the chat carried over, for them to check."""
        found = carried(first(self.values, "said"))
        writer = "subject" if self._role == "self" else "requester"
        places = {"details": "details", "email": f"{writer}.email", "phone": f"{writer}.phone"}
        kept = {places.get(name, f"subject.{name}"): [text] for name, text in found.items()}
        return _Visit(self.engine, self.desk, self.request, {**self.values, **kept}).form(carried_over=tuple(kept))

    def or_form_again(self, page: Callable[[], Response]) -> Response:
        """The page; or the form again, with what was typed and what is wrong."""
        try:
            return page()
        except BadForm as error:
            return self.form(faults=error.faults, status=error.status)
        except MesdroitsError as error:
            return self.form(failure=error.detail(self.language), status=error.status)

    def form(
        self,
        *,
        faults: Sequence[Fault] = (),
        failure: str = "",
        carried_over: Sequence[str] = (),
        status: int = 200,
    ) -> Response:
        """The form for the types chosen; the choice of types where there is none yet."""
        types = [one for one in self.values.get("type", ()) if one]
        if "complaint" in types:
            return or_error_page(self.language, self._complaint)
        known = [one for one in REQUEST_TYPES if one in types]
        if not known:
            return or_error_page(self.language, lambda: self._choice(status))
        try:
            proposal = self.desk.proposal(self._insurer, known, self._role, self.language)
        except MesdroitsError as error:
            return error_page(self.language, error)
        return self._render(
            "request_form.html",
            status=status,
            proposal=proposal,
            types=proposal.types,
            role=self._role,
            roles=ROLES,
            questions={one: questions(one) for one in proposal.types},
            takes_details=takes_details(proposal.types),
            values=self.values,
            faults={fault.field: fault.text(self.language) for fault in faults},
            labels={fault.field: _label(fault.field, self.language) for fault in faults},
            failure=failure,
            carried_over=carried_over,
            key=first(self.values, "key") or uuid4().hex,
        )

    def review(self) -> Response:
        """The request as it would be filed, with the letter."""
        draft = self.desk.draft(request_form(self.values), self.language)
        return self._render(
            "request_review.html",
            draft=draft,
            proposal=draft.proposal,
            file=draft.request.file,
            letter=self.desk.letter_text(draft.request, "fr"),
            translation=self.desk.letter_text(draft.request, "en") if self.language == "en" else None,
            due_on=due_dates(draft.request).original,
            values=self._filled(draft.proposal.choices[0].id),
        )

    def file(self) -> Response:
        """Files the request and goes to its receipt."""
        filed = self.desk.file(request_form(self.values), self.language, first(self.values, "key") or None)
        address = f"/requests/receipt/{filed.receipt_token}?{urlencode({'lang': self.language})}"
        return RedirectResponse(address, status_code=303, headers=PRIVATE)

    @property
    def _insurer(self) -> str:
        return first(self.values, "insurer")[:100]

    @property
    def _role(self) -> RequesterRole:
        wanted = first(self.values, "role")
        return next((one for one in ROLES if one == wanted), "self")

    def _filled(self, recipient: str) -> Mapping[str, Sequence[str]]:
        """What was typed, for the hidden fields of the page that confirms it."""
        kept = {name: given for name, given in self.values.items() if name not in ("said", "confirmed", "lang")}
        return {"recipient": [recipient], **kept}

    def _choice(self, status: int) -> Response:
        chosen = self.engine.insurer(self._insurer) if self._insurer else None
        return self._render(
            "request_choice.html",
            status=status,
            insurers=self.engine.insurers(),
            chosen=chosen,
            types=REQUEST_TYPES,
            roles=ROLES,
            role=self._role,
        )

    def _complaint(self) -> Response:
        """What comes before a complaint, and where it goes. Raises UnknownInsurer."""
        view = self.engine.insurer(self._insurer)
        return self._render("request_complaint.html", insurer=view, types=REQUEST_TYPES)

    def _render(self, template: str, *, status: int = 200, **given: object) -> Response:
        query = [("insurer", self._insurer), *(("type", one) for one in self.values.get("type", ()))]
        shown = render(
            template, self.language, status=status, query=urlencode([*query, ("for", self._role)]), **given
        )
        shown.headers.update(PRIVATE)
        return shown


def _label(field: str, language: str) -> str:
    """What the form calls a field; "" for what has no label of its own."""
    try:
        return field_label(field, language)
    except KeyError:
        return ""


def _receipt(desk: RequestDesk, token: str, language: str) -> Response:
    filed = desk.receipt(token)
    request = filed.request
    shown = render(
        "request_receipt.html",
        language,
        filed=filed,
        request=request,
        token=token,
        due_on=due_dates(request).original,
        letter=desk.letter_text(request, "fr"),
    )
    shown.headers.update(PRIVATE)
    return shown
