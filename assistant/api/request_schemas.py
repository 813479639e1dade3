"""The public contract of requests over HTTP, version 1: what comes in and what goes out.

Names and values are those of `records`, which the models are read from.
"""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from assistant.api.queue_actions import Words
from assistant.requests.intake.questions import QuestionKind
from assistant.requests.records import (
    ContactKind,
    Decision,
    DecisionOutcome,
    Delivery,
    Extension,
    Identity,
    MessageKind,
    PersonalFile,
    ReceivedThrough,
    RequesterRole,
    RequestType,
    State,
    Suspension,
)


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CodeIn(BaseModel):
    """The tracking code that came by e-mail."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=64)


class ReplyIn(BaseModel):
    """What a member answers to a question of the insurer."""

    model_config = ConfigDict(extra="forbid")

    text: Words


class WithdrawalIn(BaseModel):
    """Why a member gives up; it need not be said."""

    model_config = ConfigDict(extra="forbid")

    note: Words = ""


class CitedPassage(_Out):
    """`quote` is exactly `text[start:end]` of the document of that version."""

    insurer: str
    document: str
    version: str
    section: str
    start: int
    end: int
    quote: str
    language: str
    url: str


class RecipientOut(_Out):
    """To whom a request goes, as the policy gives it; kind "none" where the policy gives no way."""

    kind: ContactKind
    value: str
    lines: list[str] = Field(description="A postal address as it is printed, addressee first")
    role: str
    audience: str = Field(description="The members it is for, in the policy's words; empty for everybody")
    passage: CitedPassage | None


class ChoiceOut(_Out):
    id: str = Field(description="To send back as `recipient`")
    recipient: RecipientOut


class WarningOut(_Out):
    """What must be known before filing."""

    code: str
    text: str
    passage: CitedPassage | None


class IdentityDemandOut(_Out):
    """What proof of identity the policy asks for. It goes to the insurer; this service takes no document."""

    proof: str
    signed: bool
    text: str
    passage: CitedPassage | None


class TypeOut(_Out):
    type: RequestType
    label: str
    basis: str = Field(description="The article, in words")


class DueOut(_Out):
    """The last days to answer; alerts go by `alert`."""

    original: dt.date
    suspended: dt.date | None
    extended: dt.date | None
    alert: dt.date


class DraftOut(_Out):
    """What would be filed. Nothing of it is kept."""

    insurer: str
    types: list[TypeOut]
    recipient: RecipientOut
    warnings: list[WarningOut]
    identity: IdentityDemandOut
    due: DueOut
    letter: str = Field(description="The text of the letter, in French: the one that is sent")
    removed: list[str] = Field(description="Kinds of identifiers taken out of what was written, such as nir")


class FiledOut(_Out):
    """A request that is committed."""

    reference: str
    state: State
    types: list[TypeOut]
    recipient: RecipientOut
    received_on: dt.date
    due: DueOut
    sent_by_email: bool
    receipt_token: str = Field(description="Bearer token of the letter and the receipt, for a day")
    letter_url: str
    receipt_url: str
    tracking_url: str
    next_steps: list[str] = Field(description="What is left for the member to do; nothing where it is empty")
    receipt: str = Field(description="The receipt as text: what was asked, the dates, what to do after them")


class OptionOut(_Out):
    value: str
    label: str


class ConditionOut(_Out):
    """Asked only where the answer to `question` is one of `options`."""

    question: str
    options: list[str]


class QuestionOut(_Out):
    """A question of a type, to answer as `answers[type][name]`."""

    name: str
    kind: QuestionKind
    label: str
    hint: str
    options: list[OptionOut]
    required: bool
    limit: int = Field(description="Characters of a text at most")
    depends: ConditionOut | None


class TypeFormOut(TypeOut):
    questions: list[QuestionOut]


class FormOut(_Out):
    """What a request form starts from."""

    insurer: str
    insurer_name: str
    legal_name: str
    role: RequesterRole
    types: list[TypeFormOut]
    details: bool = Field(description="Whether there is room for free words: marketing objections need none")
    choices: list[ChoiceOut] = Field(description="Ways to send the request, the best first")
    warnings: list[WarningOut]
    identity: IdentityDemandOut
    answer_due: dt.date = Field(description="If the request is received today")


class CodeSent(_Out):
    """The same for every reference, whether a request has it or not."""

    detail: str


class TrackingToken(_Out):
    token: str = Field(description="Bearer token of this request, for half an hour")


class StateOut(_Out):
    """Where a request stands."""

    reference: str
    state: State


class StepOut(_Out):
    """A change of state."""

    at: dt.datetime
    state: State


class NoteOut(_Out):
    at: dt.datetime
    role: str
    text: str


class DecisionOut(_Out):
    """The answer that was given, without who gave it."""

    outcome: DecisionOutcome
    reasons: str
    answered_on: dt.date


class MemberRequestOut(_Out):
    """A request as the member follows it."""

    reference: str
    insurer: str
    state: State
    state_label: str
    types: list[RequestType]
    recipient: RecipientOut
    received_on: dt.date
    due: DueOut
    overdue: bool
    extension: Extension | None
    decision: DecisionOut | None
    closed_on: dt.date | None
    steps: list[StepOut]
    notes: list[NoteOut]


class QueueLineOut(_Out):
    """A request in the queue, without anything personal."""

    reference: str
    insurer: str
    state: State
    types: list[RequestType]
    received_on: dt.date
    received_through: ReceivedThrough
    due: DueOut
    days_left: int
    overdue: bool
    assigned_to: str | None
    duplicate_of: str | None
    undelivered: int


class QueueOut(_Out):
    requests: list[QueueLineOut]


class RequestOut(_Out):
    """A request as those who answer it see it; `file` holds everything personal and is null once purged."""

    reference: str
    revision: int
    insurer: str
    state: State
    language: str
    types: list[RequestType]
    received_through: ReceivedThrough
    received_on: dt.date
    recorded_at: dt.datetime
    filed_by: str | None
    recipient: RecipientOut
    due: DueOut
    file: PersonalFile | None
    identity: Identity
    suspensions: list[Suspension]
    extension: Extension | None
    decision: Decision | None
    assigned_to: str | None
    duplicate_of: str | None
    redirected_to: str | None
    closed_on: dt.date | None
    purge_on: dt.date | None


class AuditEntryOut(_Out):
    number: int
    at: dt.datetime
    actor: str
    role: str
    action: str
    from_state: State
    to_state: State
    note: str | None


class AuthoredNoteOut(NoteOut):
    author: str


class MessageOut(_Out):
    """An e-mail and what became of it; its text stays in the outbox."""

    id: str
    reference: str
    insurer: str
    kind: MessageKind
    recipient: str
    created_at: dt.datetime
    delivery: Delivery
    attempts: int
    sent_at: dt.datetime | None
    last_error: str


class MessagesOut(_Out):
    messages: list[MessageOut]


class ActionOut(_Out):
    name: str = Field(description="As in the audit trail")
    label: str


class CaseOut(_Out):
    """A request with all that belongs to it."""

    request: RequestOut
    days_left: int
    overdue: bool
    trail: list[AuditEntryOut]
    notes: list[AuthoredNoteOut]
    messages: list[MessageOut]
    allowed: list[ActionOut] = Field(description="What the account can do with it now")
