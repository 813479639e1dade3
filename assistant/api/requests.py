"""Formal requests over HTTP, for members: what would be filed, filing it, and following it."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Header, Query, Request, Response

from assistant.api.bearer import BearerToken
from assistant.api.private_route import PrivateRoute
from assistant.api.problems import caller_language
from assistant.api.request_schemas import (
    CodeIn,
    CodeSent,
    DraftOut,
    FiledOut,
    FormOut,
    MemberRequestOut,
    ReplyIn,
    StateOut,
    TrackingToken,
    WithdrawalIn,
)
from assistant.api.request_views import draft_out, filed_out, form_out, member_out
from assistant.catalogue import message
from assistant.errors import BadCode, UnknownRequest
from assistant.requests.actions import Clarify, Withdraw
from assistant.requests.casework import Case
from assistant.requests.desk import Filed, RequestDesk
from assistant.requests.intake.form import RequestForm
from assistant.requests.records import Request as Filing
from assistant.requests.records import RequesterRole, RequestType
from assistant.requests.tracking.reference import normalised

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1, max_length=200, pattern=r"^[\x20-\x7E]+$", description="The same for every try of one form"
    ),
]
Types = Annotated[list[str], Query(alias="type", max_length=10, description="Repeatable, such as erasure")]


def router(desk: RequestDesk) -> APIRouter:
    """`/v1/requests`: the form, a draft, filing, and what a member does with a request."""
    routes = APIRouter(prefix="/v1/requests", tags=["requests"], route_class=PrivateRoute)

    @routes.get("/form")
    def form(request: Request, insurer: str, types: Types, role: RequesterRole = "self") -> FormOut:
        """What the policy says about such a request, and what to ask for each type."""
        language = caller_language(request)
        wanted = cast("list[RequestType]", types)  # one that is none of them is refused in the caller's language
        return form_out(desk.proposal(insurer, wanted, role, language), language)

    @routes.post("/draft")
    def draft(body: RequestForm, request: Request) -> DraftOut:
        """What would be filed, to check before confirming. Nothing is kept."""
        language = _spoken(body, request)
        drafted = desk.draft(body, language)
        return draft_out(drafted, desk.letter_text(drafted.request, "fr"), language)

    @routes.post("", status_code=201, responses={200: {"description": "It had been filed before"}})
    def file(
        body: RequestForm, request: Request, response: Response, idempotency_key: IdempotencyKey = None
    ) -> FiledOut:
        """Files a confirmed form. The reply comes after the commit."""
        language = _spoken(body, request)
        filed = desk.file(body, language, idempotency_key)
        response.status_code = 201 if filed.created else 200
        return filed_out(filed, language)

    @routes.post("/{reference}/code", status_code=202)
    def code(reference: str, request: Request) -> CodeSent:
        """Sends a code to the e-mail on file. The reply is the same for a reference that does not exist."""
        language = caller_language(request)
        desk.send_code(reference, language)
        return CodeSent(detail=message(language, "desk.code_sent"))

    @routes.post("/{reference}/session")
    def session(reference: str, body: CodeIn) -> TrackingToken:
        """A token to follow the request with, for the code that came by e-mail."""
        return TrackingToken(token=desk.open_session(reference, body.code))

    @routes.get("/{reference}")
    def followed(reference: str, token: BearerToken, request: Request) -> MemberRequestOut:
        """The request as it stands."""
        return member_out(_followed(desk, reference, token), caller_language(request))

    @routes.post("/{reference}/reply")
    def reply(reference: str, body: ReplyIn, token: BearerToken) -> StateOut:
        """The answer to what the insurer asked."""
        _followed(desk, reference, token)
        return StateOut.model_validate(desk.member_acts(token, Clarify(body.text)))

    @routes.post("/{reference}/withdrawal")
    def withdrawal(reference: str, body: WithdrawalIn, token: BearerToken) -> StateOut:
        """The member gives up the request."""
        _followed(desk, reference, token)
        return StateOut.model_validate(desk.member_acts(token, Withdraw(body.note)))

    @routes.get("/{reference}/letter.pdf", response_class=Pdf)
    def letter(reference: str, token: BearerToken, request: Request) -> Response:
        """The letter to the insurer: in French the one to send, in English a reading copy."""
        return Pdf(desk.letter_pdf(_opened(desk, reference, token).request, caller_language(request)))

    @routes.get("/{reference}/receipt.pdf", response_class=Pdf)
    def receipt(reference: str, token: BearerToken, request: Request) -> Response:
        """The receipt."""
        return Pdf(desk.receipt_pdf(_opened(desk, reference, token), caller_language(request)))

    return routes


class Pdf(Response):
    media_type = "application/pdf"


def _spoken(form: RequestForm, request: Request) -> str:
    """The form's language where it says one, else the caller's; problems speak it too."""
    if "language" in form.model_fields_set:
        request.state.language = form.language
    return caller_language(request)


def _followed(desk: RequestDesk, reference: str, token: str) -> Case:
    """The request that the token opens. Raises BadCode when it is not the one named."""
    case = desk.followed(token)
    _same(case.line.request, reference)
    return case


def _opened(desk: RequestDesk, reference: str, token: str) -> Filed:
    """The request that a receipt or a tracking token opens.

    Raises BadCode when it is not the one named, UnknownRequest when there is nothing left to print.
    """
    try:
        found = desk.receipt(token)
    except UnknownRequest:
        found = desk.filed(desk.followed(token).line.request.reference)
    _same(found.request, reference)
    return found


def _same(found: Filing, reference: str) -> None:
    if found.reference != normalised(reference):
        raise BadCode
