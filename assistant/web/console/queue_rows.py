"""The queue as rows to read at a glance: what is urgent first, said in words as well as in colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.catalogue import message
from assistant.requests.casework import QueueFilter, QueueLine
from assistant.requests.desk import RequestDesk
from assistant.requests.records import OPEN_STATES, Actor, RequestType, State

MOST = 1_000
"""Requests listed and counted at once, the most urgent first."""
SOON = 7
"""Days before the due date from which a request is said to be due soon."""
COLUMNS = ("due", "reference", "insurer", "types", "state", "assigned")
REFERENCE = COLUMNS.index("reference")
_NONE = "–"
# Each pair has a contrast of at least 7:1, on light and dark pages alike.
_COLOURS = {
    "overdue": "background:#9b1c1c;color:#ffffff;font-weight:600",
    "soon": "background:#ffe3a3;color:#3a2a00;font-weight:600",
    "later": "",
    "done": "opacity:.8",
}
_ICONS = {"overdue": "⚠", "soon": "◔", "later": "○", "done": "✓"}
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


def left_in_words(line: QueueLine, language: str) -> str:
    """The days left in words, with the mark that stands for its colour: "⚠ En retard de 3 jours"."""
    kind, days = urgency(line), line.days_left
    if kind == "done":
        said = message(language, f"lifecycle.state.{line.request.state}")
    elif days in (-1, 0, 1):
        said = message(language, "console_desk.left." + {-1: "yesterday", 0: "today", 1: "tomorrow"}[days])
    else:
        said = message(language, f"console_desk.left.{'over' if days < 0 else 'in'}", days=abs(days))
    return f"{_ICONS[kind]} {said}"


def view_choices(counts: Mapping[str, int], language: str) -> list[tuple[str, str]]:
    """Each view with its number, to choose from."""
    return [(message(language, f"console_desk.view.{name}", count=counts[name]), name) for name in VIEWS]


def headers(language: str) -> list[str]:
    """The names of the columns."""
    return [message(language, f"console_desk.column.{name}") for name in COLUMNS]


def table(lines: Iterable[QueueLine], names: Mapping[str, str], language: str) -> dict[str, Any]:
    """The lines as Gradio's table takes them, each coloured by its urgency. Nothing of it is personal."""
    shown = list(lines)
    return {
        "headers": headers(language),
        "data": [_row(one, names, language) for one in shown],
        "metadata": {"styling": [[_COLOURS[urgency(one)], *[""] * (len(COLUMNS) - 1)] for one in shown]},
    }


def _row(line: QueueLine, names: Mapping[str, str], language: str) -> list[str]:
    request = line.request
    lost = message(language, "console_desk.lost", count=line.undelivered) if line.undelivered else ""
    state = message(language, f"lifecycle.state.{request.state}")
    return [
        f"{left_in_words(line, language)} ({_short(line.due_on)})",
        request.reference,
        names.get(request.insurer, request.insurer),
        ", ".join(message(language, f"web.request_{one}") for one in request.types),
        f"{state} – {lost}" if lost else state,
        request.assigned_to or _NONE,
    ]


def _short(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
