"""What can be done to a request. Each action carries what it needs; `lifecycle` says who may do it, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.requests.records import DecisionOutcome, IdentityMethod


@dataclass(frozen=True)
class File:
    """The member confirmed: draft → received."""


@dataclass(frozen=True)
class Assign:
    """Somebody takes charge; the state stays."""

    to: str


@dataclass(frozen=True)
class Start:
    """Work begins: received → in_progress."""


@dataclass(frozen=True)
class AskIdentity:
    """→ identity_requested. `doubt`: the documented reason, which may be that the policy demands it."""

    doubt: str


@dataclass(frozen=True)
class VerifyIdentity:
    """How identity was verified; identity_requested → in_progress, or without having been asked for."""

    method: IdentityMethod
    supplied_on: dt.date | None = None
    """When the person supplied what was asked for, which ends the suspension; None for today."""


@dataclass(frozen=True)
class AskClarification:
    """in_progress → clarification_requested."""

    question: str


@dataclass(frozen=True)
class Clarify:
    """The member answered: clarification_requested → in_progress."""

    text: str


@dataclass(frozen=True)
class Extend:
    """Two more months, decided before the due date, the person informed."""

    reason: Literal["complexity", "number"]
    justification: str
    informed_on: dt.date


@dataclass(frozen=True)
class Answer:
    """→ answered."""

    outcome: DecisionOutcome
    reasons: str = ""
    remedies_stated: bool = False


@dataclass(frozen=True)
class Close:
    """answered (or a side exit) → closed."""

    note: str = ""


@dataclass(frozen=True)
class Withdraw:
    """The member gives up. Staff who record it say in `note` how they know."""

    note: str = ""


@dataclass(frozen=True)
class MarkDuplicate:
    """An agent confirms that it is the same as an earlier request."""

    of: str


@dataclass(frozen=True)
class Redirect:
    """It belongs to another controller."""

    to: str


@dataclass(frozen=True)
class Purge:
    """Everything personal goes: closed (or a side exit) → purged, on or after `purge_on`."""


Action = (
    File
    | Assign
    | Start
    | AskIdentity
    | VerifyIdentity
    | AskClarification
    | Clarify
    | Extend
    | Answer
    | Close
    | Withdraw
    | MarkDuplicate
    | Redirect
    | Purge
)

NAMES: Mapping[type[Action], str] = {
    File: "file",
    Assign: "assign",
    Start: "start",
    AskIdentity: "ask_identity",
    VerifyIdentity: "verify_identity",
    AskClarification: "ask_clarification",
    Clarify: "clarify",
    Extend: "extend",
    Answer: "answer",
    Close: "close",
    Withdraw: "withdraw",
    MarkDuplicate: "mark_duplicate",
    Redirect: "redirect",
    Purge: "purge",
}
"""The name of each action in the audit trail and in `messages/lifecycle` ("lifecycle.action.<name>")."""
