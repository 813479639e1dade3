"""The queue as rows to read at a glance: what is urgent first, said in words as well as in colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.catalogue import message
from assistant.requests.casework import QueueLine
from assistant.requests.queue_views import VIEWS, urgency

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
