"""The queue as a table for spreadsheets and programs. Personal columns are for who may see everybody's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

from assistant.errors import NotAllowed
from assistant.requests.casework import QueueLine
from assistant.requests.deadlines import due_dates
from assistant.requests.records import DECIDERS, Actor, Request, Role

Cell = str | bool | None
COLUMNS = (
    "reference",
    "insurer",
    "state",
    "types",
    "received_on",
    "due_original",
    "due_suspended",
    "due_extended",
    "overdue",
    "assigned_to",
    "filed_by",
    "received_through",
    "recipient_kind",
    "outcome",
    "answered_on",
    "closed_on",
    "purge_on",
)
PERSONAL_COLUMNS = ("subject", "birth_date", "member_number", "role", "correspondent", "email", "phone")
_SEES_PEOPLE: frozenset[Role] = DECIDERS | {"administrator"}
_BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
_TYPES = "; "


def exported(lines: Iterable[QueueLine], actor: Actor, *, personal: bool) -> list[dict[str, Cell]]:
    """The lines as rows of the same columns, dates in ISO 8601. Raises NotAllowed for people no agent may list."""
    if personal and actor.role not in _SEES_PEOPLE:
        raise NotAllowed
    return [_row(line) | (_person(line.request) if personal else {}) for line in lines]


def as_csv(rows: Iterable[Mapping[str, Cell]], *, personal: bool) -> str:
    """RFC 4180 with a header row and a byte-order mark; no cell is read as a formula."""
    written = io.StringIO()
    table = csv.DictWriter(written, [*COLUMNS, *(PERSONAL_COLUMNS if personal else ())], lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: _harmless(value) for name, value in row.items()})
    return _BOM + written.getvalue()


def as_json(rows: Iterable[Mapping[str, Cell]]) -> str:
    """`{"requests": […]}`, one object a row."""
    return json.dumps({"requests": list(rows)}, ensure_ascii=False, indent=2) + "\n"


def _harmless(value: Cell) -> Cell:
    """A leading apostrophe makes a spreadsheet show a cell as it stands."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA) else value


def _row(line: QueueLine) -> dict[str, Cell]:
    request, due, decision = line.request, due_dates(line.request), line.request.decision
    return {
        "reference": request.reference,
        "insurer": request.insurer,
        "state": request.state,
        "types": _TYPES.join(request.types),
        "received_on": request.received_on.isoformat(),
        "due_original": due.original.isoformat(),
        "due_suspended": due.suspended.isoformat() if due.suspended else None,
        "due_extended": due.extended.isoformat() if due.extended else None,
        "overdue": line.overdue,
        "assigned_to": request.assigned_to,
        "filed_by": request.filed_by,
        "received_through": request.received_through,
        "recipient_kind": request.recipient.kind,
        "outcome": decision.outcome if decision else None,
        "answered_on": decision.answered_on.isoformat() if decision else None,
        "closed_on": request.closed_on.isoformat() if request.closed_on else None,
        "purge_on": request.purge_on.isoformat() if request.purge_on else None,
    }


def _person(request: Request) -> dict[str, Cell]:
    """Whose data it is about and who gets the answer; nothing once purged."""
    if request.file is None:
        return dict.fromkeys(PERSONAL_COLUMNS)
    subject, correspondent = request.file.subject, request.file.correspondent
    return {
        "subject": subject.name,
        "birth_date": subject.birth_date.isoformat() if subject.birth_date else None,
        "member_number": subject.member_number,
        "role": request.file.role,
        "correspondent": correspondent.name,
        "email": correspondent.email,
        "phone": correspondent.phone,
    }
