"""Attempts at a password, each counted before it is looked at: many at once are no way round the lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.accounts.events import NOBODY, record
from assistant.accounts.passwords import Passwords
from assistant.errors import BadSignIn
from assistant.requests.store.store import RequestStore, Writing
from assistant.requests.store.tables import AccountRow
from assistant.settings import Settings


@dataclass(frozen=True)
class _Claim:
    """One attempt: the hash that the password has to be of, and whether a wrong one locks the account."""

    account: str
    hash: str | None
    locks: bool


class Attempts:
    """An account is locked for `lockout_minutes` after `sign_in_attempts` wrong passwords in a row.

    The lock is on passwords: sessions, keys and the provider's word go on, so that nobody outside can keep somebody
    out who is in.
    """

    def __init__(
        self, store: RequestStore, passwords: Passwords, settings: Settings, now: Callable[[], dt.datetime]
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._now = now
        self._limit = settings.sign_in_attempts
        self._lock = dt.timedelta(minutes=settings.lockout_minutes)
        self._minutes = settings.lockout_minutes

    @contextmanager
    def right(self, name: str, password: str) -> Iterator[tuple[Writing, AccountRow]]:
        """A transaction with the account whose password it is, its failures forgotten.

        Raises BadSignIn for a wrong name or password, and for a locked or revoked account; each takes as long.
        """
        claim = self._counted(name)
        if not self._passwords.verify(claim.hash, password) or claim.hash is None:
            self._record_refusal(claim)
            raise BadSignIn(minutes=self._minutes)
        renewed = self._passwords.renewed(claim.hash, password)
        with self._store.writing() as writing:
            row = writing.session.get(AccountRow, name, with_for_update=True)
            if row is None or row.revoked_at is not None or row.password_hash != claim.hash:  # changed meanwhile
                raise BadSignIn(minutes=self._minutes)
            row.password_hash, row.failures, row.locked_until = renewed, 0, None
            yield writing, row

    def _counted(self, name: str) -> _Claim:
        """What to look at, the attempt counted as a failure already; no hash where nothing may open the account."""
        now = self._now()
        with self._store.writing() as writing:
            row = _row(writing, name)
            if row is None:
                return _Claim(NOBODY, None, locks=False)
            if row.locked_until is not None and row.locked_until <= now:
                row.failures, row.locked_until = 0, None
            if row.revoked_at is not None or row.password_hash is None or row.locked_until is not None:
                return _Claim(row.name, None, locks=False)
            row.failures += 1
            if row.failures >= self._limit:
                row.locked_until = now + self._lock
            return _Claim(row.name, row.password_hash, locks=row.locked_until is not None)

    def _record_refusal(self, claim: _Claim) -> None:
        with self._store.writing() as writing:
            record(writing, claim.account, "refused", self._now())
            if claim.locks:
                record(writing, claim.account, "locked", self._now())


def _row(writing: Writing, name: str) -> AccountRow | None:
    """The account of a name as it was typed; PostgreSQL takes no NUL in a text."""
    return writing.session.get(AccountRow, name, with_for_update=True) if name.isprintable() else None
