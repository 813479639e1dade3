"""Requests as the HTTP API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from assistant.api.request_schemas import (
    ActionOut,
    CaseOut,
    DraftOut,
    FiledOut,
    FormOut,
    MemberRequestOut,
    MessagesOut,
    OptionOut,
    QuestionOut,
    QueueLineOut,
    QueueOut,
    RequestOut,
    StepOut,
    TypeFormOut,
    TypeOut,
)
from assistant.catalogue import message
from assistant.requests.casework import Case, QueueLine
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import Draft, Filed
from assistant.requests.intake.questions import Question, questions, takes_details
from assistant.requests.letters.content import kept
from assistant.requests.letters.receipt import receipt_text
from assistant.requests.letters.steps import steps
from assistant.requests.proposal.basis import basis_of
from assistant.requests.proposal.proposed import Proposal
from assistant.requests.records import Message, Request, RequestType


def form_out(proposal: Proposal, language: str) -> FormOut:
    """What a request form starts from."""
    types = [
        TypeFormOut(
            type=one,
            label=_label(one, language),
            basis=proposal.basis[one],
            questions=[_question(question, language) for question in questions(one)],
        )
        for one in proposal.types
    ]
    return FormOut.model_validate(vars(proposal) | {"types": types, "details": takes_details(proposal.types)})


def draft_out(draft: Draft, letter: str, language: str) -> DraftOut:
    """What would be filed."""
    given = {
        "types": _types(draft.request, language),
        "recipient": draft.request.recipient,
        "due": due_dates(draft.request),
        "letter": letter,
        "removed": draft.checked.removed,
    }
    return DraftOut.model_validate(vars(draft.proposal) | given)


def filed_out(filed: Filed, language: str) -> FiledOut:
    """What was filed, and where its papers are."""
    request, file = filed.request, kept(filed.request)
    address = f"/v1/requests/{request.reference}"
    given = {
        "types": _types(request, language),
        "due": due_dates(request),
        "sent_by_email": filed.sent_by_email,
        "receipt_token": filed.receipt_token,
        "letter_url": f"{address}/letter.pdf",
        "receipt_url": f"{address}/receipt.pdf",
        "tracking_url": address,
        "next_steps": steps(request, file, language, filed.sent_by_email),
        "receipt": receipt_text(
            request,
            language,
            sent_by_email=filed.sent_by_email,
            by_code=filed.by_code,
            tracking_url=filed.tracking_url,
        ),
    }
    return FiledOut.model_validate(vars(request) | given)


def member_out(case: Case, language: str) -> MemberRequestOut:
    """A request as the member follows it: what happened, without who did it."""
    request = case.line.request
    given = {
        "state_label": message(language, f"lifecycle.state.{request.state}"),
        "due": due_dates(request),
        "overdue": case.line.overdue,
        "steps": [StepOut(at=one.at, state=one.to_state) for one in case.trail if one.from_state != one.to_state],
        "notes": case.notes,
    }
    return MemberRequestOut.model_validate(vars(request) | given)


def queue_out(lines: Iterable[QueueLine]) -> QueueOut:
    """The queue, without anything personal."""
    return QueueOut(
        requests=[
            QueueLineOut.model_validate(vars(one.request) | vars(one) | {"due": due_dates(one.request)})
            for one in lines
        ]
    )


def request_out(request: Request) -> RequestOut:
    """A request whole."""
    return RequestOut.model_validate(vars(request) | {"due": due_dates(request)})


def case_out(case: Case, language: str) -> CaseOut:
    """A request with all that belongs to it."""
    given = {
        "request": request_out(case.line.request),
        "allowed": [
            ActionOut(name=one, label=message(language, f"lifecycle.action.{one}")) for one in case.allowed
        ],
    }
    return CaseOut.model_validate(vars(case.line) | vars(case) | given)


def messages_out(messages: Iterable[Message]) -> MessagesOut:
    """E-mails, without their text."""
    return MessagesOut.model_validate({"messages": list(messages)})


def _types(request: Request, language: str) -> list[TypeOut]:
    file = kept(request)
    return [
        TypeOut(type=one, label=_label(one, language), basis=basis_of(one, file.role, language, file.answers))
        for one in request.types
    ]


def _label(type_: RequestType, language: str) -> str:
    return message(language, f"form.type.{type_}")


def _question(question: Question, language: str) -> QuestionOut:
    return QuestionOut(
        name=question.name,
        kind=question.kind,
        label=question.label(language),
        hint=question.hint(language),
        options=[OptionOut(value=one, label=question.option_label(one, language)) for one in question.options],
        required=question.required,
        limit=question.limit,
        depends=asdict(question.depends) if question.depends else None,
    )
