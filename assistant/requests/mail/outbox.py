"""The outbox: e-mails that were committed with their request are sent from here, again and again until it works.

At least once: a process that dies between sending and marking sends again when its lease has run out, with the
same Message-ID, by which mail servers and readers recognise the second copy.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from assistant.requests.mail.smtp import SmtpTransport, Undelivered, email_message
from assistant.requests.records import Attachment, Message
from assistant.requests.store.rows import message_of
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import MessageRow, RequestRow
from assistant.requests.tracking.codes import CODE_LIFETIME
from assistant.settings import Settings

LEASE = dt.timedelta(minutes=10)
"""For how long a message belongs to the worker that is sending it; more than a delivery can take."""
_FIRST_WAIT, _WAIT_FACTOR, _LONGEST_WAIT = dt.timedelta(minutes=1), 4, dt.timedelta(hours=6)
"""1, 4, 16 minutes, 1, 4 and then 6 hours, between the tries of a message that the mail server puts off."""
LONGEST_OUTAGE = dt.timedelta(days=7)
"""For how long a message waits for a mail server that is out of reach; then an agent has to look at it."""
_NEEDLESS_TO_INSURER = frozenset({"withdrawn", "duplicate", "redirected", "closed"})
"""States in which the insurer has no use for the letter any more."""
_BATCH = 50
_POLL_SECONDS = 30.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a round did."""

    sent: int = 0
    retried: int = 0
    dead: int = 0


class Outbox:
    """Sends what is due. Any number of workers and processes may share a store.

    `attachments` makes a message's files again from its request. `spread` draws the jitter between two bounds.
    """

    def __init__(
        self,
        store: RequestStore,
        transport: SmtpTransport,
        attachments: Callable[[Message], Sequence[Attachment]],
        settings: Settings,
        now: Callable[[], dt.datetime],
        spread: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._store = store
        self._transport = transport
        self._attachments = attachments
        self._sender = settings.mail_from or ""
        self._attempts = settings.mail_attempts
        self._now = now
        self._spread = spread
        self._wake = threading.Event()

    def wake(self) -> None:
        """Makes `run` look now: something was filed, or the stop event was set."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Sends what is due until `stop` is set (call `wake` after setting it). Survives every failure."""
        while not stop.is_set():
            self._wake.clear()
            if not self._round():
                self._wake.wait(_POLL_SECONDS)

    def _round(self) -> bool:
        """Whether there may be more to do at once."""
        try:
            done = self.send_due(_BATCH)
        except Exception as error:  # its text may hold what the statement was about
            log.warning("outbox: round ended by %s", type(error).__name__)
            return False
        if done != Sent():
            log.info("outbox: %d sent, %d to try again, %d given up", done.sent, done.retried, done.dead)
        return done.sent + done.retried + done.dead == _BATCH

    def send_due(self, limit: int) -> Sent:
        """Sends at most `limit` messages, the longest due first. Ends early when the mail server is out of reach.

        No transaction is open while a message is sent. Raises StoreUnavailable.
        """
        counts = {"sent": 0, "waiting": 0, "dead": 0}
        for _ in range(limit):
            message = self._claimed()
            if message is None:
                break
            fault = self._deliver(message)
            counts[self._record(message, fault)] += 1
            if fault is not None and fault.unreachable:
                break
        return Sent(counts["sent"], counts["waiting"], counts["dead"])

    def _claimed(self) -> Message | None:
        """The next message, leased to this worker; None when nothing is due. Cancels pointless ones on the way."""
        now = self._now()
        with self._store.writing() as writing:
            while (row := _next_due(writing.session, now)) is not None:
                state = writing.session.scalar(
                    select(RequestRow.state).where(RequestRow.reference == row.reference)
                )
                if not _pointless(row, state or "purged", now):
                    row.delivery, row.attempts, row.next_attempt_at = "sending", row.attempts + 1, now + LEASE
                    return message_of(row)
                row.delivery, row.next_attempt_at = "cancelled", None
                if row.kind == "code":
                    row.body = ""
        return None

    def _deliver(self, message: Message) -> Undelivered | None:
        if message.attempts > self._attempts:  # every try so far ended with the process
            return Undelivered("interrupted", permanent=True)
        try:
            self._transport.send(email_message(message, self._sender, self._attachments(message)))
        except Undelivered as fault:
            log.warning("outbox: %s not sent: %s", message.kind, fault.kind)
            return fault
        except Exception as error:  # one letter that cannot be made must not hold up the others
            log.warning("outbox: %s not made: %s", message.kind, type(error).__name__)
            return Undelivered(type(error).__name__, permanent=False)
        return None

    def _record(self, message: Message, fault: Undelivered | None) -> str:
        """What became of it. A failure is kept unless another worker has taken it over since; sent is sent."""
        kept = self._outcome(message, fault, self._now())
        if message.kind == "code" and kept["delivery"] != "waiting":
            kept["body"] = ""  # a code stays in the database no longer than it takes to send it
        open_to_it: ColumnElement[bool] = MessageRow.delivery.not_in(("sent", "cancelled"))
        if fault is not None:
            open_to_it = and_(MessageRow.delivery == "sending", MessageRow.attempts == message.attempts)
        with self._store.writing() as writing:
            writing.session.execute(update(MessageRow).where(MessageRow.id == message.id, open_to_it).values(kept))
        return str(kept["delivery"])

    def _outcome(self, message: Message, fault: Undelivered | None, now: dt.datetime) -> dict[str, Any]:
        """The columns that a try changes. A try does not count where the server was out of reach."""
        kept: dict[str, Any] = {"delivery": "waiting", "next_attempt_at": None, "last_error": ""}
        if fault is None:
            return kept | {"delivery": "sent", "sent_at": now}
        kept["last_error"] = fault.kind
        if fault.unreachable:
            kept["attempts"] = message.attempts - 1
            given_up = now - message.created_at >= LONGEST_OUTAGE
        else:
            given_up = fault.permanent or message.attempts >= self._attempts
        if given_up:
            return kept | {"delivery": "dead"}
        return kept | {"next_attempt_at": self._next_attempt(message, fault, now)}

    def _next_attempt(self, message: Message, fault: Undelivered, now: dt.datetime) -> dt.datetime:
        tried = 0 if fault.unreachable else message.attempts - 1
        wait: dt.timedelta = min(_FIRST_WAIT * _WAIT_FACTOR**tried, _LONGEST_WAIT)
        again = now + wait * self._spread(0.8, 1.0)
        return min(again, message.created_at + CODE_LIFETIME) if message.kind == "code" else again


def _next_due(session: Session, now: dt.datetime) -> MessageRow | None:
    """The message that has been due longest, locked; one that another worker has locked is passed over.

    "sending" with its time come is a message whose worker died: `next_attempt_at` holds the end of the lease.
    """
    return session.scalar(
        select(MessageRow)
        .where(
            MessageRow.delivery.in_(("waiting", "sending")),
            or_(MessageRow.next_attempt_at.is_(None), MessageRow.next_attempt_at <= now),
        )
        .order_by(func.coalesce(MessageRow.next_attempt_at, MessageRow.created_at), MessageRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _pointless(row: MessageRow, state: str, now: dt.datetime) -> bool:
    """Whether nobody needs it: the request is purged or, for the insurer, at its end; the code has expired."""
    if row.kind == "code":
        return state == "purged" or not row.body or row.created_at + CODE_LIFETIME <= now
    return state == "purged" or (row.kind == "to_insurer" and state in _NEEDLESS_TO_INSURER)
