"""Somebody does something to a request: the change, its line of the audit trail and the e-mail about it, all or
nothing; what is refused is recorded as well."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.errors import NotAllowed, StaleRequest, TransitionRefused, UnknownRequest
from assistant.requests.actions import (
    NAMES,
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Clarify,
    Extend,
    MarkDuplicate,
    Redirect,
    Withdraw,
)
from assistant.requests.deadlines import due_dates
from assistant.requests.lifecycle import apply
from assistant.requests.mail.mailing import Notice
from assistant.requests.means import Means
from assistant.requests.narrating import note_of
from assistant.requests.records import OPEN_STATES, Actor, Request
from assistant.requests.store.reading import Reading
from assistant.requests.store.writing import Writing
from assistant.requests.tracking.reference import normalised
from assistant.requests.wording import as_kept

_TOLD: Mapping[type[Action], Notice] = {
    AskIdentity: "identity_asked",
    AskClarification: "clarification_asked",
    Extend: "extended",
    Answer: "answered",
    MarkDuplicate: "duplicate",
    Redirect: "redirected",
}
"""What the member is told by e-mail."""


def acted(means: Means, actor: Actor, reference: str, action: Action, seen: int | None = None) -> Request:
    """The request after the action; returns after the commit.

    `seen` is the revision that the actor decided on; None for whatever it is now. Raises StaleRequest where it was
    changed since, UnknownRequest, BadForm, NotAllowed, TransitionRefused; the last two are in the audit trail then.
    """
    action = as_kept(action)
    try:
        with means.store.writing() as writing:
            before = known(writing, reference)
            if seen not in (None, before.revision):
                raise StaleRequest
            if isinstance(action, MarkDuplicate):
                action = MarkDuplicate(_twin(writing, before, action.of))
            after = writing.save(apply(before, action, actor, means.now(), means.settings.retention_years))
            _record(means, writing, actor, action, before, after)
            return after
    except (TransitionRefused, NotAllowed) as refused:
        _record_refusal(means, actor, reference, action, refused)
        raise


def known(reading: Reading, reference: str) -> Request:
    """The request of a reference. Raises UnknownRequest."""
    found = reading.find(reference)
    if found is None:
        raise UnknownRequest
    return found


def reached(reading: Reading, actor: Actor, reference: str) -> Request:
    """The request of a reference, however it was typed, within the actor's reach. Raises UnknownRequest."""
    found = known(reading, normalised(reference) or "")
    if not actor.may_touch(found.insurer):
        raise UnknownRequest
    return found


def _twin(reading: Reading, request: Request, of: str) -> str:
    """The reference of another request of the same insurer, which is no later and still takes its course.

    Raises TransitionRefused.
    """
    if not of.strip():
        return ""
    found = reading.find(normalised(of) or "")
    if found is None or found.insurer != request.insurer:
        raise TransitionRefused("other_reference_unknown")
    if found.state not in OPEN_STATES | {"answered", "closed"}:
        raise TransitionRefused("other_is_ended")
    if found.received_on > request.received_on:
        raise TransitionRefused("other_is_later")
    return found.reference


def _record(means: Means, writing: Writing, actor: Actor, action: Action, before: Request, after: Request) -> None:
    now, note, name = means.now(), note_of(action, after), NAMES[type(action)]
    writing.record(after.reference, after.insurer, actor, name, before.state, after.state, note, now)
    if isinstance(action, AskIdentity | Clarify | AskClarification):
        writing.add_note(after.reference, now, actor.name, actor.role, note)
    told = _TOLD.get(type(action))
    if isinstance(action, Withdraw) and actor.role != "member":
        told = "withdrawn"
    if means.mail and told:
        due_on, insurer = due_dates(after).alert, after.recipient.insurer_name
        if written := means.mail.notice(after, told, insurer, due_on, now):
            writing.enqueue(written)


def _record_refusal(means: Means, actor: Actor, reference: str, action: Action, refused: Exception) -> None:
    reason = refused.reason if isinstance(refused, TransitionRefused) else NotAllowed.code
    name = f"{NAMES[type(action)]} refused"
    with means.store.writing() as writing:
        found = known(writing, reference)
        writing.record(reference, found.insurer, actor, name, found.state, found.state, reason, means.now())
