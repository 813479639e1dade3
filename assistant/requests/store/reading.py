"""What can be asked of the store, within one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import Session

from assistant.requests.casework import Note, QueueFilter
from assistant.requests.keys import Keys
from assistant.requests.records import OPEN_STATES, AuditEntry, Message, Request, RequestType, State
from assistant.requests.store.rows import entry_of, message_of, note_of, request_of
from assistant.requests.store.tables import AuditRow, ContactRow, MessageRow, NoteRow, RequestRow

_FRESH = {"populate_existing": True}
GIVEN_UP = and_(MessageRow.delivery == "dead", MessageRow.kind != "code")
"""E-mails that somebody has to look at."""


class Reading:
    """One moment of the store. `session` is for the parts that own other tables."""

    def __init__(self, session: Session, keys: Keys) -> None:
        self.session = session
        self._keys = keys

    def find(self, reference: str) -> Request | None:
        """The request of a reference."""
        row = self.session.scalar(self._found(reference), execution_options=_FRESH)
        return request_of(row) if row else None

    def filed_under(self, insurer: str, idempotency_key: str) -> tuple[Request, str] | None:
        """The request that was filed under this key, and the fingerprint of what was filed."""
        query = select(RequestRow).where(
            RequestRow.insurer == insurer, RequestRow.idempotency_key == idempotency_key
        )
        row = self.session.scalar(query, execution_options=_FRESH)
        return (request_of(row), row.fingerprint) if row else None

    def queue(self, insurers: frozenset[str] | None, wanted: QueueFilter, today: dt.date) -> list[Request]:
        """The requests wanted of these insurers (None: of all), the first due first; at most `wanted.limit`."""
        query = select(RequestRow).where(_within(insurers), *_conditions(wanted, today))
        order = (RequestRow.due_on, RequestRow.recorded_at, RequestRow.reference)
        return self._requests(query.order_by(*order).limit(wanted.limit))

    def trail(self, reference: str) -> list[AuditEntry]:
        """The audit entries about a request, oldest first."""
        query = select(AuditRow).where(AuditRow.reference == reference).order_by(AuditRow.number)
        return [entry_of(row) for row in self.session.scalars(query, execution_options=_FRESH)]

    def notes(self, reference: str) -> list[Note]:
        """What was written about a request, oldest first."""
        query = select(NoteRow).where(NoteRow.reference == reference).order_by(NoteRow.at, NoteRow.id)
        return [note_of(row) for row in self.session.scalars(query, execution_options=_FRESH)]

    def messages(self, reference: str) -> list[Message]:
        """The e-mails about a request, oldest first."""
        return self._messages(select(MessageRow).where(MessageRow.reference == reference))

    def similar(
        self,
        insurer: str,
        digests: Collection[str],
        types: Collection[RequestType],
        states: Collection[State],
    ) -> list[Request]:
        """Requests to the insurer, in one of these states, that share a contact digest and a type; oldest first."""
        query = select(RequestRow).where(
            RequestRow.insurer == insurer, RequestRow.state.in_(states), _has_one_of(types), _about(digests)
        )
        return self._requests(query.order_by(RequestRow.recorded_at, RequestRow.reference))

    def of_person(self, digests: Collection[str], insurers: frozenset[str] | None) -> list[Request]:
        """One person's requests to these insurers (None: to all), oldest first."""
        query = select(RequestRow).where(_within(insurers), _about(digests))
        return self._requests(query.order_by(RequestRow.recorded_at, RequestRow.reference))

    def purgeable(self, on: dt.date) -> list[Request]:
        """The requests whose time has come and that still hold personal data."""
        query = select(RequestRow).where(RequestRow.purge_on <= on, RequestRow.file.is_not(None))
        return self._requests(query.order_by(RequestRow.purge_on, RequestRow.reference))

    def dead_letters(self, insurers: frozenset[str] | None) -> list[Message]:
        """The e-mails given up on, oldest first. A tracking code is none: the member asks for a new one."""
        reach = true() if insurers is None else MessageRow.insurer.in_(insurers)
        return self._messages(select(MessageRow).where(GIVEN_UP, reach))

    def undelivered_counts(self, references: Sequence[str]) -> dict[str, int]:
        """How many e-mails about each request were given up on; only those that have one."""
        query = (
            select(MessageRow.reference, func.count())
            .where(GIVEN_UP, MessageRow.reference.in_(references))
            .group_by(MessageRow.reference)
        )
        return dict(self.session.execute(query).all())

    def _found(self, reference: str) -> Select[RequestRow]:
        return select(RequestRow).where(RequestRow.reference == reference)

    def _requests(self, query: Select[RequestRow]) -> list[Request]:
        return [request_of(row) for row in self.session.scalars(query, execution_options=_FRESH)]

    def _messages(self, query: Select[MessageRow]) -> list[Message]:
        ordered = query.order_by(MessageRow.created_at, MessageRow.id)
        return [message_of(row) for row in self.session.scalars(ordered, execution_options=_FRESH)]


def _conditions(wanted: QueueFilter, today: dt.date) -> list[ColumnElement[bool]]:
    is_open = RequestRow.state.in_(OPEN_STATES)
    soon = RequestRow.due_on.between(today, today + dt.timedelta(days=wanted.soon_days))
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.insurer, RequestRow.insurer == wanted.insurer),
        (wanted.type, _has_one_of([wanted.type] if wanted.type else [])),
        (wanted.state, RequestRow.state == wanted.state),
        (wanted.assigned_to, RequestRow.assigned_to == wanted.assigned_to),
        (wanted.due == "overdue", and_(is_open, RequestRow.due_on < today)),
        (wanted.due == "soon", and_(is_open, soon)),
        (wanted.open_only and not wanted.state, is_open),
    ]
    return [condition for given, condition in asked if given]


def _within(insurers: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if insurers is None else RequestRow.insurer.in_(insurers)


def _has_one_of(types: Collection[RequestType]) -> ColumnElement[bool]:
    """Types are a JSON list of names, each in quotation marks."""
    listed = cast(RequestRow.types, String)
    return or_(false(), *(listed.contains(f'"{one}"', autoescape=True) for one in types))


def _about(digests: Collection[str]) -> ColumnElement[bool]:
    return RequestRow.reference.in_(select(ContactRow.reference).where(ContactRow.digest.in_(digests)))
