"""The life of a request as the legal rules tell it, copied out by hand, and requests at each of its stages."""

from __future__ import annotations

import datetime as dt

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
from assistant.requests.records import (
    Actor,
    Decision,
    Identity,
    Person,
    PersonalFile,
    Recipient,
    Request,
    State,
    Suspension,
)

INSURER = "assurance"
RECEIVED = dt.date(2026, 6, 10)
TODAY = dt.date(2026, 6, 22)
NOW = dt.datetime(2026, 6, 22, 9, tzinfo=dt.UTC)
DUE = dt.date(2026, 7, 10)
PURGE_ON = dt.date(2031, 6, 15)
PURGE_DAY = dt.datetime(2031, 6, 15, 3, tzinfo=dt.UTC)

STATES = State.__args__
ROLES = ("member", "agent", "supervisor", "dpo", "evaluator", "administrator", "program", "system")
STAFF = ("agent", "supervisor", "dpo", "administrator")
DECIDERS = ("supervisor", "dpo")

# From which state an action leads where.
EDGES = {
    ("draft", File): "received",
    ("received", Assign): "received",
    ("received", Start): "in_progress",
    ("received", AskIdentity): "identity_requested",
    ("received", VerifyIdentity): "received",
    ("received", Extend): "received",
    ("received", Withdraw): "withdrawn",
    ("received", MarkDuplicate): "duplicate",
    ("received", Redirect): "redirected",
    ("identity_requested", Assign): "identity_requested",
    ("identity_requested", VerifyIdentity): "in_progress",
    ("identity_requested", Extend): "identity_requested",
    ("identity_requested", Answer): "answered",
    ("identity_requested", Withdraw): "withdrawn",
    ("identity_requested", MarkDuplicate): "duplicate",
    ("identity_requested", Redirect): "redirected",
    ("in_progress", Assign): "in_progress",
    ("in_progress", AskIdentity): "identity_requested",
    ("in_progress", VerifyIdentity): "in_progress",
    ("in_progress", AskClarification): "clarification_requested",
    ("in_progress", Extend): "in_progress",
    ("in_progress", Answer): "answered",
    ("in_progress", Withdraw): "withdrawn",
    ("in_progress", MarkDuplicate): "duplicate",
    ("in_progress", Redirect): "redirected",
    ("clarification_requested", Assign): "clarification_requested",
    ("clarification_requested", VerifyIdentity): "clarification_requested",
    ("clarification_requested", Clarify): "in_progress",
    ("clarification_requested", Extend): "clarification_requested",
    ("clarification_requested", Answer): "answered",
    ("clarification_requested", Withdraw): "withdrawn",
    ("clarification_requested", MarkDuplicate): "duplicate",
    ("clarification_requested", Redirect): "redirected",
    ("answered", Assign): "answered",
    ("answered", Close): "closed",
    ("withdrawn", Assign): "withdrawn",
    ("withdrawn", Close): "closed",
    ("withdrawn", Purge): "purged",
    ("duplicate", Assign): "duplicate",
    ("duplicate", Close): "closed",
    ("duplicate", Purge): "purged",
    ("redirected", Assign): "redirected",
    ("redirected", Close): "closed",
    ("redirected", Purge): "purged",
    ("closed", Purge): "purged",
}

MAY = {
    File: ("member", *STAFF),
    Assign: STAFF,
    Start: STAFF,
    AskIdentity: STAFF,
    VerifyIdentity: STAFF,
    AskClarification: STAFF,
    Clarify: ("member", *STAFF),
    Extend: DECIDERS,
    Answer: STAFF,
    Close: STAFF,
    Withdraw: ("member", *STAFF),
    MarkDuplicate: STAFF,
    Redirect: STAFF,
    Purge: ("administrator", "system"),
}

REFUSAL = Answer("refused", "Demandes répétitives.", remedies_stated=True)
WELL_FORMED = {
    File: File(),
    Assign: Assign("claire"),
    Start: Start(),
    AskIdentity: AskIdentity("Deux adhérents portent ce nom."),
    VerifyIdentity: VerifyIdentity("callback"),
    AskClarification: AskClarification("Quelle période ?"),
    Clarify: Clarify("L’année 2025."),
    Extend: Extend("complexity", "Trois dossiers à réunir.", informed_on=TODAY),
    Answer: Answer("satisfied"),
    Close: Close(),
    Withdraw: Withdraw("Elle a téléphoné."),
    MarkDuplicate: MarkDuplicate("R0"),
    Redirect: Redirect("Caisse primaire"),
    Purge: Purge(),
}


def actor(role, *insurers):
    """Somebody of that role within reach of the insurer, or of those named."""
    return Actor(f"{role}-1", role, frozenset(insurers or (INSURER,)))


def request(state="in_progress", **changes):
    """A request received on 10 June 2026, as it would stand in that state."""
    ended = state in ("closed", "withdrawn", "duplicate", "redirected", "purged")
    awaited = state == "identity_requested"
    fields = {
        "reference": "R1",
        "insurer": INSURER,
        "state": state,
        "language": "fr",
        "types": ("access",),
        "received_through": "online",
        "received_on": RECEIVED,
        "recorded_at": dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC),
        "holiday_region": "metropole",
        "recipient": Recipient("none", ""),
        "file": None if state == "purged" else PersonalFile(Person("Anne", "Exemple")),
        "identity": Identity(doubt="Deux adhérents portent ce nom.", asked_on=dt.date(2026, 6, 12))
        if awaited
        else Identity(),
        "suspensions": (Suspension(dt.date(2026, 6, 12)),) if awaited else (),
        "decision": Decision("satisfied", "", False, "agent-1", dt.date(2026, 6, 14))
        if state in ("answered", "closed")
        else None,
        "closed_on": dt.date(2026, 6, 15) if ended else None,
        "purge_on": PURGE_ON if ended or state == "answered" else None,
        "revision": 3,
    }
    return Request(**fields | changes)
