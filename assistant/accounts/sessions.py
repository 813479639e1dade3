"""Sessions of people who signed in: a row in the store each, found by the random id in their signed cookie."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from itsdangerous import BadSignature, Signer
from sqlalchemy import delete, or_, update

from assistant.accounts.accounts import actor_of
from assistant.accounts.attempts import Attempts
from assistant.accounts.events import record
from assistant.accounts.passwords import Passwords
from assistant.errors import BadSignIn, ForeignPage, NotSignedIn
from assistant.requests.keys import Keys
from assistant.requests.records import Actor
from assistant.requests.store.store import Reading, RequestStore, Writing
from assistant.requests.store.tables import AccountRow, SessionRow
from assistant.settings import Settings

_SEEN_EVERY = dt.timedelta(minutes=1)
"""How exactly the last use is kept, so that not every page writes."""


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in."""

    actor: Actor
    cookie: str = field(repr=False)
    """What the browser keeps."""
    csrf: str = field(repr=False)
    """What every form of theirs carries, in a field `csrf`."""
    expires_at: dt.datetime
    """When the session ends whatever is done in it; it ends sooner when nothing is."""

    def check_csrf(self, posted: str) -> None:
        """Raises ForeignPage for a form that was not made for this session."""
        if not hmac.compare_digest(self.csrf.encode(), posted.encode("utf-8", "replace")):
            raise ForeignPage


class Sessions:
    """Safe for concurrent use."""

    def __init__(
        self,
        store: RequestStore,
        keys: Keys,
        settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        passwords: Passwords | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._now = now
        self._idle = dt.timedelta(minutes=settings.session_minutes)
        self._minutes = settings.lockout_minutes
        self._longest = dt.timedelta(hours=settings.session_hours)
        self._passwords = passwords or Passwords()
        self._attempts = Attempts(store, self._passwords, settings, now)
        self._signer = Signer(keys.derived("session cookie"), "session", digest_method=hashlib.sha256)

    def sign_in(self, name: str, password: str) -> SignedIn:
        """A new session. Raises BadSignIn, which does not tell a wrong name, a wrong password and a lock apart."""
        with self._attempts.right(name, password) as (writing, row):
            return self._begin(writing, row)

    def begin(self, name: str) -> SignedIn:
        """A new session for whom a provider vouches. Raises BadSignIn where no such account is in use."""
        with self._store.writing() as writing:
            row = writing.session.get(AccountRow, name, with_for_update=True)
            if row is None or row.revoked_at is not None or row.role == "program":
                raise BadSignIn(minutes=self._minutes)
            return self._begin(writing, row)

    def current(self, cookie: str) -> SignedIn:
        """Who holds the cookie, with the role and insurers of this moment. Raises NotSignedIn."""
        id_ = self._id(cookie)
        with self._store.reading() as reading:
            session, row = self._live(reading, id_)
            found = self._signed_in(row, id_, session.expires_at)
            idle = self._now() - session.seen_at
        if idle >= _SEEN_EVERY:
            self._touch(id_)
        return found

    def change_password(self, cookie: str, password: str, new: str) -> SignedIn:
        """The session that takes the place of every other of the account, under a new password.

        Raises NotSignedIn, BadSignIn for a wrong password, BadPassword for a new one that will not do.
        """
        name = self.current(cookie).actor.name
        hashed = self._passwords.hashed(new, name)
        with self._attempts.right(name, password) as (writing, row):
            row.password_hash = hashed
            _end_all(writing, name)
            record(writing, name, "password_set", self._now())
            return self._begin(writing, row)

    def end(self, cookie: str) -> None:
        """Signs out; a cookie that is worth nothing is left alone."""
        try:
            id_ = self._id(cookie)
        except NotSignedIn:
            return
        with self._store.writing() as writing:
            session = writing.session.get(SessionRow, self._digest(id_))
            if session is not None:
                record(writing, session.account, "signed_out", self._now())
                writing.session.delete(session)

    def end_all(self, cookie: str) -> None:
        """Signs the account out of every browser. Raises NotSignedIn."""
        name = self.current(cookie).actor.name
        with self._store.writing() as writing:
            _end_all(writing, name)
            record(writing, name, "signed_out", self._now())

    def _begin(self, writing: Writing, row: AccountRow) -> SignedIn:
        """A session under a new id, whatever the browser held before. Those that are over go."""
        now, id_ = self._now(), secrets.token_urlsafe(32)
        over = or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - self._idle)
        writing.session.execute(delete(SessionRow).where(over))
        end = now + self._longest
        kept = SessionRow(digest=self._digest(id_), account=row.name, created_at=now, seen_at=now, expires_at=end)
        writing.session.add(kept)
        record(writing, row.name, "signed_in", now)
        return self._signed_in(row, id_, end)

    def _live(self, reading: Reading, id_: str) -> tuple[SessionRow, AccountRow]:
        session, now = reading.session.get(SessionRow, self._digest(id_)), self._now()
        if session is None or session.expires_at <= now or session.seen_at <= now - self._idle:
            raise NotSignedIn
        row = reading.session.get(AccountRow, session.account)
        if row is None or row.revoked_at is not None:
            raise NotSignedIn
        return session, row

    def _touch(self, id_: str) -> None:
        with self._store.writing() as writing:
            seen = update(SessionRow).where(SessionRow.digest == self._digest(id_)).values(seen_at=self._now())
            writing.session.execute(seen)

    def _signed_in(self, row: AccountRow, id_: str, expires_at: dt.datetime) -> SignedIn:
        cookie = self._signer.sign(id_).decode("ascii")
        return SignedIn(actor_of(row), cookie, self._keys.digest("csrf", id_), expires_at)

    def _id(self, cookie: str) -> str:
        try:
            return self._signer.unsign(cookie.encode("utf-8", "replace")).decode("ascii")
        except (BadSignature, UnicodeDecodeError):
            raise NotSignedIn from None

    def _digest(self, id_: str) -> str:
        return self._keys.digest("session", id_)


def _end_all(writing: Writing, name: str) -> None:
    writing.session.execute(delete(SessionRow).where(SessionRow.account == name))
