"""The queue over HTTP, for the insurers' agents and data protection officers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from assistant.accounts.accounts import Accounts
from assistant.api import queue_actions as bodies
from assistant.api.bearer import BearerToken
from assistant.api.private_route import PrivateRoute
from assistant.api.problems import caller_language
from assistant.api.request_schemas import CaseOut, FiledOut, MessagesOut, QueueOut, RequestOut
from assistant.api.request_views import case_out, filed_out, messages_out, queue_out, request_out
from assistant.api.requests import IdempotencyKey
from assistant.requests.casework import QueueFilter
from assistant.requests.desk import RequestDesk
from assistant.requests.exporting import as_csv, as_json, exported
from assistant.requests.intake.form import RequestForm
from assistant.requests.records import Actor, RequestType, State

_EXPORTED = 100_000
_JSON = "application/json"
_Name = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
"""PostgreSQL takes no NUL in a text."""


def wanted(
    insurer: _Name = None,
    type: RequestType | None = None,
    state: State | None = None,
    due: Literal["overdue", "soon"] | None = None,
    assigned_to: _Name = None,
    soon_days: Annotated[int, Query(ge=0, le=100)] = 7,
    open_only: Annotated[
        bool, Query(description="Only those that are owed an answer; a state overrides it")
    ] = True,
    limit: Annotated[int, Query(ge=1, le=_EXPORTED)] = 200,
) -> QueueFilter:
    """What to list, from the address."""
    return QueueFilter(insurer, type, state, due, assigned_to, soon_days, open_only, limit)


Wanted = Annotated[QueueFilter, Depends(wanted)]


def router(desk: RequestDesk, accounts: Accounts) -> APIRouter:
    """`/v1/queue`: the requests within an account's reach, and every action on them."""
    routes = APIRouter(prefix="/v1/queue", tags=["queue"], route_class=PrivateRoute)

    def signed_in(token: BearerToken) -> Actor:
        return accounts.signed_in(token)

    agent = Depends(signed_in)

    @routes.get("")
    def queue(wanted: Wanted, actor: Actor = agent) -> QueueOut:
        """The queue, the most urgent first, without anything personal."""
        return queue_out(desk.queue(actor, wanted))

    @routes.post("", status_code=201, responses={200: {"description": "It had been filed before"}})
    def file(
        body: RequestForm,
        request: Request,
        response: Response,
        idempotency_key: IdempotencyKey = None,
        actor: Actor = agent,
    ) -> FiledOut:
        """Files on behalf of a member what was said on the phone, written or brought to the counter."""
        language = caller_language(request)
        filed = desk.file(body, language, idempotency_key, actor)
        response.status_code = 201 if filed.created else 200
        return filed_out(filed, language)

    @routes.get("/export", response_class=Response)
    def export(
        wanted: Wanted, format: Literal["csv", "json"] = "csv", personal: bool = False, actor: Actor = agent
    ) -> Response:
        """The queue as a file; people's names and contacts only with `personal`, for who may list them."""
        rows = exported(desk.queue(actor, wanted), actor, personal=personal)
        text, kind = (as_csv(rows, personal=personal), "text/csv") if format == "csv" else (as_json(rows), _JSON)
        name = f'attachment; filename="requests.{format}"'
        return Response(text, media_type=kind, headers={"Content-Disposition": name})

    @routes.get("/undelivered")
    def undelivered(actor: Actor = agent) -> MessagesOut:
        """E-mails that were given up on."""
        return messages_out(desk.undelivered(actor))

    @routes.post("/messages/{id}/send-again", status_code=204)
    def send_again(id: str, actor: Actor = agent) -> None:
        """Puts an e-mail that was given up on back into the outbox."""
        desk.send_again(actor, id)

    @routes.get("/{reference}")
    def case(reference: str, request: Request, actor: Actor = agent) -> CaseOut:
        """One request with all that belongs to it, and what the account can do with it."""
        return case_out(desk.case(actor, reference), caller_language(request))

    _add_actions(routes, desk, agent)
    return routes


def _add_actions(routes: APIRouter, desk: RequestDesk, agent: Any) -> None:
    def act(actor: Actor, reference: str, body: bodies.ActionBody) -> RequestOut:
        return request_out(desk.act(actor, reference, body.action()))

    @routes.post("/{reference}/assign")
    def assign(reference: str, body: bodies.AssignBody, actor: Actor = agent) -> RequestOut:
        """Somebody takes charge."""
        return act(actor, reference, body)

    @routes.post("/{reference}/start")
    def start(reference: str, body: bodies.StartBody, actor: Actor = agent) -> RequestOut:
        """Work begins."""
        return act(actor, reference, body)

    @routes.post("/{reference}/identity/ask")
    def ask_identity(reference: str, body: bodies.AskIdentityBody, actor: Actor = agent) -> RequestOut:
        """Proof of identity is asked for, on a documented doubt."""
        return act(actor, reference, body)

    @routes.post("/{reference}/identity/verify")
    def verify_identity(reference: str, body: bodies.VerifyIdentityBody, actor: Actor = agent) -> RequestOut:
        """Identity was verified."""
        return act(actor, reference, body)

    @routes.post("/{reference}/clarification/ask")
    def ask_clarification(reference: str, body: bodies.AskClarificationBody, actor: Actor = agent) -> RequestOut:
        """The member is asked what they mean."""
        return act(actor, reference, body)

    @routes.post("/{reference}/clarification/receive")
    def receive_clarification(
        reference: str, body: bodies.ReceiveClarificationBody, actor: Actor = agent
    ) -> RequestOut:
        """The member answered by another way than this service."""
        return act(actor, reference, body)

    @routes.post("/{reference}/extend")
    def extend(reference: str, body: bodies.ExtendBody, actor: Actor = agent) -> RequestOut:
        """Two more months (GDPR art. 12(3))."""
        return act(actor, reference, body)

    @routes.post("/{reference}/answer")
    def answer(reference: str, body: bodies.AnswerBody, actor: Actor = agent) -> RequestOut:
        """The answer that was given."""
        return act(actor, reference, body)

    @routes.post("/{reference}/close")
    def close(reference: str, body: bodies.CloseBody, actor: Actor = agent) -> RequestOut:
        """Nothing more is to be done."""
        return act(actor, reference, body)

    @routes.post("/{reference}/withdraw")
    def withdraw(reference: str, body: bodies.WithdrawBody, actor: Actor = agent) -> RequestOut:
        """The member gave up, by another way than this service."""
        return act(actor, reference, body)

    @routes.post("/{reference}/duplicate")
    def duplicate(reference: str, body: bodies.DuplicateBody, actor: Actor = agent) -> RequestOut:
        """It is the same as an earlier request."""
        return act(actor, reference, body)

    @routes.post("/{reference}/redirect")
    def redirect(reference: str, body: bodies.RedirectBody, actor: Actor = agent) -> RequestOut:
        """It belongs to another controller."""
        return act(actor, reference, body)
