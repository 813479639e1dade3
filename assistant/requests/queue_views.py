"""What can be looked at of the queue: each view with its number, the most urgent requests first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.requests.casework import QueueFilter, QueueLine
from assistant.requests.desk import RequestDesk
from assistant.requests.records import OPEN_STATES, Actor, RequestType, State

MOST = 1_000
"""Requests listed and counted at once, the most urgent first."""
SOON = 7
"""Days before the due date from which a request is said to be due soon."""
_VIEWS: Mapping[str, Callable[[QueueLine, Actor], bool]] = {
    "open": lambda *_: True,
    "overdue": lambda line, _: line.overdue,
    "soon": lambda line, _: urgency(line) == "soon",
    "unassigned": lambda line, _: not line.request.assigned_to,
    "mine": lambda line, actor: line.request.assigned_to == actor.name,
    "undelivered": lambda line, _: line.undelivered > 0,
}
VIEWS = tuple(_VIEWS)
"""What can be looked at of the queue, each with its number."""


@dataclass(frozen=True)
class Wanted:
    """What somebody chose to see. `state` None for every open request."""

    insurer: str | None = None
    type: RequestType | None = None
    state: State | None = None
    view: str = "open"


@dataclass(frozen=True)
class Found:
    """The lines of the view chosen, and how many each view holds."""

    lines: tuple[QueueLine, ...]
    counts: Mapping[str, int]
    more: bool
    """Whether there are more than were looked at."""


def found(desk: RequestDesk, actor: Actor, wanted: Wanted, most: int = MOST) -> Found:
    """What the `most` most urgent requests hold of what is wanted, the first due first. Raises NotAllowed."""
    lines = desk.queue(actor, QueueFilter(wanted.insurer, wanted.type, wanted.state, limit=most + 1))
    more, lines = len(lines) > most, lines[:most]
    views = {name: [one for one in lines if holds(one, actor)] for name, holds in _VIEWS.items()}
    return Found(tuple(views[wanted.view]), {name: len(held) for name, held in views.items()}, more)


def urgency(line: QueueLine) -> str:
    """ "overdue", "soon", "later", or "done" where no answer is owed any more."""
    if line.request.state not in OPEN_STATES:
        return "done"
    return "overdue" if line.overdue else "soon" if line.days_left <= SOON else "later"
