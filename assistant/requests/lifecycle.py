"""What can happen to a request: who may do it, and from which state. Pure: a request in, the next request out.

draft → received → (identity_requested ⇄) in_progress ⇄ clarification_requested → answered → closed → purged
any open state → withdrawn, duplicate, redirected → closed → purged
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import NotAllowed, TransitionRefused
from assistant.requests import transitions
from assistant.requests.actions import (
    Action,
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
from assistant.requests.records import DECIDERS, OPEN_STATES, STAFF, Actor, Request, Role, State


def _ready(_request: Request, _actor: Actor, _today: dt.date) -> None:
    """Nothing more is asked than the role and the state."""


@dataclass(frozen=True)
class _Rule:
    roles: frozenset[Role]
    states: frozenset[State]
    step: Callable[[Request, Any, transitions.Moment], Request]
    ready: Callable[[Request, Actor, dt.date], None] = _ready


_ANYBODY: frozenset[Role] = STAFF | {"member"}
_OPERATION: frozenset[Role] = frozenset({"system", "administrator"})
_DRAFT: frozenset[State] = frozenset({"draft"})
_EXITS: frozenset[State] = frozenset({"withdrawn", "duplicate", "redirected"})

_RULES: Mapping[type[Action], _Rule] = {
    File: _Rule(_ANYBODY, _DRAFT, transitions.file, transitions.fileable),
    Assign: _Rule(STAFF, OPEN_STATES | _EXITS | {"answered"}, transitions.assign),
    Start: _Rule(STAFF, frozenset({"received"}), transitions.start),
    AskIdentity: _Rule(STAFF, frozenset({"received", "in_progress"}), transitions.ask_identity),
    VerifyIdentity: _Rule(STAFF, OPEN_STATES, transitions.verify_identity),
    AskClarification: _Rule(STAFF, frozenset({"in_progress"}), transitions.ask_clarification),
    Clarify: _Rule(_ANYBODY, frozenset({"clarification_requested"}), transitions.clarify),
    Extend: _Rule(DECIDERS, OPEN_STATES, transitions.extend, transitions.extendable),
    Answer: _Rule(STAFF, OPEN_STATES - {"received"}, transitions.answer, transitions.answerable),
    Close: _Rule(STAFF, _EXITS | {"answered"}, transitions.close),
    Withdraw: _Rule(_ANYBODY, OPEN_STATES, transitions.withdraw),
    MarkDuplicate: _Rule(STAFF, OPEN_STATES, transitions.mark_duplicate),
    Redirect: _Rule(STAFF, OPEN_STATES, transitions.redirect),
    # What nobody closed is not kept longer for it.
    Purge: _Rule(_OPERATION, _EXITS | {"closed"}, transitions.purge, transitions.purgeable),
}


def apply(request: Request, action: Action, actor: Actor, now: dt.datetime, retention_years: int) -> Request:
    """The request after the action; `revision` is the store's. Raises NotAllowed or TransitionRefused.

    Not allowed is an action out of the actor's role or insurers; refused is one that the state, the dates or
    what the action carries do not permit.
    """
    at = transitions.Moment(actor, now, retention_years)
    _permit(request, type(action), actor, at.today)
    return _RULES[type(action)].step(request, action, at)


def allowed(request: Request, actor: Actor, today: dt.date) -> tuple[type[Action], ...]:
    """What the actor can do with the request today, in the order of its life."""
    return tuple(action for action in _RULES if _is_permitted(request, action, actor, today))


def _permit(request: Request, action: type[Action], actor: Actor, today: dt.date) -> None:
    rule = _RULES[action]
    if actor.role not in rule.roles or not actor.may_touch(request.insurer):
        raise NotAllowed
    if action is Clarify and request.state in OPEN_STATES - rule.states:
        raise TransitionRefused("nothing_asked")
    if request.state not in rule.states:
        raise TransitionRefused(f"state_{request.state}")
    rule.ready(request, actor, today)


def _is_permitted(request: Request, action: type[Action], actor: Actor, today: dt.date) -> bool:
    try:
        _permit(request, action, actor, today)
    except (NotAllowed, TransitionRefused):
        return False
    return True
