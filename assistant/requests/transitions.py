"""What each action needs and changes, once the actor and the state are known to be right.

Rules: GDPR art. 12(3) (extension), 12(4) (refusal), 12(6) (identity). Every refusal is a `TransitionRefused`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from assistant.errors import NotAllowed, TransitionRefused
from assistant.requests.actions import (
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    File,
    MarkDuplicate,
    Purge,
    Redirect,
    Start,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.deadlines import add_months, answer_due, today_in_paris
from assistant.requests.records import (
    DECIDERS,
    REFUSALS,
    Actor,
    Decision,
    Extension,
    Identity,
    Request,
    State,
    Suspension,
)


@dataclass(frozen=True)
class Moment:
    """Who acts, and when."""

    actor: Actor
    now: dt.datetime
    retention_years: int

    @property
    def today(self) -> dt.date:
        """The date in Paris."""
        return today_in_paris(self.now)


# --- What can be said before knowing what the action carries -------------------------------------------------


def fileable(request: Request, _actor: Actor, today: dt.date) -> None:
    """Refuses a receipt that has not happened."""
    if request.received_on > today:
        raise TransitionRefused("received_in_future")


def extendable(request: Request, _actor: Actor, today: dt.date) -> None:
    """Refuses a second extension, and one after the original due date: a suspension gives no more time for it."""
    due = answer_due(request.received_on, request.holiday_region)
    if request.extension is not None:
        raise TransitionRefused("already_extended")
    if today > due:
        raise TransitionRefused("extension_too_late", due=due)


def answerable(request: Request, actor: Actor, _today: dt.date) -> None:
    """Refuses an answer while identity is awaited, but for the refusal that a data protection officer gives."""
    if request.state == "identity_requested" and actor.role not in DECIDERS:
        raise TransitionRefused("identity_awaited")


def purgeable(request: Request, _actor: Actor, today: dt.date) -> None:
    """Refuses to purge before the end of retention."""
    if request.purge_on is None or today < request.purge_on:
        raise TransitionRefused("purge_too_early", purge_on=request.purge_on)


# --- What the action carries, and what it changes ------------------------------------------------------------


def file(request: Request, _action: File, _at: Moment) -> Request:
    return replace(request, state="received")


def assign(request: Request, action: Assign, _at: Moment) -> Request:
    _need(action.to, "assignee_missing")
    return replace(request, assigned_to=action.to)


def start(request: Request, _action: Start, _at: Moment) -> Request:
    return replace(request, state="in_progress")


def ask_identity(request: Request, action: AskIdentity, at: Moment) -> Request:
    """A new doubt starts over: what was verified before no longer counts."""
    _need(action.doubt, "doubt_missing")
    asked = Identity(doubt=action.doubt, asked_on=at.today, demand=request.identity.demand)
    return replace(
        request,
        state="identity_requested",
        identity=asked,
        suspensions=(*request.suspensions, Suspension(start=at.today)),
    )


def verify_identity(request: Request, action: VerifyIdentity, at: Moment) -> Request:
    """Ends the suspension on the day the person supplied what was asked for, not on the day it was looked at."""
    identity = replace(request.identity, method=action.method, verified_at=at.now.astimezone(dt.UTC))
    if request.state != "identity_requested":
        return replace(request, identity=identity)
    supplied, asked = action.supplied_on or at.today, request.suspensions[-1].start
    if not asked <= supplied <= at.today:
        raise TransitionRefused("supplied_out_of_time", asked=asked)
    resumed = _suspension_ended(request, supplied)
    return replace(resumed, state="in_progress", identity=replace(identity, supplied_on=supplied))


def ask_clarification(request: Request, action: AskClarification, _at: Moment) -> Request:
    _need(action.question, "question_missing")
    return replace(request, state="clarification_requested")


def clarify(request: Request, action: Clarify, _at: Moment) -> Request:
    _need(action.text, "text_missing")
    return replace(request, state="in_progress")


def extend(request: Request, action: Extend, at: Moment) -> Request:
    """Informed by today is informed by the due date, which `extendable` has not let pass."""
    _need(action.justification, "justification_missing")
    if action.informed_on > at.today:
        raise TransitionRefused("informed_in_future")
    if action.informed_on < request.received_on:
        raise TransitionRefused("informed_before_receipt", received=request.received_on)
    extension = Extension(action.reason, action.justification, decided_on=at.today, informed_on=action.informed_on)
    return replace(request, extension=extension)


def answer(request: Request, action: Answer, at: Moment) -> Request:
    """While identity is awaited nothing can be done for, or told to, somebody who may be another person.

    Retention runs from the answer until the request is closed, since nobody may ever do so.
    """
    if action.outcome in REFUSALS and at.actor.role not in DECIDERS:
        raise NotAllowed
    if request.state == "identity_requested" and action.outcome != "refused":
        raise TransitionRefused("identity_awaited")
    if action.outcome in REFUSALS:
        _need(action.reasons, "reasons_missing")
        if not action.remedies_stated:
            raise TransitionRefused("remedies_missing")
    decision = Decision(action.outcome, action.reasons, action.remedies_stated, at.actor.name, at.today)
    answered = replace(_suspension_ended(request, at.today), state="answered", decision=decision)
    return replace(answered, purge_on=_retained(at.today, at))


def close(request: Request, _action: Close, at: Moment) -> Request:
    """Retention starts over; after a side exit, it keeps running from that exit."""
    return _ended(request, "closed", at)


def withdraw(request: Request, action: Withdraw, at: Moment) -> Request:
    """Members give no reason; whoever withdraws in their place says what they did."""
    if at.actor.role != "member":
        _need(action.note, "note_missing")
    return _ended(request, "withdrawn", at)


def mark_duplicate(request: Request, action: MarkDuplicate, at: Moment) -> Request:
    _need(action.of, "other_reference_missing")
    if action.of == request.reference:
        raise TransitionRefused("duplicate_of_itself")
    return _ended(replace(request, duplicate_of=action.of), "duplicate", at)


def redirect(request: Request, action: Redirect, at: Moment) -> Request:
    _need(action.to, "target_missing")
    return _ended(replace(request, redirected_to=action.to), "redirected", at)


def purge(request: Request, _action: Purge, _at: Moment) -> Request:
    return purged(request)


def purged(request: Request) -> Request:
    """The request with procedural facts only: free text may name somebody, so its words go as well."""
    extension, decision = request.extension, request.decision
    return replace(
        request,
        state="purged",
        file=None,
        identity=replace(request.identity, doubt=""),
        extension=extension and replace(extension, justification=""),
        decision=decision and replace(decision, reasons=""),
        redirected_to=None,
    )


def _need(text: str, reason: str) -> None:
    if not text.strip():
        raise TransitionRefused(reason)


def _suspension_ended(request: Request, day: dt.date) -> Request:
    """Without a day on which it was supplied, identity stops being awaited when the request leaves the state."""
    if request.state != "identity_requested":
        return request
    *before, last = request.suspensions
    return replace(request, suspensions=(*before, replace(last, end=max(day, last.start))))


def _ended(request: Request, state: State, at: Moment) -> Request:
    closed_on = request.closed_on or at.today
    ended = replace(_suspension_ended(request, at.today), state=state, closed_on=closed_on)
    return replace(ended, purge_on=_retained(closed_on, at))


def _retained(since: dt.date, at: Moment) -> dt.date:
    return add_months(since, 12 * at.retention_years)
