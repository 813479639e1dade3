"""What answering requests takes: accounts, notes, tracking codes, the marketing-objection list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of those who answer and of those who follow."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("insurers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
        sa.UniqueConstraint("token_digest", name="uq_accounts_token_digest"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["requests.reference"], name="fk_notes_reference_requests", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_reference", "notes", ["reference"])
    op.create_table(
        "tracking_codes",
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"],
            ["requests.reference"],
            name="fk_tracking_codes_reference_requests",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reference", name="pk_tracking_codes"),
    )
    op.create_table(
        "marketing_objections",
        sa.Column("insurer", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("objected_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("insurer", "digest", "channel", name="pk_marketing_objections"),
    )
    op.create_index("ix_marketing_objections_keep_until", "marketing_objections", ["keep_until"], unique=False)


def downgrade() -> None:
    """Removes them with what they hold; requests, their trails and their e-mails stay."""
    op.drop_table("marketing_objections")
    op.drop_table("tracking_codes")
    op.drop_table("notes")
    op.drop_table("accounts")
