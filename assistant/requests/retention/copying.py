"""A copy of all that is kept of one person's requests (GDPR art. 15), ready for JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from assistant.errors import UnknownRequest
from assistant.requests.actions import NAMES, Assign
from assistant.requests.deadlines import DueDates, due_dates
from assistant.requests.keys import Keys
from assistant.requests.records import Actor, AuditEntry, Message, Request
from assistant.requests.retention.finding import Sought, found
from assistant.requests.retention.purging import objections
from assistant.requests.store.store import RequestStore
from assistant.requests.store.writing import Writing

_REQUEST, _DUE, _MESSAGES = TypeAdapter(Request), TypeAdapter(DueDates), TypeAdapter(list[Message])
_NAMES_A_COLLEAGUE = NAMES[Assign]


def copied(store: RequestStore, keys: Keys, actor: Actor, person: Sought, now: dt.datetime) -> dict[str, Any]:
    """All that is kept of the person's requests; each copy leaves an audit line. Dates are ISO 8601.

    Who worked on a request is said by role: colleagues' names are not the person's data. Raises NotAllowed.
    """
    match = found(store, keys, actor, person)
    copies = [_copied(store, keys, actor, reference, now) for reference in match.theirs]
    return {"requests": copies, "to_look_into": list(match.to_look_into)}


def _copied(store: RequestStore, keys: Keys, actor: Actor, reference: str, now: dt.datetime) -> dict[str, Any]:
    with store.writing() as writing:
        request = writing.find(reference)
        if request is None:
            raise UnknownRequest
        copy: dict[str, Any] = _REQUEST.dump_python(_without_colleagues(request), mode="json") | {
            "due": _DUE.dump_python(due_dates(request), mode="json"),
            "history": [_step(one) for one in writing.trail(reference)],
            "notes": [
                {"at": one.at.isoformat(), "role": one.role, "text": one.text} for one in writing.notes(reference)
            ],
            "messages": _MESSAGES.dump_python(writing.messages(reference), mode="json"),
            "marketing_objections": _objections(writing, keys, request),
        }
        state = request.state
        writing.record(reference, request.insurer, actor, "copy for the person", state, state, None, now)
        return copy


def _without_colleagues(request: Request) -> Request:
    decision = request.decision and replace(request.decision, decided_by="")
    return replace(request, assigned_to=None, filed_by=None, decision=decision)


def _step(entry: AuditEntry) -> dict[str, str | None]:
    return {
        "at": entry.at.isoformat(),
        "role": entry.role,
        "action": entry.action,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "note": None if entry.action == _NAMES_A_COLLEAGUE else entry.note,
    }


def _objections(writing: Writing, keys: Keys, request: Request) -> list[dict[str, str]]:
    if request.file is None:
        return []
    return [
        {"channel": one.channel, "since": one.objected_on.isoformat(), "until": one.keep_until.isoformat()}
        for one in objections(writing, keys, request.insurer, request.file)
    ]
