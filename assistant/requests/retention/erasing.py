"""Erasure of one person's requests before their time (GDPR art. 17), as whoever answers for them decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.requests.actions import NAMES, Close
from assistant.requests.keys import Keys
from assistant.requests.lifecycle import apply
from assistant.requests.records import OPEN_STATES, Actor, Request
from assistant.requests.retention.finding import Sought, found
from assistant.requests.retention.purging import objections
from assistant.requests.store.store import RequestStore
from assistant.requests.store.writing import Writing
from assistant.requests.transitions import purged


@dataclass(frozen=True)
class Erased:
    """What became of one person's requests."""

    references: tuple[str, ...]
    refused: Mapping[str, str]
    """By reference, why not: a key of the catalogue "lifecycle.refused"."""
    to_look_into: tuple[str, ...]
    """Requests that match in one thing only; nothing happened to them."""
    objections_kept: int
    """Entries of the marketing-objection list, which stay so that the objection is still honoured."""


def erased(store: RequestStore, keys: Keys, actor: Actor, person: Sought, now: dt.datetime, reason: str) -> Erased:
    """Purges the person's requests, but for those that are owed an answer; an answered one is closed first.

    Each in a transaction of its own. The audit trail keeps the reason, and every refusal. Raises NotAllowed.
    """
    match = found(store, keys, actor, person)
    gone: list[str] = []
    refused: dict[str, str] = {}
    entries: set[tuple[str, str, str]] = set()
    for reference in match.theirs:
        with store.writing() as writing:
            request = writing.find(reference)
            if request is None or request.file is None:  # purged meanwhile
                continue
            listed = objections(writing, keys, request.insurer, request.file)
            entries |= {(one.insurer, one.digest, one.channel) for one in listed}
            if request.state in OPEN_STATES:
                refused[reference] = "still_open"
                _record(writing, actor, "erase refused", request, request, refused[reference], now)
            else:
                _erase(writing, actor, request, reason, now)
                gone.append(reference)
    store.settle()
    return Erased(tuple(gone), refused, match.to_look_into, len(entries))


def _erase(writing: Writing, actor: Actor, request: Request, reason: str, now: dt.datetime) -> None:
    if request.state == "answered":
        closed = apply(request, Close(), actor, now, retention_years=0)  # kept no longer than today
        _record(writing, actor, NAMES[Close], request, closed, None, now)
        request = closed
    after = writing.save(purged(request))
    _record(writing, actor, "erase", request, after, reason, now)


def _record(
    writing: Writing, actor: Actor, action: str, before: Request, after: Request, note: str | None, now: dt.datetime
) -> None:
    writing.record(after.reference, after.insurer, actor, action, before.state, after.state, note, now)
