"""The words that somebody writes when they act on a request, as they may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from assistant.errors import BadForm
from assistant.requests.actions import (
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Clarify,
    Close,
    Extend,
    Redirect,
    Withdraw,
)
from assistant.requests.intake import cleaning
from assistant.requests.intake.reading import Reading

_LIMIT = 10_000
_WORDS: Mapping[type[Action], str] = {
    AskIdentity: "doubt",
    AskClarification: "question",
    Clarify: "text",
    Extend: "justification",
    Answer: "reasons",
    Close: "note",
    Withdraw: "note",
    Redirect: "to",
}
"""The field of each action that holds free words."""


def as_kept(action: Action) -> Action:
    """The action, its words without hidden characters and without social-security and bank-card numbers.

    Raises BadForm where there are too many.
    """
    field = _WORDS.get(type(action))
    if field is None:
        return action
    reading = Reading()
    typed: str = getattr(action, field)
    words: dict[str, Any] = {field: reading.words(field, typed, partial(cleaning.prose, limit=_LIMIT))}
    if reading.faults:
        raise BadForm(reading.faults)
    return replace(action, **words)
