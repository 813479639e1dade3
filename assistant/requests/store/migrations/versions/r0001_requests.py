"""Requests, the audit trail and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables without which nothing can be filed."""
    op.create_table(
        "requests",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("insurer", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("received_through", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holiday_region", sa.String(length=32), nullable=False),
        sa.Column("filed_by", sa.String(length=100), nullable=True),
        sa.Column("recipient", sa.JSON(), nullable=False),
        sa.Column("file", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("identity", sa.JSON(), nullable=False),
        sa.Column("suspensions", sa.JSON(), nullable=False),
        sa.Column("extension", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decision", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_to", sa.String(length=100), nullable=True),
        sa.Column("duplicate_of", sa.String(length=32), nullable=True),
        sa.Column("redirected_to", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("purge_on", sa.Date(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("last_audit", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_requests"),
        sa.UniqueConstraint("insurer", "idempotency_key", name="uq_requests_insurer_idempotency_key"),
    )
    op.create_index("ix_requests_due_on", "requests", ["due_on"])
    op.create_index("ix_requests_insurer_state", "requests", ["insurer", "state"])
    op.create_index("ix_requests_purge_on", "requests", ["purge_on"])
    op.create_table(
        "request_contacts",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"],
            ["requests.reference"],
            name="fk_request_contacts_reference_requests",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reference", "digest", name="pk_request_contacts"),
    )
    op.create_index("ix_request_contacts_digest", "request_contacts", ["digest"])
    op.create_table(
        "audit",
        sa.Column("insurer", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("note_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("insurer", "number", name="pk_audit"),
    )
    op.create_index("ix_audit_reference", "audit", ["reference"])
    op.create_table(
        "audit_heads",
        sa.Column("insurer", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("insurer", name="pk_audit_heads"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("insurer", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("delivery", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["requests.reference"], name="fk_messages_reference_requests", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("message_id", name="uq_messages_message_id"),
    )
    op.create_index("ix_messages_delivery", "messages", ["delivery"])
    op.create_index("ix_messages_reference", "messages", ["reference"])


def downgrade() -> None:
    """Removes every request."""
    op.drop_table("messages")
    op.drop_table("audit_heads")
    op.drop_table("audit")
    op.drop_table("request_contacts")
    op.drop_table("requests")
