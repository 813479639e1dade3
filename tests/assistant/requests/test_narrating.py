"""The audit trail gives the reason of each action in the words of whoever did it."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.requests.actions import (
    NAMES,
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
from assistant.requests.narrating import note_of

SAID = [
    (File(), ""),
    (Assign("zoe"), "zoe"),
    (Start(), ""),
    (AskIdentity("Homonyme."), "Homonyme."),
    (VerifyIdentity("document_seen", dt.date(2026, 3, 9)), "document_seen"),
    (AskClarification("Quelle période ?"), "Quelle période ?"),
    (Clarify("2025."), "2025."),
    (
        Extend("complexity", "Trois dossiers.", dt.date(2026, 3, 9)),
        "complexity: Trois dossiers. (informed on 2026-03-09)",
    ),
    (Answer("satisfied"), "satisfied"),
    (Answer("partly_refused", "Durée légale.", remedies_stated=True), "partly_refused: Durée légale."),
    (Close("Classé."), "Classé."),
    (Close(), ""),
    (Withdraw("C’est réglé."), "C’est réglé."),
    (MarkDuplicate("MD-0000-0000-0000-0000"), "MD-0000-0000-0000-0000"),
    (Redirect("Caisse primaire"), "Caisse primaire"),
    (Purge(), ""),
]


@pytest.mark.parametrize(("action", "note"), SAID)
def test_a_line_says_why(action, note):
    assert note_of(action) == note


def test_no_action_is_left_out():
    assert {type(action) for action, _ in SAID} == set(NAMES)
