"""What happened to accounts: who was let in or refused, and who changed what. Kept for a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select

from assistant.requests.store.store import Reading, Writing
from assistant.requests.store.tables import AccountEventRow

EventKind = Literal[
    "made",
    "changed",
    "key_made",
    "password_set",
    "signed_in",
    "refused",
    "locked",
    "unlocked",
    "revoked",
    "signed_out",
]
OPERATOR = "operator"
"""Who works on the command line of the machine."""
NOBODY = "?"
"""The account of a refused sign-in where no account has the name that was given; the name is not kept, since people
type passwords into the wrong field."""
KEPT = dt.timedelta(days=365)


@dataclass(frozen=True)
class Event:
    """Something that happened to an account; `by` is the account that did it, or "operator"."""

    at: dt.datetime
    account: str
    what: EventKind
    by: str


def record(writing: Writing, account: str, what: EventKind, now: dt.datetime, by: str | None = None) -> None:
    """Adds an event, done by the account itself unless somebody else is named."""
    writing.session.add(AccountEventRow(at=now, account=account, what=what, by=by or account))


def events(reading: Reading, account: str | None, limit: int) -> list[Event]:
    """The latest events first, of one account or of all."""
    wanted = select(AccountEventRow).order_by(AccountEventRow.id.desc()).limit(limit)
    if account is not None:
        wanted = wanted.where(AccountEventRow.account == account)
    rows = reading.session.scalars(wanted)
    return [Event(one.at, one.account, one.what, one.by) for one in rows]  # type: ignore[arg-type]


def purge(writing: Writing, now: dt.datetime) -> None:
    """Removes events that are older than a year."""
    writing.session.execute(delete(AccountEventRow).where(AccountEventRow.at < now - KEPT))
