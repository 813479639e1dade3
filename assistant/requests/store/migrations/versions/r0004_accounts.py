"""What signing in takes: passwords and locks of accounts, sessions, and what happened to accounts."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_NEW_ROLES = ("supervisor", "evaluator", "program")


def upgrade() -> None:
    """Accounts keep their tokens, as keys for programs; none has a password yet."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("token_digest", existing_type=sa.String(length=64), nullable=True)
        accounts.add_column(sa.Column("password_hash", sa.String(length=255), nullable=True))
        accounts.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        accounts.add_column(sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.name"], name="fk_sessions_account_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "account_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_events"),
    )
    op.create_index("ix_account_events_account", "account_events", ["account"])
    op.create_index("ix_account_events_at", "account_events", ["at"])


def downgrade() -> None:
    """Removes passwords, sessions and events. An account without a key, which an older program cannot keep, stays
    revoked: audit trails name it. Roles that an older program does not know end the same way."""
    op.drop_table("account_events")
    op.drop_table("sessions")
    accounts = sa.table(
        "accounts",
        sa.column("name", sa.String),
        sa.column("role", sa.String),
        sa.column("token_digest", sa.String),
        sa.column("revoked_at", sa.DateTime(timezone=True)),
    )
    connection, now = op.get_bind(), dt.datetime.now(dt.UTC)
    newer = sa.or_(accounts.c.token_digest.is_(None), accounts.c.role.in_(_NEW_ROLES))
    for row in connection.execute(sa.select(accounts).where(newer)).all():
        nobodys = f"-{hashlib.sha256(row.name.encode()).hexdigest()}"[:64]
        values = {"token_digest": row.token_digest or nobodys, "revoked_at": row.revoked_at or now}
        connection.execute(accounts.update().where(accounts.c.name == row.name).values(values))
    with op.batch_alter_table("accounts") as changed:
        changed.drop_column("locked_until")
        changed.drop_column("failures")
        changed.drop_column("password_hash")
        changed.alter_column("token_digest", existing_type=sa.String(length=64), nullable=False)
