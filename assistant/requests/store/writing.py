"""What can be changed in the store, within one transaction that is committed whole or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import get_args

from sqlalchemy import CursorResult, Select, Update, delete, select, update
from sqlalchemy.exc import IntegrityError

from assistant.errors import StaleRequest, UnknownRequest
from assistant.requests.records import Actor, AuditEntry, Delivery, Message, Request, State
from assistant.requests.store.chain import append
from assistant.requests.store.proof import proven_columns, request_digest
from assistant.requests.store.reading import GIVEN_UP, Reading
from assistant.requests.store.rows import message_values, request_values
from assistant.requests.store.tables import (
    AuditRow,
    CodeRow,
    ContactRow,
    MessageRow,
    NoteRow,
    RequestRow,
)


class AlreadyFiled(Exception):
    """A request with this insurer and idempotency key exists: somebody else committed it meanwhile."""


class Writing(Reading):
    """A transaction that changes things. What it finds, nobody else changes before it ends."""

    def add(
        self, request: Request, idempotency_key: str | None, fingerprint: str, digests: Collection[str]
    ) -> Request:
        """The request as kept, with its first revision. Raises AlreadyFiled; the transaction can still be used."""
        kept = replace(request, revision=1)
        row = RequestRow(
            **request_values(kept), idempotency_key=idempotency_key, fingerprint=fingerprint, last_audit=0
        )
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            if idempotency_key and self.filed_under(request.insurer, idempotency_key):
                raise AlreadyFiled from None  # the database's own words repeat the key
            raise
        self.session.add_all(ContactRow(reference=kept.reference, digest=one) for one in sorted(set(digests)))
        self.session.flush()
        return kept

    def save(self, request: Request) -> Request:
        """The request as kept, one revision later. Without a file, everything personal about it goes.

        Raises StaleRequest where it was saved since this revision of it was read, UnknownRequest.
        """
        kept = replace(request, revision=request.revision + 1)
        unchanged = (RequestRow.reference == request.reference, RequestRow.revision == request.revision)
        if not self._changed(update(RequestRow).where(*unchanged).values(**request_values(kept))):
            raise StaleRequest if self.find(request.reference) else UnknownRequest
        if kept.file is None:
            self._wipe(kept.reference)
        return kept

    def record(
        self,
        reference: str,
        insurer: str,
        actor: Actor,
        action: str,
        from_state: State,
        to_state: State,
        note: str | None,
        at: dt.datetime,
    ) -> AuditEntry:
        """The next line of the insurer's audit trail, on the request as it now stands, saved before.

        Raises UnknownRequest, TrailBroken.
        """
        known = (RequestRow.reference == reference, RequestRow.insurer == insurer)
        facts = self.session.execute(select(*proven_columns()).where(*known).with_for_update()).mappings().first()
        if facts is None:
            raise UnknownRequest
        said = (at, reference, actor.name, actor.role, action, from_state, to_state, note or None)
        digests = ("", request_digest(self._keys, facts), "", "")
        entry = append(self.session, self._keys, AuditEntry(insurer, 0, *said, *digests))
        self.session.execute(update(RequestRow).where(*known).values(last_audit=entry.number))
        return entry

    def add_note(self, reference: str, at: dt.datetime, author: str, role: str, text: str) -> None:
        """Keeps what somebody wrote about a request."""
        self.session.add(
            NoteRow(id=uuid.uuid4().hex, reference=reference, at=at, author=author, role=role, text=text)
        )
        self.session.flush()

    def enqueue(self, message: Message) -> None:
        """Puts an e-mail into the outbox."""
        self.session.add(MessageRow(**message_values(message)))
        self.session.flush()

    def revive(self, message: str, now: dt.datetime) -> None:
        """Gives an e-mail that was given up on all its attempts again, from now.

        Raises UnknownRequest, also for a tracking code, which has lost its text.
        """
        given_up = (MessageRow.id == message, GIVEN_UP)
        again = {"delivery": "waiting", "attempts": 0, "next_attempt_at": now}
        if not self._changed(update(MessageRow).where(*given_up).values(**again)):
            raise UnknownRequest

    def _found(self, reference: str) -> Select[RequestRow]:
        """Locked, so that it and the trail are always locked in this order."""
        return super()._found(reference).with_for_update()

    def _wipe(self, reference: str) -> None:
        self._forget_notes(reference)
        for table in (ContactRow, NoteRow, CodeRow):
            self.session.execute(delete(table).where(table.reference == reference))
        emptied = {"recipient": "", "subject": "", "body": "", "reply_to": None, "last_error": ""}
        mine = MessageRow.reference == reference
        self.session.execute(update(MessageRow).where(mine).values(**emptied))
        undelivered = MessageRow.delivery.in_(set(get_args(Delivery)) - {"sent"})
        self.session.execute(update(MessageRow).where(mine, undelivered).values(delivery="cancelled"))
        sender = {"idempotency_key": None, "fingerprint": ""}
        self.session.execute(update(RequestRow).where(RequestRow.reference == reference).values(**sender))

    def _forget_notes(self, reference: str) -> None:
        self.session.execute(update(AuditRow).where(AuditRow.reference == reference).values(note=None))

    def _changed(self, change: Update) -> bool:
        """Whether there was a row to change."""
        result = self.session.execute(change)
        return isinstance(result, CursorResult) and result.rowcount == 1
