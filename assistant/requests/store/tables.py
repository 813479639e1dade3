"""The tables. What is personal stands in the clear in `RequestRow.file`, `MessageRow`, `NoteRow`, `AuditRow.note`,
in the reasons that an agent wrote into `RequestRow.identity`, `extension` and `decision`, and, masked, in what a
member wrote into `FeedbackRow`; nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""What constraints are called on every database, so that a migration can name them."""


class Instant(TypeDecorator[dt.datetime]):
    """An instant in UTC, on databases that keep no time zone as well. Refuses one without a time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(dt.UTC)
        return value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {
        dt.datetime: Instant,
        dt.date: Date,
        str: String,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class RequestRow(Base):
    """A request. Due dates are kept for the queue; whether one is overdue is computed."""

    __tablename__ = "requests"
    __table_args__ = (UniqueConstraint("insurer", "idempotency_key"), Index(None, "insurer", "state"))

    reference: Mapped[str] = mapped_column(String(32), primary_key=True)
    insurer: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    types: Mapped[list[Any]]
    received_through: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    holiday_region: Mapped[str] = mapped_column(String(32))
    filed_by: Mapped[str | None] = mapped_column(String(100))
    recipient: Mapped[dict[str, Any]]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    identity: Mapped[dict[str, Any]]
    suspensions: Mapped[list[Any]]
    extension: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    due_on: Mapped[dt.date] = mapped_column(index=True)
    """The date that alerts go by: the extended one, else the original one."""
    assigned_to: Mapped[str | None] = mapped_column(String(100))
    duplicate_of: Mapped[str | None] = mapped_column(String(32))
    redirected_to: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[dt.date | None]
    purge_on: Mapped[dt.date | None] = mapped_column(index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """HMAC of what was filed: tells the same form sent twice from another one under the same key."""
    last_audit: Mapped[int] = mapped_column(Integer)
    """The number of the last audit entry about it, so that a trail cut short is noticed."""
    revision: Mapped[int] = mapped_column(Integer)


class ContactRow(Base):
    """Keyed digests by which a person's requests are found: of an e-mail, a member number, a name and date."""

    __tablename__ = "request_contacts"

    reference: Mapped[str] = mapped_column(ForeignKey("requests.reference", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class AuditRow(Base):
    """One line of an insurer's audit trail."""

    __tablename__ = "audit"

    insurer: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    reference: Mapped[str] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(64))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    note: Mapped[str | None] = mapped_column(Text)
    note_digest: Mapped[str] = mapped_column(String(64))
    request_digest: Mapped[str] = mapped_column(String(64), server_default="")
    """Of the request as the line left it; "" in lines of versions that did not keep one."""
    previous: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    """The last number of each insurer's trail under its own MAC; locking it puts writers in line."""

    __tablename__ = "audit_heads"

    insurer: Mapped[str] = mapped_column(String(100), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    last: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


class MessageRow(Base):
    """The outbox: an e-mail and what became of it."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    reference: Mapped[str] = mapped_column(ForeignKey("requests.reference", ondelete="CASCADE"), index=True)
    insurer: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    created_at: Mapped[dt.datetime]
    reply_to: Mapped[str | None] = mapped_column(String(254))
    delivery: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int] = mapped_column(Integer)
    next_attempt_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(Text)


class NoteRow(Base):
    """What a member and the insurer wrote to each other about a request."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    reference: Mapped[str] = mapped_column(ForeignKey("requests.reference", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    author: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)


class CodeRow(Base):
    """A tracking code that was sent: its keyed digest, never the code."""

    __tablename__ = "tracking_codes"

    reference: Mapped[str] = mapped_column(ForeignKey("requests.reference", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[dt.datetime]
    tries_left: Mapped[int] = mapped_column(Integer)


class ObjectionRow(Base):
    """The marketing-objection list: keyed digests of contacts that must not be approached."""

    __tablename__ = "marketing_objections"

    insurer: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    objected_on: Mapped[dt.date]
    keep_until: Mapped[dt.date] = mapped_column(index=True)


class AccountRow(Base):
    """Somebody who works on requests: a role, insurers, and the keyed digest of their token."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    insurers: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """None for every insurer."""
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the key for programs; None where none was made."""
    password_hash: Mapped[str | None] = mapped_column(String(255))
    """Argon2id; None where the account signs in through a provider, or is a program's."""
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    """Wrong passwords since the last right one."""
    locked_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class SessionRow(Base):
    """Somebody signed in: the keyed digest of what their cookie holds."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)


class AccountEventRow(Base):
    """What happened to an account: made, signed in, locked, revoked…"""

    __tablename__ = "account_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    account: Mapped[str] = mapped_column(String(100), index=True)
    what: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(100))
    """The account that did it; "operator" for the command line."""


class FeedbackRow(Base):
    """What a member said about an answer. Question and answer are there only if the member agreed, masked."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    insurer: Mapped[str] = mapped_column(String(100), index=True)
    message: Mapped[str] = mapped_column(String(64), unique=True)
    """The id of the reply; a second opinion on it takes the place of the first."""
    language: Mapped[str] = mapped_column(String(2))
    outcome: Mapped[str] = mapped_column(String(32))
    useful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(32))
    comment: Mapped[str] = mapped_column(Text)
    question: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    citations: Mapped[list[Any]]
    """Insurer, version, start and end of each quote; [] unless the member agreed."""
    looked_at: Mapped[dt.datetime | None]
    looked_by: Mapped[str | None] = mapped_column(String(100))
