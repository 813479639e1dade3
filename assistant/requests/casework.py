"""Requests as those who answer them see them: a queue by urgency, and each with all that belongs to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.requests.deadlines import days_left, due_dates, overdue
from assistant.requests.records import AuditEntry, Message, Request, RequestType, State


@dataclass(frozen=True)
class Note:
    """What a member or an agent wrote about a request."""

    at: dt.datetime
    author: str
    role: str
    text: str


@dataclass(frozen=True)
class QueueFilter:
    """What to list. `due` is "overdue" or "soon" (within `soon_days`); None for any of a field."""

    insurer: str | None = None
    type: RequestType | None = None
    state: State | None = None
    due: str | None = None
    assigned_to: str | None = None
    soon_days: int = 7
    open_only: bool = True
    limit: int = 200


@dataclass(frozen=True)
class QueueLine:
    """A request in the queue, with what is computed at the moment of asking."""

    request: Request
    due_on: dt.date
    """What alerts go by."""
    days_left: int
    overdue: bool
    undelivered: int
    """E-mails given up on."""


@dataclass(frozen=True)
class Case:
    """A request with all that belongs to it."""

    line: QueueLine
    trail: tuple[AuditEntry, ...]
    notes: tuple[Note, ...]
    messages: tuple[Message, ...]
    allowed: tuple[str, ...]
    """Names of the actions that whoever looks at it can take now."""


def queue_line(request: Request, today: dt.date, undelivered: int) -> QueueLine:
    """The request as of `today`; one that is owed no answer any more is not overdue."""
    return QueueLine(
        request, due_dates(request).alert, days_left(request, today), overdue(request, today), undelivered
    )
