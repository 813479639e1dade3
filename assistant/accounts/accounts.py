"""Accounts: a name, a role, insurers, and what proves who holds it. Only digests and hashes of proofs are kept."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select

from assistant.accounts.events import OPERATOR, Event, EventKind, events, purge, record
from assistant.accounts.passwords import Passwords
from assistant.catalogue import message
from assistant.errors import BadRequest, NotSignedIn
from assistant.requests.keys import Keys
from assistant.requests.records import Actor
from assistant.requests.store.store import RequestStore, Writing
from assistant.requests.store.tables import AccountRow, SessionRow

AccountRole = Literal["agent", "supervisor", "dpo", "evaluator", "administrator", "program"]
ACCOUNT_ROLES: tuple[AccountRole, ...] = AccountRole.__args__  # type: ignore[attr-defined]
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,98}[a-z0-9])?")
_TAKEN = frozenset({"member", "service", "system", OPERATOR})
"""Names that stand in audit trails for somebody else."""


class BadAccount(BadRequest):
    """An account cannot be made or found: `reason` is a key of the catalogue "desk.account"."""

    code = "bad_request"

    def __init__(self, reason: str, name: str) -> None:
        self.reason = reason
        self.name = name
        super().__init__(faults=message("en", f"desk.account.{reason}", name=name))

    def detail(self, language: str) -> str:
        return message(language, f"desk.account.{self.reason}", name=self.name)


@dataclass(frozen=True)
class Account:
    """An account without its proofs. `insurers` is None for every one."""

    name: str
    role: AccountRole
    insurers: frozenset[str] | None
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    locked_until: dt.datetime | None
    """Until then no password opens it."""
    has_password: bool
    has_key: bool


class Accounts:
    """Who may work here, for which insurers, in which role."""

    def __init__(
        self,
        store: RequestStore,
        keys: Keys,
        now: Callable[[], dt.datetime],
        passwords: Passwords | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._now = now
        self._passwords = passwords or Passwords()

    def add(self, name: str, role: AccountRole, insurers: Collection[str] | None) -> None:
        """Makes an account that nothing opens yet, or one anew that was revoked; `insurers` None means every one.

        Raises BadAccount for a name that cannot be used or is taken, an unknown role, and no insurer.
        """
        _check(name, role, insurers)
        with self._store.writing() as writing:
            row = writing.session.get(AccountRow, name, with_for_update=True)
            if row and row.revoked_at is None:
                raise BadAccount("taken", name)
            row = row or AccountRow(name=name)
            _reach(row, role, insurers)
            row.token_digest = row.password_hash = row.locked_until = row.revoked_at = None
            row.failures, row.created_at = 0, self._now()
            writing.session.add(row)
            record(writing, name, "made", self._now(), OPERATOR)

    def change(self, name: str, role: AccountRole, insurers: Collection[str] | None) -> None:
        """Another role, other insurers; every session of the account ends. Raises BadAccount."""
        _check(name, role, insurers)
        with self._store.writing() as writing:
            _reach(self._changed(writing, name, "changed"), role, insurers)

    def set_password(self, name: str, password: str) -> None:
        """A new password; the lock is lifted and every session ends. Raises BadAccount, BadPassword."""
        hashed = self._passwords.hashed(password, name)
        with self._store.writing() as writing:
            row = self._changed(writing, name, "password_set")
            if row.role == "program":
                raise BadAccount("program_password", name)
            row.password_hash, row.failures, row.locked_until = hashed, 0, None

    def new_key(self, name: str) -> str:
        """A key for programs, in place of the one before. Raises BadAccount when no such account is in use."""
        key = secrets.token_urlsafe(32)
        with self._store.writing() as writing:
            _in_use(writing, name).token_digest = self._digest(key)
            record(writing, name, "key_made", self._now(), OPERATOR)
        return key

    def unlock(self, name: str) -> None:
        """The right password opens the account again. Raises BadAccount when no such account is in use."""
        with self._store.writing() as writing:
            row = _in_use(writing, name)
            row.failures, row.locked_until = 0, None
            record(writing, name, "unlocked", self._now(), OPERATOR)

    def revoke(self, name: str) -> None:
        """Password, key and sessions are worth nothing at once. Raises BadAccount."""
        with self._store.writing() as writing:
            self._changed(writing, name, "revoked").revoked_at = self._now()

    def events(self, name: str | None = None, limit: int = 1_000) -> list[Event]:
        """What happened, the latest first, to one account or to all."""
        with self._store.reading() as reading:
            return events(reading, name, limit)

    def list(self) -> list[Account]:
        """Every account, those revoked included, by name."""
        with self._store.reading() as reading:
            rows = reading.session.scalars(select(AccountRow).order_by(AccountRow.name))
            return [_account(row) for row in rows]

    def find(self, name: str) -> Account:
        """The account of that name. Raises BadAccount when no such account is in use."""
        with self._store.reading() as reading:
            row = reading.session.get(AccountRow, name)
            if row is None or row.revoked_at is not None:
                raise BadAccount("unknown", name)
            return _account(row)

    def purge(self) -> None:
        """Removes what happened more than a year ago, and sessions that are over."""
        with self._store.writing() as writing:
            purge(writing, self._now())
            writing.session.execute(delete(SessionRow).where(SessionRow.expires_at <= self._now()))

    def signed_in(self, key: str) -> Actor:
        """Who holds the key. Raises NotSignedIn when nobody does, or no longer."""
        with self._store.reading() as reading:
            wanted = select(AccountRow).where(AccountRow.token_digest == self._digest(key))
            row = reading.session.scalars(wanted).one_or_none()
            if row is None or row.revoked_at is not None:
                raise NotSignedIn
            return actor_of(row)

    def named(self, name: str) -> Actor:
        """Who has the name, for the operator of the machine. Raises BadAccount when no such account is in use."""
        found = self.find(name)
        return Actor(found.name, found.role, found.insurers)

    def _digest(self, key: str) -> str:
        return self._keys.digest("account", key)

    def _changed(self, writing: Writing, name: str, what: EventKind) -> AccountRow:
        """The row of an account in use whose sessions are over. Raises BadAccount."""
        row = _in_use(writing, name)
        writing.session.execute(delete(SessionRow).where(SessionRow.account == name))
        record(writing, name, what, self._now(), OPERATOR)
        return row


def actor_of(row: AccountRow) -> Actor:
    """Who acts under the account."""
    insurers = None if row.insurers is None else frozenset(row.insurers)
    return Actor(row.name, row.role, insurers)  # type: ignore[arg-type]


def _in_use(writing: Writing, name: str) -> AccountRow:
    row = writing.session.get(AccountRow, name, with_for_update=True)
    if row is None or row.revoked_at is not None:
        raise BadAccount("unknown", name)
    return row


def _check(name: str, role: str, insurers: Collection[str] | None) -> None:
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise BadAccount("bad_name", name[:100])
    if role not in ACCOUNT_ROLES:
        raise BadAccount("bad_role", name)
    if insurers is not None and not insurers:
        raise BadAccount("no_insurer", name)


def _reach(row: AccountRow, role: AccountRole, insurers: Collection[str] | None) -> None:
    row.role = role
    row.insurers = None if insurers is None else sorted(set(insurers))


def _account(row: AccountRow) -> Account:
    actor = actor_of(row)
    return Account(
        actor.name,
        actor.role,  # type: ignore[arg-type]
        actor.insurers,
        row.created_at,
        row.revoked_at,
        row.locked_until,
        row.password_hash is not None,
        row.token_digest is not None,
    )
