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
from assistant.requests.records import Decision, Extension
from tests.assistant.requests.life_by_hand import request

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
    assert note_of(action, request()) == note


@pytest.mark.parametrize("outcome", ["refused", "partly_refused"])
def test_a_refusal_after_the_month_says_that_it_is_late_although_extended(outcome):
    action = Answer(outcome, "Durée légale.", remedies_stated=True)
    day = dt.date(2026, 7, 11)
    decision = Decision(outcome, "Durée légale.", True, "dpo-1", day)
    extension = Extension("number", "Trois dossiers.", dt.date(2026, 7, 1), dt.date(2026, 7, 1))
    after = request("answered", decision=decision, extension=extension)
    assert note_of(action, after) == f"{outcome}: Durée légale. (after 2026-07-10: late, GDPR art. 12(4))"


def test_no_action_is_left_out():
    assert {type(action) for action, _ in SAID} == set(NAMES)
