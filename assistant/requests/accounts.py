"""Accounts of those who work on requests. A token is shown once; only its keyed digest is kept."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from assistant.catalogue import message
from assistant.errors import BadRequest, NotSignedIn
from assistant.requests.keys import Keys
from assistant.requests.records import Actor
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import AccountRow

AccountRole = Literal["agent", "dpo", "administrator"]
ACCOUNT_ROLES: tuple[AccountRole, ...] = AccountRole.__args__  # type: ignore[attr-defined]
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,98}[a-z0-9])?")
_TAKEN = frozenset({"member", "service", "system"})
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
    """An account without its token. `insurers` is None for every one."""

    name: str
    role: AccountRole
    insurers: frozenset[str] | None
    created_at: dt.datetime
    revoked_at: dt.datetime | None


class Accounts:
    """Who may work on requests, for which insurers, in which role."""

    def __init__(self, store: RequestStore, keys: Keys, now: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._keys = keys
        self._now = now

    def add(self, name: str, role: AccountRole, insurers: Collection[str] | None) -> str:
        """The token of a new account, or a new one for a name that was revoked; `insurers` None means every one.

        Raises BadAccount for a name that cannot be used or is taken, an unknown role, and no insurer.
        """
        _check(name, role, insurers)
        token = secrets.token_urlsafe(32)
        with self._store.writing() as writing:
            row = writing.session.get(AccountRow, name)
            if row and row.revoked_at is None:
                raise BadAccount("taken", name)
            row = row or AccountRow(name=name)
            row.role = role
            row.insurers = None if insurers is None else sorted(set(insurers))
            row.token_digest = self._digest(token)
            row.created_at, row.revoked_at = self._now(), None
            writing.session.add(row)
        return token

    def revoke(self, name: str) -> None:
        """The account's token stops working at once. Raises BadAccount when no such account is in use."""
        with self._store.writing() as writing:
            row = writing.session.get(AccountRow, name)
            if row is None or row.revoked_at is not None:
                raise BadAccount("unknown", name)
            row.revoked_at = self._now()

    def list(self) -> list[Account]:
        """Every account, those revoked included, by name."""
        with self._store.reading() as reading:
            rows = reading.session.scalars(select(AccountRow).order_by(AccountRow.name))
            return [_account(row) for row in rows]

    def signed_in(self, token: str) -> Actor:
        """Who holds the token. Raises NotSignedIn when nobody does, or no longer."""
        with self._store.reading() as reading:
            wanted = select(AccountRow).where(AccountRow.token_digest == self._digest(token))
            row = reading.session.scalars(wanted).one_or_none()
            if row is None or row.revoked_at is not None:
                raise NotSignedIn
            return _actor(row)

    def named(self, name: str) -> Actor:
        """Who has the name, for the operator of the machine. Raises BadAccount when no such account is in use."""
        with self._store.reading() as reading:
            row = reading.session.get(AccountRow, name)
            if row is None or row.revoked_at is not None:
                raise BadAccount("unknown", name)
            return _actor(row)

    def _digest(self, token: str) -> str:
        return self._keys.digest("account", token)


def _check(name: str, role: str, insurers: Collection[str] | None) -> None:
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise BadAccount("bad_name", name[:100])
    if role not in ACCOUNT_ROLES:
        raise BadAccount("bad_role", name)
    if insurers is not None and not insurers:
        raise BadAccount("no_insurer", name)


def _account(row: AccountRow) -> Account:
    actor = _actor(row)
    return Account(actor.name, row.role, actor.insurers, row.created_at, row.revoked_at)  # type: ignore[arg-type]


def _actor(row: AccountRow) -> Actor:
    insurers = None if row.insurers is None else frozenset(row.insurers)
    return Actor(row.name, row.role, insurers)  # type: ignore[arg-type]
