"""The formal request: what is recorded of it. Frozen; `lifecycle` says how one becomes the next.

Types, states and fields follow GDPR art. 12 and 15-22 and art. 85 of the French act of 6 January 1978.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HolidayRegion = Literal["metropole", "alsace-moselle"]
"""Whose public holidays count where the insurer is."""
RequestType = Literal[
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "marketing_objection",
    "automated_decision",
    "withdraw_consent",
    "post_mortem",
]
REQUEST_TYPES: tuple[RequestType, ...] = RequestType.__args__  # type: ignore[attr-defined]
"""The types that can be filed with an insurer. A complaint (GDPR art. 77) cannot: it goes to the authority."""

State = Literal[
    "draft",
    "received",
    "identity_requested",
    "in_progress",
    "clarification_requested",
    "answered",
    "closed",
    "withdrawn",
    "duplicate",
    "redirected",
    "purged",
]
OPEN_STATES: frozenset[State] = frozenset(
    {"received", "identity_requested", "in_progress", "clarification_requested"}
)
"""The states in which an answer is owed."""

RequesterRole = Literal["self", "parent", "representative", "heir"]
REQUESTER_ROLES: tuple[RequesterRole, ...] = RequesterRole.__args__  # type: ignore[attr-defined]
ReceivedThrough = Literal["online", "phone", "post", "email", "counter"]
RECEIVED_THROUGH: tuple[ReceivedThrough, ...] = ReceivedThrough.__args__  # type: ignore[attr-defined]
ContactKind = Literal["email", "post", "form", "none"]
IdentityMethod = Literal["code", "member_number", "callback", "document_seen", "known_to_agent"]
"""How identity was verified. A document is looked at and never kept."""
DecisionOutcome = Literal["satisfied", "partly_refused", "refused", "no_data"]
REFUSALS: frozenset[DecisionOutcome] = frozenset({"partly_refused", "refused"})
Role = Literal["member", "agent", "supervisor", "dpo", "evaluator", "administrator", "program", "system"]
"""Who acts: a member on their own request; an insurer's agent, their supervisor, its data protection officer; an
evaluator of answers, who reaches no request; the operator of the service; a program that asks questions with a key;
or the service itself."""
DECIDERS: frozenset[Role] = frozenset({"supervisor", "dpo"})
"""Who may refuse, extend, and answer while identity is awaited."""
STAFF: frozenset[Role] = DECIDERS | {"agent", "administrator"}
"""Who works on requests."""


@dataclass(frozen=True)
class Actor:
    """Who does something. `insurers` are those whose requests they may touch; None means every one."""

    name: str
    role: Role
    insurers: frozenset[str] | None = frozenset()

    def may_touch(self, insurer: str) -> bool:
        """Whether the insurer's requests are within reach."""
        return self.insurers is None or insurer in self.insurers


@dataclass(frozen=True)
class PostalAddress:
    """A postal address as it is printed, line by line, without the addressee."""

    lines: tuple[str, ...]
    postcode: str
    town: str
    country: str = "FR"
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True)
class Person:
    """A person as far as a request needs it. There is no field for the social-security number, on purpose."""

    given_names: str
    family_name: str
    birth_date: dt.date | None = None
    email: str | None = None
    phone: str | None = None
    """E.164."""
    address: PostalAddress | None = None
    member_number: str | None = None

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


@dataclass(frozen=True)
class Mandate:
    """What a representative states: for which right, on what, until when, on whose behalf, who gets the answer."""

    right: str
    scope: str
    duration: str
    principal: str
    recipient: Literal["subject", "representative"]


@dataclass(frozen=True)
class PersonalFile:
    """Everything personal in a request: what purging removes."""

    subject: Person
    """Whose data the request is about."""
    requester: Person | None = None
    """Who files it, where it is not the subject."""
    role: RequesterRole = "self"
    link: str = ""
    """What binds the requester to the subject: "mother", "daughter, heir"."""
    mandate: Mandate | None = None
    answers: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict)
    """By request type and field (see `questions`), what the person answered."""
    details: str = ""
    reply_by: Literal["email", "post"] = "email"
    receipt_by_email: bool = False

    @property
    def correspondent(self) -> Person:
        """Who files the request: it is signed by them, and the receipt and the tracking codes go to them."""
        return self.requester or self.subject

    @property
    def answered_to(self) -> Person:
        """Who gets the insurer's answer: whoever files, unless their mandate says the person represented."""
        if self.mandate is not None and self.mandate.recipient == "subject":
            return self.subject
        return self.correspondent


@dataclass(frozen=True)
class Passage:
    """Where a document of the insurer says something: `quote` is its text from `start` to `end`."""

    insurer: str
    document: str
    version: str
    section: str
    start: int
    end: int
    quote: str
    language: str

    @property
    def url(self) -> str:
        """The document page, opened at the passage."""
        return f"/documents/{self.insurer}/{self.version}?start={self.start}&end={self.end}#cited"


@dataclass(frozen=True)
class Recipient:
    """To whom a request goes, as the policy gives it; kind "none" where the policy gives no way."""

    kind: ContactKind
    value: str
    """An e-mail address, the words of a form, or a postal address on one line; "" for "none"."""
    lines: tuple[str, ...] = ()
    """A postal address as it is printed, addressee first."""
    role: str = "rights"
    """The role of the contact in the policy: "rights", "dpo" or "complaint"."""
    audience: str = ""
    """The members it is for, in the policy's words; "" for everybody."""
    passage: Passage | None = None
    insurer_name: str = ""
    legal_name: str = ""
    """The organisation that answers for the data."""


@dataclass(frozen=True)
class IdentityDemand:
    """What proof of identity the policy asks for: a document, a statement of any kind, or none.

    A document goes to the insurer with the letter; this service never takes one.
    """

    proof: Literal["none", "statement", "document"]
    signed: bool
    """Whether the copy of the document must be signed."""
    text: str = ""
    passage: Passage | None = None


@dataclass(frozen=True)
class Identity:
    """How the requester's identity was dealt with. No document is ever kept."""

    method: IdentityMethod | None = None
    verified_at: dt.datetime | None = None
    doubt: str = ""
    """The documented reason for asking, from the agent or from the policy."""
    asked_on: dt.date | None = None
    supplied_on: dt.date | None = None
    demand: IdentityDemand = IdentityDemand("none", signed=False)
    """What the policy asked for on the day of filing."""


@dataclass(frozen=True)
class Suspension:
    """Days during which identity was awaited; `end` is None as long as it is."""

    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True)
class Extension:
    """Two more months (GDPR art. 12(3)), with what must be documented."""

    reason: Literal["complexity", "number"]
    justification: str
    decided_on: dt.date
    informed_on: dt.date


@dataclass(frozen=True)
class Decision:
    """The answer that was given. A refusal has reasons and the remedies stated (GDPR art. 12(4))."""

    outcome: DecisionOutcome
    reasons: str
    remedies_stated: bool
    decided_by: str
    answered_on: dt.date


@dataclass(frozen=True)
class Request:
    """A data-subject request in one insurer's care.

    `revision` counts what was saved of it, from 1. Dates are Europe/Paris dates, instants are UTC.
    """

    reference: str
    insurer: str
    state: State
    language: Literal["fr", "en"]
    types: tuple[RequestType, ...]
    received_through: ReceivedThrough
    received_on: dt.date
    recorded_at: dt.datetime
    holiday_region: HolidayRegion
    recipient: Recipient
    file: PersonalFile | None = field(repr=False)
    """None once purged."""
    filed_by: str | None = None
    """The agent who filed it on behalf of the member."""
    identity: Identity = Identity()
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    decision: Decision | None = None
    assigned_to: str | None = None
    duplicate_of: str | None = None
    """The reference of an earlier request of the same person for the same thing. In state "received" it is a
    likeness to look into; in state "duplicate" an agent has confirmed it."""
    redirected_to: str | None = None
    closed_on: dt.date | None = None
    purge_on: dt.date | None = None
    revision: int = 0


@dataclass(frozen=True)
class AuditEntry:
    """One line of an insurer's audit trail, numbered from 1 without a gap and chained to the line before it.

    `note` is the reason a person gave; purging removes its words, and `note_digest` still proves them.
    """

    insurer: str
    number: int
    at: dt.datetime
    reference: str
    actor: str
    role: Role
    action: str
    from_state: State
    to_state: State
    note: str | None
    note_digest: str
    request_digest: str
    """Proves the procedural facts of the request as the line left it; "" in lines of older versions."""
    previous: str
    """Hex MAC of the line before it; "" for the first."""
    mac: str


MessageKind = Literal["to_insurer", "receipt", "code", "to_member"]
Delivery = Literal["waiting", "sending", "sent", "dead", "cancelled"]


@dataclass(frozen=True)
class Attachment:
    """A file that a message carries; made again from the request when it is sent, never stored."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """An e-mail to one address, kept with the request until it is delivered. `message_id` never changes."""

    id: str
    reference: str
    insurer: str
    kind: MessageKind
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    language: Literal["fr", "en"]
    message_id: str
    created_at: dt.datetime
    reply_to: str | None = field(default=None, repr=False)
    delivery: Delivery = "waiting"
    attempts: int = 0
    next_attempt_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    last_error: str = ""
    """The kind of the last failure, such as "connection refused" or "550"; no address."""
