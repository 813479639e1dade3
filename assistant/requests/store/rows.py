"""Records as rows and back, without loss."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from assistant.requests.casework import Note
from assistant.requests.deadlines import due_dates
from assistant.requests.records import AuditEntry, Message, Request
from assistant.requests.store.tables import AuditRow, MessageRow, NoteRow, RequestRow

_NESTED = ("types", "recipient", "file", "identity", "suspensions", "extension", "decision")
"""The fields of a request that are kept as JSON."""


def request_values(request: Request) -> dict[str, Any]:
    """The columns of `RequestRow` that a request determines."""
    values: dict[str, Any] = {one.name: getattr(request, one.name) for one in fields(Request)}
    nested = {name: _adapter(name).dump_python(values[name], mode="json") for name in _NESTED}
    return values | nested | {"due_on": due_dates(request).alert}


def request_of(row: RequestRow) -> Request:
    """The request that a row keeps. Raises ValueError, naming the reference only, where it is unreadable."""
    values = {one.name: getattr(row, one.name) for one in fields(Request)}
    try:
        nested = {name: _adapter(name).validate_python(values[name]) for name in _NESTED}
    except ValidationError:  # it repeats what it could not read
        raise ValueError(f"request {row.reference} cannot be read") from None
    return Request(**values | nested)


def message_values(message: Message) -> dict[str, Any]:
    """The columns of `MessageRow`."""
    return {one.name: getattr(message, one.name) for one in fields(Message)}


def message_of(row: MessageRow) -> Message:
    """The message that a row keeps."""
    return Message(**{one.name: getattr(row, one.name) for one in fields(Message)})


def entry_of(row: AuditRow) -> AuditEntry:
    """The audit entry that a row keeps."""
    return AuditEntry(**{one.name: getattr(row, one.name) for one in fields(AuditEntry)})


def note_of(row: NoteRow) -> Note:
    """The note that a row keeps."""
    return Note(row.at, row.author, row.role, row.text)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(Request)[name])
