"""What an audit line proves of its request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Gives the lines a digest, empty in those that are there, unless they kept it through a downgrade."""
    known = {one["name"] for one in sa.inspect(op.get_bind()).get_columns("audit")}
    if "request_digest" not in known:
        op.add_column("audit", sa.Column("request_digest", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    """Leaves the digests: the MACs of their lines cover them. An older program writes lines without one."""
